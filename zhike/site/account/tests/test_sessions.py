"""Sessions end when they should, and acts that can do harm ask again."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from tests.cast import PASSWORD, a_person, a_plant
from zhike.api.tokens.models import Token
from zhike.exchange.exporting import pages as exporting
from zhike.kit.access.models import Role
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.actions import hand_over
from zhike.notices import stream
from zhike.site.account.sessions import forget_ended
from zhike.site.account.tests.doors import Key, a_passkey_of, code_of, is_in, options_in, signed_in, with_app

pytestmark = pytest.mark.django_db
HOUR = 3600
BY_PASSWORD = {"step-up": "password", "step-up-password": PASSWORD}
TOKEN = {"name": "Sync", "days": 30, "scopes": ["plants:read"]}


class TestASession:
    def test_ends_after_an_hour_of_nothing(self, ana, clock):
        browser = signed_in()
        clock.shift(HOUR + 1)

        assert not is_in(browser)

    def test_lasts_while_it_is_used_but_no_longer_than_twelve_hours(self, ana, clock):
        browser, lasted = signed_in(), []
        for _n in range(26):
            clock.shift(HOUR / 2)
            lasted.append(is_in(browser))

        assert lasted == [True] * 24 + [False] * 2

    def test_is_not_kept_alive_by_a_page_that_asks_by_itself(self, ana, clock):
        browser = signed_in()
        for _n in range(3):
            clock.shift(HOUR / 2)
            browser.get("/notices/", headers={"Accept": "text/event-stream"})

        assert not is_in(browser)

    def test_is_listed_with_its_device_and_ended_by_its_owner(self, ana):
        here, there = signed_in(), signed_in()
        page = here.get("/profile/security/", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"}).text
        other = UserSession.objects.exclude(session_key=here.session.session_key).get()

        assert "127.0.0.1" in page
        here.post("/profile/security/sessions/end/", {"pk": other.pk})
        assert (is_in(here), is_in(there)) == (True, False)

    def test_all_others_end_at_once(self, ana):
        here, others = signed_in(), [signed_in(), signed_in()]
        here.post("/profile/security/sessions/end/")

        assert [is_in(one) for one in (here, *others)] == [True, False, False]

    def test_nobody_ends_that_of_somebody_else(self, ana, bo):
        signed_in()

        assert (
            at_the_screen(bo).post("/profile/security/sessions/end/", {"pk": UserSession.objects.get().pk}).status_code
            == 404
        )

    def test_ends_with_the_account(self, ana, ada):
        browser = signed_in()
        asked = {"name": "Ana", "role": "staff"}  # not ticked: may sign in

        assert at_the_screen(ada).post(f"/settings/people/{ana.pk}/", asked).status_code == 302
        assert not is_in(browser)

    def test_a_change_of_password_ends_the_others(self, ana):
        here, there = signed_in(), signed_in()
        new = {
            "old_password": PASSWORD,
            "new_password1": "a kettle full of rain",
            "new_password2": "a kettle full of rain",
        }

        assert here.post("/profile/security/password/", new).status_code == 302
        assert (is_in(here), is_in(there)) == (True, False)

    @pytest.mark.parametrize("end", [lambda browser, ana: browser.session.flush(), lambda browser, ana: close(ana)])
    def test_a_stream_that_is_held_ends_with_it(self, ana, monkeypatch, end):
        monkeypatch.setattr(stream, "PULSE", 0)
        browser = signed_in()
        events = stream.events(ana, since=0, session=browser.session.session_key)
        heard = [next(events) for _n in range(4)]
        end(browser, ana)

        assert len(heard) + len(list(events)) <= 5

    def test_what_ended_by_itself_is_forgotten(self, ana, clock):
        signed_in()
        clock.shift(HOUR + 1)
        here = signed_in()
        forget_ended()

        assert [one.session_key for one in UserSession.objects.all()] == [here.session.session_key]
        assert is_in(here)


class TestAnActThatCanDoHarm:
    def test_asks_for_the_password_then_goes_on_with_what_was_filled_in(self, ana, clock):
        browser = at_the_screen(ana)
        clock.shift(601)
        asked = browser.post("/settings/tokens/", TOKEN)

        assert asked.status_code == 422
        assert 'name="scopes" value="plants:read"' in asked.text
        assert not Token.objects.exists()
        done = browser.post("/settings/tokens/", TOKEN | BY_PASSWORD)
        assert done.status_code == 200
        assert Token.objects.get().name == "Sync"

    def test_a_wrong_password_does_nothing_and_is_counted(self, ana, clock):
        browser = at_the_screen(ana)
        clock.shift(601)
        wrong = TOKEN | {"step-up": "password", "step-up-password": "longjing-1"}
        answers = [browser.post("/settings/tokens/", wrong) for _n in range(6)]

        assert {answer.status_code for answer in answers} == {422}
        assert "This is not your password." in answers[0].text
        assert "Too many tries" in answers[5].text
        assert not Token.objects.exists()

    def test_is_asked_once_in_ten_minutes(self, ana, clock):
        browser = at_the_screen(ana)
        clock.shift(601)
        browser.post("/settings/tokens/", TOKEN | BY_PASSWORD)

        assert browser.post("/settings/tokens/", TOKEN).status_code == 200
        clock.shift(601)
        assert browser.post("/settings/tokens/", TOKEN).status_code == 422

    def test_whoever_has_a_second_factor_is_asked_for_it(self, ana, clock):
        browser = at_the_screen(ana)
        with_app(ana)
        clock.shift(601)

        assert browser.post("/settings/tokens/", TOKEN | BY_PASSWORD).status_code == 422
        assert (
            browser.post("/settings/tokens/", TOKEN | {"step-up": "code", "step-up-code": code_of()}).status_code == 200
        )

    def test_a_page_that_is_only_seen_asks_first_too(self, ana, clock):
        browser = at_the_screen(ana)
        clock.shift(601)

        assert browser.get("/profile/security/app/").status_code == 422
        sent = {"only-step-up": "1"} | BY_PASSWORD
        assert browser.post("/profile/security/app/", sent).headers["Location"] == "/profile/security/app/"
        assert browser.get("/profile/security/app/").status_code == 200

    def test_the_mail_address_is_one_of_them_and_the_name_is_not(self, ana, clock):
        browser = at_the_screen(ana)
        clock.shift(601)
        same = {"name": "Ana", "email": "", "language": "en"}

        assert browser.post("/profile/", same).status_code == 302
        assert browser.post("/profile/", same | {"email": "else@example.cn"}).status_code == 422

    def test_a_role_is_one_of_them(self, ana, ada, clock):
        browser = at_the_screen(ada)
        clock.shift(601)

        asked = {"name": "Ana", "role": "admin", "is_active": "on"}

        assert browser.post(f"/settings/people/{ana.pk}/", asked).status_code == 422
        ana.refresh_from_db()
        assert ana.role == Role.STAFF

    def test_a_verb_declares_it_and_a_job_goes_on(self, ana, bo, clock):
        plant, browser = a_plant(owner=ana), at_the_screen(ana)
        given = {"to": bo.pk, "because": "He asked for it."}
        clock.shift(601)

        asked = browser.post(f"/plants/{plant.pk}/do/hand_over/", given)
        assert (asked.status_code, hand_over.fresh) == (422, True)
        told = browser.post(f"/api/v1/plants/{plant.pk}/hand_over", given, content_type="application/json")
        assert (told.status_code, told.headers["Content-Type"]) == (403, "application/problem+json")
        hand_over(plant, by=a_person("Ada", role=Role.ADMIN), to=bo, because="He asked for it.")

    def test_an_export_of_many_rows_is_one_of_them(self, ana, mei, clock, monkeypatch):
        monkeypatch.setattr(exporting, "FRESH_BEYOND", 1)
        browser, asked = at_the_screen(mei), {"columns": "shown", "file": "csv"}
        a_plant(owner=ana)
        clock.shift(601)

        few = browser.post("/plants/export/", asked)
        a_plant(owner=ana)
        many = browser.post("/plants/export/", asked)
        proved = browser.post("/plants/export/", asked | BY_PASSWORD)

        assert (few.status_code, many.status_code, proved.status_code) == (200, 422, 200)
        assert proved.headers["Content-Disposition"].startswith("attachment")

    def test_htmx_gets_the_whole_page(self, ana, clock):
        browser = at_the_screen(ana)
        clock.shift(601)
        answer = browser.post("/settings/tokens/", TOKEN, headers={"HX-Request": "true"})

        assert (answer.status_code, answer.headers["HX-Retarget"]) == (200, "body")

    def test_a_passkey_is_a_proof(self, ana, clock):
        key = a_passkey_of(ana, Key())
        browser = at_the_screen(ana)
        browser.defaults["SERVER_NAME"] = "localhost"
        clock.shift(601)
        page = browser.post("/settings/tokens/", TOKEN)
        proof = {"step-up": "passkey", "step-up-credential": key.shown(options_in(page))}

        assert browser.post("/settings/tokens/", TOKEN | proof).status_code == 200


class TestPeople:
    def test_administrators_alone_see_them(self, ana, mei, ada):
        answers = [at_the_screen(one).get("/settings/people/").status_code for one in (ana, mei, ada)]

        assert answers == [403, 403, 200]

    def test_nobody_changes_their_own_role(self, ada):
        answer = at_the_screen(ada).post(
            f"/settings/people/{ada.pk}/", {"name": "Ada", "role": "staff", "is_active": "on"}
        )

        assert answer.status_code == 403

    def test_an_administrator_removes_a_lost_second_factor(self, ana, ada):
        with_app(ana)
        at_the_screen(ada).post(f"/settings/people/{ana.pk}/factors/off/")

        assert is_in(signed_in())

    def test_nobody_else_does(self, ana, mei):
        app = with_app(ana)

        assert at_the_screen(mei).post(f"/settings/people/{ana.pk}/factors/off/").status_code == 403
        assert Authenticator.objects.get() == app

    def test_an_administrator_hands_over_a_link_and_ends_sessions(self, ana, ada):
        browser, screen = signed_in(), at_the_screen(ada)

        assert "/link/" in screen.post(f"/settings/people/{ana.pk}/link/").text
        screen.post(f"/settings/people/{ana.pk}/sign-out/")
        assert not is_in(browser)


def close(person):
    person.is_active = False
    person.save()
