"""Whoever's way in was changed, or used on a new device, is told under the bell and by mail, with what to do."""

import pytest
from allauth.mfa.models import Authenticator

from tests.cast import PASSWORD, a_person
from zhike.kit.access.models import Role, Staff
from zhike.kit.testing.acting import at_the_screen
from zhike.notices.models import Notice, Preference
from zhike.notices.told import told
from zhike.site.account import links
from zhike.site.account.devices import forget
from zhike.site.account.models import Device
from zhike.site.account.tests.doors import (
    a_passkey_of,
    code_of,
    here,
    knock,
    signed_in,
    stranger,
    with_app,
    with_codes,
    work_here,
)

pytestmark = pytest.mark.django_db
NEW = "a kettle of spring water"
PAGES = "/profile/security"


@pytest.fixture(autouse=True)
def mail(settings):
    settings.EMAIL_HOST = "mail.example"


@pytest.fixture
def ana(ana):
    """Ana has a mail address and was here before."""
    Staff.objects.filter(pk=ana.pk).update(email="ana@old.example", language="en")
    at_the_screen(ana)
    return Staff.objects.get(pk=ana.pk)


def heard(person):
    """What stands under somebody's bell, oldest first."""
    return [one.text for one in told(Notice.objects.filter(to=person).order_by("pk"), by=person)]


class TestAChange:
    def test_of_the_password_is_told_with_what_to_do(self, ana, mailoutbox):
        here(ana).post(f"{PAGES}/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
        work_here()

        assert heard(ana) == ["The password of your account was changed"]
        [letter] = mailoutbox
        assert (letter.to, letter.subject) == (["ana@old.example"], "The password of your account was changed")
        assert "If this was not you: change your password at once" in letter.body
        assert "/profile/security/" in letter.body
        assert "If this was not you" in letter.alternatives[0].content

    def test_by_a_link_too(self, ana):
        text = links.make(links.Purpose.RESET, person=ana)
        stranger().post(f"/link/{text}/", {"new_password1": NEW, "new_password2": NEW})

        assert heard(ana) == ["The password of your account was changed"]

    def test_of_second_factors_and_codes(self, ana):
        a_passkey_of(ana)
        with_app(ana)
        here(ana).post(f"{PAGES}/codes/")
        app = Authenticator.objects.get(user=ana, type="totp")
        here(ana).post(f"{PAGES}/factors/{app.pk}/off/")

        assert heard(ana) == [
            "A passkey was set up for your account",
            "New recovery codes were made for your account; the old ones work no more",
            "A second factor of your account was removed",
        ]

    def test_of_the_mail_address_is_told_at_the_old_one_and_the_new(self, ana, mailoutbox):
        here(ana).post("/profile/", {"name": "Ana", "email": "ana@new.example", "language": "en"})
        work_here()

        assert heard(ana) == ["The mail address of your account was changed"]
        assert sorted(letter.to[0] for letter in mailoutbox) == ["ana@new.example", "ana@old.example"]
        [old] = [letter for letter in mailoutbox if letter.to == ["ana@old.example"]]
        assert "goes to another address from now on" in old.body
        assert "If this was not you" in old.body
        assert "new.example" not in old.body

    def test_by_an_administrator_is_told_as_well(self, ana, mailoutbox):
        ada = a_person("Ada", role=Role.ADMIN, team=None)
        typed = {"name": "Ana", "email": "ana@new.example", "role": "staff", "team": ana.team_id, "is_active": "on"}
        here(ada).post(f"/settings/people/{ana.pk}/", typed)
        here(ada).post(f"/settings/people/{ana.pk}/factors/off/")
        work_here()

        assert heard(ana) == [
            "The mail address of your account was changed",
            "A second factor of your account was removed",
        ]
        assert "ana@old.example" in [letter.to[0] for letter in mailoutbox]

    def test_of_anything_else_is_not_told(self, ana):
        here(ana).post("/profile/", {"name": "Ana Lin", "email": "ana@old.example", "language": "en"})

        assert heard(ana) == []

    def test_that_was_refused_is_not_told(self, ana, mailoutbox):
        wrong = {"old_password": "longjing-1", "new_password1": NEW, "new_password2": NEW}
        here(ana).post(f"{PAGES}/password/", wrong)
        work_here()

        assert (heard(ana), mailoutbox) == ([], [])


class TestComingIn:
    def test_on_a_new_device_is_told(self, ana, mailoutbox):
        knock(stranger(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/130.0", REMOTE_ADDR="203.0.113.9"))
        work_here()

        assert heard(ana) == ["Somebody signed in to your account on a new device: Firefox · Windows, 203.0.113.9"]
        assert "If this was not you" in mailoutbox[0].body

    def test_on_a_device_seen_before_is_not(self, ana):
        browser = signed_in()
        assert len(heard(ana)) == 1
        browser.post("/sign-out/")
        knock(browser)

        assert len(heard(ana)) == 1

    def test_what_one_device_knows_of_somebody_is_nothing_for_another(self, ana, bo):
        at_the_screen(bo)
        browser = signed_in()
        browser.post("/sign-out/")
        knock(browser, "bo")

        assert [len(heard(person)) for person in (ana, bo)] == [1, 1]

    def test_a_half_way_in_makes_no_device_known(self, ana):
        with_app(ana)
        browser = stranger()
        knock(browser)
        assert (Device.objects.count(), "device" in browser.cookies) == (0, False)
        browser.post("/sign-in/code/", {"code": code_of()})

        assert (Device.objects.count(), len(heard(ana))) == (1, 1)

    def test_for_the_first_time_at_all_is_no_news(self, bo):
        signed_in("bo")

        assert heard(bo) == []

    def test_with_a_recovery_code_is_told(self, ana):
        with_app(ana)
        browser = stranger()
        knock(browser)
        browser.post("/sign-in/code/", {"code": with_codes(ana)[0]})
        work_here()

        assert "A recovery code of your account was used" in heard(ana)

    def test_the_word_of_a_device_is_out_of_reach_of_scripts_and_kept_as_a_digest(self, ana):
        cookie = signed_in().cookies["device"]

        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        assert cookie.value not in str(list(Device.objects.values()))

    def test_a_device_of_a_year_ago_is_forgotten(self, ana, clock):
        signed_in()
        clock.shift(366 * 24 * 3600)
        forget()

        assert not Device.objects.exists()


def test_nobody_is_asked_whether_they_want_it(ana, mailoutbox):
    assert "security." not in here(ana).get("/profile/notices/").text
    Preference.objects.create(person=ana, kind="security", in_app=False, mail="")
    signed_in()
    work_here()

    assert (len(heard(ana)), len(mailoutbox)) == (1, 1)


def test_the_page_says_what_to_do_in_the_language_of_its_reader(ana):
    signed_in()
    Staff.objects.filter(pk=ana.pk).update(language="zh-hans")
    page = at_the_screen(Staff.objects.get(pk=ana.pk)).get("/notices/").text

    assert "你的账号在新设备上登录" in page
    assert "如果不是你本人操作：请立即修改密码" in page
