"""Links that work once: the first administrator, invitations, forgotten passwords."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import a_person
from zhike.kit.access.models import Role, Staff
from zhike.kit.testing.acting import at_the_screen
from zhike.site.account import first, links
from zhike.site.account.models import OneTimeLink
from zhike.site.account.resetting import send_reset
from zhike.site.account.tests.doors import Racer, is_in, knock, signed_in, stranger, with_app

pytestmark = pytest.mark.django_db
NEW = "a kettle full of rain"
Purpose = links.Purpose


@pytest.fixture
def mails(settings):
    settings.EMAIL_HOST, settings.SITE_URL = "localhost", "https://crm.example.cn"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return lambda: [(one.to, re.findall(r"https?://\S+", one.body)) for one in mail.outbox]


def choose(text, password=NEW, browser=None):
    return (browser or stranger()).post(f"/link/{text}/", {"new_password1": password, "new_password2": password})


class TestTheFirstAdministrator:
    def test_is_whoever_opens_the_link(self, db):
        text = first.first_link("http://here").split("/")[-2]
        names = {"username": "chenyi", "name": "Chen Yi", "new_password1": NEW, "new_password2": NEW}
        browser = stranger()

        assert browser.post(f"/link/{text}/", names).headers["Location"] == "/"
        assert is_in(browser)
        assert Staff.objects.get(username="chenyi").role == Role.ADMIN

    def test_a_second_link_ends_the_first(self, db):
        texts = [first.first_link().split("/")[-2] for _n in range(2)]

        assert [stranger().get(f"/link/{text}/").status_code for text in texts] == [410, 200]

    def test_there_is_none_where_somebody_has_an_account(self, db):
        text = first.first_link().split("/")[-2]
        a_person("Ada", role=Role.ADMIN)

        assert first.first_link() is None
        assert stranger().get(f"/link/{text}/").status_code == 410

    def test_robots_are_nobody(self, robot):
        assert first.first_link("http://here").startswith("http://here/link/")


class TestAnInvitation:
    def test_is_made_by_an_administrator_and_lets_in(self, ada):
        asked = {"username": "lin", "name": "Lin", "role": "manager", "language": "en"}
        page = at_the_screen(ada).post("/settings/people/invite/", asked).text
        text = re.search(r"/link/([^/]+)/", page)[1]
        browser = stranger()

        assert choose(text, browser=browser).headers["Location"] == "/"
        assert is_in(browser)
        assert Staff.objects.get(username="lin").role == Role.MANAGER

    def test_does_not_let_past_a_second_factor(self, ana):
        with_app(ana)
        browser = stranger()
        choose(links.make(Purpose.INVITATION, person=ana), browser=browser)

        assert not is_in(browser)

    def test_a_team_need_not_be_chosen_and_that_is_said_in_words(self, ada):
        page = at_the_screen(ada).get("/settings/people/invite/").text

        assert "No team" in page
        assert "---" not in page

    def test_is_for_administrators_to_make(self, mei):
        assert at_the_screen(mei).post("/settings/people/invite/", {"username": "x"}).status_code == 403

    def test_does_not_let_in_after_three_days(self, ana):
        text = links.make(Purpose.INVITATION, person=ana)
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

        assert choose(text).status_code == 410

    def test_two_people_do_not_share_a_name(self, ada, ana):
        asked = {"username": "ANA", "name": "Ana", "role": "staff", "language": "en"}

        assert at_the_screen(ada).post("/settings/people/invite/", asked).status_code == 422


class TestANewPassword:
    def test_comes_by_mail_to_whoever_owns_the_account(self, ana, mails):
        ana.email = "ana@example.cn"
        ana.save()
        send_reset(typed="ana")
        ((to, (link,)),) = mails()

        assert to == ["ana@example.cn"]
        assert link.startswith("https://crm.example.cn/link/")
        assert choose(link.split("/")[-2]).headers["Location"] == "/sign-in/"
        assert is_in_with(NEW)

    @pytest.mark.parametrize("typed", ["nobody", "ana", "nobody@example.cn", "robot:tests", "shared@example.cn"])
    def test_comes_to_nobody_else(self, ana, robot, mails, typed):
        for name in ("One", "Two"):
            a_person(name, email="shared@example.cn")

        send_reset(typed=typed)

        assert mails() == []

    def test_every_asker_gets_the_same_answer_after_the_same_work(self, ana, mails):
        told = []
        for typed in ("ana", "nobody", "ana@example.cn"):
            with CaptureQueriesContext(connection) as queries:
                answer = stranger().post("/sign-in/forgotten/", {"account": typed}, follow=True)
            told.append((answer.status_code, re.sub(r"[A-Za-z0-9]{64}", "", answer.text), len(queries)))

        assert told[0] == told[1] == told[2]

    def test_the_host_of_the_request_is_in_no_link(self, ana, mails, settings):
        settings.ALLOWED_HOSTS = ["*"]
        ana.email = "ana@example.cn"
        ana.save()
        stranger(HTTP_HOST="evil.example").post("/sign-in/forgotten/", {"account": "ana"})
        send_reset(typed="ana")

        assert "evil" not in mails()[0][1][0]

    def test_a_link_works_once(self, ana):
        text = links.make(Purpose.RESET, person=ana)

        assert [choose(text).status_code for _n in range(2)] == [302, 410]

    @pytest.mark.django_db(transaction=True)
    def test_of_fifty_at_once_one_is_heard(self, ana):
        text = links.make(Purpose.RESET, person=ana)

        def ask(number):
            try:
                return choose(text, f"{NEW} {number}", Racer(REMOTE_ADDR=f"10.0.0.{number}")).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(50)))

        assert sorted(answers) == [302] + [410] * 49

    @pytest.mark.parametrize("change", ["password", "email", "is_active"])
    def test_a_link_ends_when_the_account_changes(self, ana, change):
        text = links.make(Purpose.RESET, person=ana)
        setattr(ana, change, {"password": "!", "email": "new@example.cn", "is_active": False}[change])
        ana.save()

        assert choose(text).status_code == 410

    def test_a_bad_password_does_not_use_the_link_up(self, ana):
        text = links.make(Purpose.RESET, person=ana)

        assert [choose(text, password).status_code for password in ("short", NEW)] == [422, 302]

    def test_it_ends_every_session_and_still_asks_for_the_second_factor(self, ana):
        old = signed_in()
        with_app(ana)
        choose(links.make(Purpose.RESET, person=ana))

        assert not is_in(old)
        assert knock(stranger(), password=NEW).headers["Location"] == "/sign-in/code/"

    def test_the_text_is_not_in_the_database(self, ana):
        text = links.make(Purpose.RESET, person=ana)

        assert text not in str(list(OneTimeLink.objects.values()))

    @pytest.mark.parametrize("text", ["x", "²", "%00", "a" * 3000])
    def test_what_is_no_link_is_gone(self, db, text):
        assert stranger().get(f"/link/{text}/").status_code in (404, 410)


def is_in_with(password):
    browser = stranger()
    knock(browser, password=password)
    return is_in(browser)
