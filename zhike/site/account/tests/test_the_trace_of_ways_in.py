"""What the trace tells of every way in: one entry for each act, of a refusal that alone, and never a secret."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.utils import translation

from tests.cast import PASSWORD, a_person
from zhike.kit.access.models import Role, Staff
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import digest, trace
from zhike.site.account import links
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
WRONG = "longjing-1-is-wrong"
NEW = "a kettle of spring water"
PAGES = "/profile/security"


@pytest.fixture
def ada(db):
    return a_person("Ada", role=Role.ADMIN, team=None)


def told(person):
    """What the newest entry about somebody holds."""
    return {name: tuple(values) for name, values in Trace.objects.filter(object_id=person.pk).last().changes.items()}


class TestComingIn:
    def test_by_password(self, ana):
        signed_in()

        assert trace(ana) == ["Ana signed in"]
        assert told(ana) == {"way": (None, "password"), "device": (None, "Unknown device")}

    def test_by_password_and_code(self, ana):
        with_app(ana)
        browser = stranger()
        knock(browser)
        assert trace(ana) == []
        browser.post("/sign-in/code/", {"code": code_of()})

        assert trace(ana) == ["Ana signed in"]
        assert told(ana)["way"] == (None, "password, totp")

    def test_by_a_recovery_code_which_is_told_by_itself(self, ana):
        with_app(ana)
        browser = stranger()
        knock(browser)
        browser.post("/sign-in/code/", {"code": with_codes(ana)[0]})
        assert told(ana)["way"] == (None, "password, recovery_codes")
        work_here()

        assert trace(ana) == ["Ana signed in", "Ana used a recovery code"]

    def test_by_passkey(self, ana):
        key, browser = a_passkey_of(ana), stranger()
        options = browser.get("/sign-in/passkey/", headers={"Accept": "application/json"}).json()["request_options"]
        browser.post("/sign-in/passkey/", {"credential": key.shown(options)})

        assert trace(ana) == ["Ana set up a second factor", "Ana made recovery codes", "Ana signed in"]
        assert told(ana)["way"] == (None, "webauthn")

    def test_by_an_invitation(self, ana, ada):
        here(ada).post(
            "/settings/people/invite/", {"username": "liu", "name": "Liu", "role": "staff", "language": "en"}
        )
        liu = Staff.objects.get(username="liu")
        assert trace(liu) == ["Ada invited this person"]
        address = links.make(links.Purpose.INVITATION, person=liu, by=ada)
        stranger().post(f"/link/{address}/", {"new_password1": NEW, "new_password2": NEW})

        assert trace(liu)[1:] == ["Liu changed the password", "Liu signed in"]
        assert told(liu)["way"] == (None, "link")

    def test_the_device_is_named(self, ana):
        knock(stranger(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/130.0"))

        assert told(ana)["device"] == (None, "Chrome · Windows")


@pytest.mark.usefixtures("clock")
class TestARefusal:
    def test_leaves_its_entry_and_nothing_else(self, ana):
        before = digest()
        knock(stranger(REMOTE_ADDR="203.0.113.9"), password=WRONG)
        assert digest() == before
        work_here()

        after = digest()
        assert {table for table in after if after[table] != before[table]} == {
            "kit_trace",
            "kit_staff",
        }  # the robot
        entry = Trace.objects.get(object_id=ana.pk)
        assert (trace(ana), entry.address, entry.door) == (
            ["System refused to let somebody in"],
            "203.0.113.9",
            "screen",
        )
        assert told(ana) == {"way": (None, "password"), "tries": (None, "1")}

    def test_is_counted_as_often_as_the_limits_let_somebody_try(self, ana):
        for _n in range(8):
            knock(stranger(), password=WRONG)
        work_here()

        assert trace(ana) == ["System refused to let somebody in"] * 5
        assert told(ana)["tries"] == (None, "5")

    def test_of_an_account_that_is_not_there_leaves_none(self, ana):
        knock(stranger(), username="nobody", password=WRONG)
        work_here()

        assert not Trace.objects.exists()

    def test_of_a_closed_account_is_told(self, db):
        closed = a_person("Closed", is_active=False)
        knock(stranger(), username="closed")
        work_here()

        assert trace(closed) == ["System refused to let somebody in"]

    def test_of_a_code(self, ana):
        with_app(ana)
        browser = stranger()
        knock(browser)
        browser.post("/sign-in/code/", {"code": "000000"})
        work_here()

        assert trace(ana) == ["System refused to let somebody in"]
        assert told(ana)["way"] == (None, "totp")

    def test_of_a_passkey(self, ana):
        a_passkey_of(ana)
        browser = stranger()
        knock(browser)
        browser.get("/sign-in/code/")
        browser.post("/sign-in/code/", {"credential": json.dumps({"id": "x"})})
        work_here()

        assert trace(ana)[-1] == "System refused to let somebody in"
        assert told(ana)["way"] == (None, "webauthn")

    def test_of_the_old_password_and_of_a_proof(self, ana):
        browser = here(ana)
        wrong = {"old_password": WRONG, "new_password1": NEW, "new_password2": NEW}
        assert browser.post(f"{PAGES}/password/", wrong).status_code == 422
        assert browser.post(f"{PAGES}/app/", {"step-up": "password", "step-up-password": WRONG}).status_code == 422
        work_here()

        assert trace(ana) == ["System refused to let somebody in"] * 2


class TestWhatSomebodyDoes:
    def test_signing_out(self, ana):
        signed_in().post("/sign-out/")

        assert trace(ana) == ["Ana signed in", "Ana signed out"]

    def test_ending_a_session_elsewhere(self, ana):
        signed_in()
        signed_in().post(f"{PAGES}/sessions/end/")

        assert (trace(ana)[-1], told(ana)) == ("Ana ended sessions", {"sessions": ("1", None)})

    def test_setting_up_and_removing_a_code_app(self, ana):
        browser = here(ana)
        seed = re.search(r"<code>([A-Z2-7]+)</code>", browser.get(f"{PAGES}/app/").text)[1]
        browser.post(f"{PAGES}/app/", {"code": code_of(seed)})
        browser.post(f"{PAGES}/factors/{Authenticator.objects.get(user=ana, type='totp').pk}/off/")

        assert trace(ana) == ["Ana set up a second factor", "Ana made recovery codes", "Ana removed a second factor"]
        assert told(ana) == {"factor": ("totp", None)}

    def test_making_a_passkey(self, ana):
        a_passkey_of(ana)

        assert trace(ana) == ["Ana set up a second factor", "Ana made recovery codes"]
        first = Trace.objects.filter(object_id=ana.pk).first()
        assert first.changes == {"factor": [None, "webauthn"], "name": [None, "Laptop"]}

    def test_making_recovery_codes(self, ana):
        with_app(ana)
        here(ana).post(f"{PAGES}/codes/")

        assert trace(ana) == ["Ana made recovery codes"]

    def test_changing_the_password(self, ana):
        here(ana).post(f"{PAGES}/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})

        assert trace(ana) == ["Ana changed the password"]

    def test_proving_who_they_are(self, ana):
        here(ana).post(f"{PAGES}/app/", {"step-up": "password", "step-up-password": PASSWORD})
        work_here()

        assert (trace(ana), told(ana)) == (["Ana proved who they are"], {"way": (None, "password")})

    def test_changing_their_own_address(self, ana):
        here(ana).post("/profile/", {"name": "Ana", "email": "ana@new.example", "language": "en"})

        assert (trace(ana), told(ana)["email"]) == (["Ana changed this"], (None, "ana@new.example"))

    def test_changing_their_language_is_told_in_its_own_words(self, ana, ada):
        Staff.objects.filter(pk=ana.pk).update(language="zh-hans")
        here(Staff.objects.get(pk=ana.pk)).post("/profile/", {"name": "Ana", "language": "en"})

        assert told(ana)["language"] == ("zh-hans", "en")
        assert "简体中文 → English" in here(ada).get("/trace/", {"noun": "kit.staff"}).text


class TestWhatIsDoneToSomebody:
    def test_a_link_is_made(self, ana, ada):
        here(ada).post(f"/settings/people/{ana.pk}/link/")

        assert (trace(ana), told(ana)) == (["Ada made a link that works once"], {"purpose": (None, "reset")})

    def test_a_link_is_asked_for_and_mailed(self, ana, mailoutbox):
        Staff.objects.filter(pk=ana.pk).update(email="ana@example.com")
        stranger().post("/sign-in/forgotten/", {"account": "ana"})
        work_here()

        assert (trace(ana), len(mailoutbox)) == (["System made a link that works once"], 1)

    def test_second_factors_are_removed_and_sessions_ended(self, ana, ada):
        with_app(ana)
        here(ada).post(f"/settings/people/{ana.pk}/factors/off/")
        here(ada).post(f"/settings/people/{ana.pk}/sign-out/")

        assert trace(ana) == ["Ada removed a second factor", "Ada ended sessions"]


def test_no_secret_and_nothing_typed_stands_in_the_trace(ana):
    codes, browser = with_codes(ana), stranger()
    with_app(ana)
    knock(browser, password=WRONG)
    knock(browser, username=PASSWORD, password=WRONG)
    knock(browser)
    browser.post("/sign-in/code/", {"code": codes[0]})
    work_here()

    kept = str(list(Trace.objects.values()))
    assert [secret for secret in (PASSWORD, WRONG, *codes) if secret in kept] == []


def test_administrators_find_it_and_read_it_in_their_language(ana, ada):
    signed_in()
    knock(stranger(), password=WRONG)
    work_here()
    page = here(ada).get("/trace/", {"verb": "account.signed_in", "noun": "kit.staff"}).text
    assert ("Ana signed in" in page, "by: — → password" in page, "refused" in page.partition('id="older"')[0]) == (
        True,
        True,
        True,
    )
    assert page.count('class="change"') == 2

    Staff.objects.filter(pk=ada.pk).update(language="zh-hans")
    with translation.override("zh-hans"):
        page = at_the_screen(Staff.objects.get(pk=ada.pk)).get("/trace/", {"verb": "account.refused"}).text
    assert "拒绝了一次登录" in page
    assert "方式：— → 密码" in page
