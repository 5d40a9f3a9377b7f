"""A second factor: what it needs to be set up, that it is asked for, and that nothing counts twice."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection

from tests.cast import PASSWORD
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import trace
from zhike.site.account.limits import spent_now
from zhike.site.account.tests.doors import (
    SEED,
    Key,
    a_passkey_of,
    code_of,
    is_in,
    knock,
    options_in,
    stranger,
    with_app,
    with_codes,
)

pytestmark = pytest.mark.django_db


class TestACodeApp:
    def test_it_is_turned_on_by_its_first_code_and_recovery_codes_are_shown_once(self, ana):
        browser = at_the_screen(ana)
        seed = re.search(r"<code>([A-Z2-7]+)</code>", browser.get("/profile/security/app/").text)[1]

        done = browser.post("/profile/security/app/", {"code": code_of(seed)}, follow=True)

        assert len(re.findall(r"<li><code>\d{8}</code>", done.text)) == 10
        assert browser.get("/profile/security/codes/").headers["Location"] == "/profile/security/"
        assert trace(ana) == ["Ana set up a second factor", "Ana made recovery codes"]

    def test_until_then_the_seed_lies_sealed_in_the_session(self, ana):
        browser = at_the_screen(ana)
        seed = re.search(r"<code>([A-Z2-7]+)</code>", browser.get("/profile/security/app/").text)[1]

        assert seed not in str(dict(browser.session))
        browser.post("/profile/security/app/", {"code": code_of(seed)})
        assert "seed" not in browser.session

    def test_a_wrong_first_code_turns_nothing_on(self, ana):
        browser = at_the_screen(ana)
        browser.get("/profile/security/app/")

        assert browser.post("/profile/security/app/", {"code": "000000"}).status_code == 422
        assert not Authenticator.objects.exists()

    def test_the_seed_is_not_in_the_database_as_it_is(self, ana):
        with_app(ana)

        with connection.cursor() as cursor:
            cursor.execute("select data::text from mfa_authenticator")
            assert SEED not in cursor.fetchone()[0]

    def test_the_sealed_seed_of_somebody_else_is_none(self, ana, bo):
        mine, other = with_app(ana), with_app(bo)
        mine.data = other.data
        mine.save()
        browser = stranger()
        knock(browser)

        assert "This code is not right" in browser.post("/sign-in/code/", {"code": code_of()}).text
        assert not is_in(browser)

    def test_the_password_alone_does_not_let_in(self, ana):
        with_app(ana)
        browser = stranger()

        assert knock(browser).headers["Location"] == "/sign-in/code/"
        assert not is_in(browser)

    def test_the_code_lets_in_and_goes_on_where_somebody_was_going(self, ana):
        with_app(ana)
        browser = stranger()
        knock(browser, next="/tasks/")

        assert browser.post("/sign-in/code/", {"code": code_of()}).headers["Location"] == "/tasks/"
        assert is_in(browser)

    def test_a_code_works_once_in_whichever_session(self, ana):
        with_app(ana)
        code, browsers = code_of(), [stranger(), stranger()]
        for browser in browsers:
            knock(browser)
            browser.post("/sign-in/code/", {"code": code})
            cache.clear()  # the next one comes to another machine

        assert [is_in(browser) for browser in browsers] == [True, False]

    def test_a_code_of_somebody_else_is_none(self, ana, bo):
        with_app(ana)
        browser = stranger()
        with_codes_of_bo = with_codes(bo)
        knock(browser)

        answer = browser.post("/sign-in/code/", {"code": with_codes_of_bo[0]})

        assert "This code is not right" in answer.text
        assert not is_in(browser)

    def test_guessing_ends_after_five(self, ana, clock):
        with_app(ana)
        browser = stranger()
        knock(browser)

        answers = [browser.post("/sign-in/code/", {"code": f"00000{n}"}).text for n in range(6)]

        assert ["Too many tries" in answer for answer in answers] == [False] * 5 + [True]
        browser.post("/sign-in/code/", {"code": code_of()})
        assert not is_in(browser)

    def test_turning_it_off_takes_the_recovery_codes_along(self, ana):
        app = with_app(ana)
        with_codes(ana)

        at_the_screen(ana).post(f"/profile/security/factors/{app.pk}/off/")

        assert not Authenticator.objects.exists()

    def test_nobody_turns_off_that_of_somebody_else(self, ana, bo):
        app = with_app(ana)

        assert at_the_screen(bo).post(f"/profile/security/factors/{app.pk}/off/").status_code == 404
        assert Authenticator.objects.filter(pk=app.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_spend_a_proof_at_once_one_has_it(db):
    def ask(_number):
        try:
            return spent_now("code", "1", "123456")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(40))) == [False] * 39 + [True]


class TestWhoMustHaveOne:
    def test_sees_nothing_else_until_it_is_set_up(self, ada, settings):
        settings.SECOND_FACTOR_FROM = "admin"
        screen = at_the_screen(ada)

        assert screen.get("/customers/").headers["Location"] == "/profile/security/"
        assert screen.get("/profile/security/app/").status_code == 200
        assert screen.get("/tasks/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/profile/security/"
        assert screen.post("/api/v1/plants", {}, content_type="application/json").status_code == 302
        with_app(ada)
        assert screen.get("/customers/").status_code == 200

    def test_is_asked_again_after_taking_it_off(self, ada, settings):
        settings.SECOND_FACTOR_FROM = "admin"
        screen, app = at_the_screen(ada), with_app(ada)
        screen.get("/customers/")
        screen.post(f"/profile/security/factors/{app.pk}/off/")

        assert screen.get("/customers/").headers["Location"] == "/profile/security/"

    def test_a_role_below_is_not_asked(self, mei, settings):
        settings.SECOND_FACTOR_FROM = "admin"

        assert at_the_screen(mei).get("/customers/").status_code == 200


class TestRecoveryCodes:
    def test_each_lets_in_once(self, ana):
        with_app(ana)
        code, browsers = with_codes(ana)[0], [stranger(), stranger()]
        for browser in browsers:
            knock(browser)
            browser.post("/sign-in/code/", {"code": code})

        assert [is_in(browser) for browser in browsers] == [True, False]

    @pytest.mark.django_db(transaction=True)
    def test_of_many_at_once_one_gets_in(self, ana):
        with_app(ana)
        code, browsers = with_codes(ana)[0], [stranger(REMOTE_ADDR=f"10.0.0.{n}") for n in range(5)]
        for browser in browsers:
            knock(browser)

        def show(browser):
            try:
                browser.post("/sign-in/code/", {"code": code})
            finally:
                connection.close()

        with ThreadPoolExecutor(5) as pool:
            list(pool.map(show, browsers))

        assert sum(is_in(browser) for browser in browsers) == 1


class TestAPasskey:
    def test_lets_in_alone(self, ana):
        key = a_passkey_of(ana)
        browser = stranger()

        browser.post("/sign-in/passkey/", {"credential": key.shown(challenge(browser))})

        assert is_in(browser)

    def test_an_answer_counts_once_even_in_the_session_that_got_the_challenge(self, ana):
        key, browser = a_passkey_of(ana), stranger()
        options = challenge(browser)
        state = dict(browser.session)
        answer = key.shown(options)
        browser.post("/sign-in/passkey/", {"credential": answer})
        browser.post("/sign-out/")
        session = browser.session
        session.update(state)  # somebody who could put the challenge back
        session.save()

        browser.post("/sign-in/passkey/", {"credential": answer})

        assert not is_in(browser)

    def test_a_wrong_answer_uses_the_challenge_up(self, ana):
        key, browser = a_passkey_of(ana), stranger()
        options = challenge(browser)
        other = Key()
        other.owner = key.owner
        browser.post("/sign-in/passkey/", {"credential": other_shown(other, key, options)})

        browser.post("/sign-in/passkey/", {"credential": key.shown(options)})

        assert not is_in(browser)

    def test_without_a_verified_user_it_is_not_made(self, ana):
        key = Key()
        key.flags = key.flags & ~0x04

        assert a_passkey_of(ana, key, status=422) is key
        assert not Authenticator.objects.exists()

    def test_an_answer_to_an_old_registration_makes_no_second_key(self, ana):
        browser, key = at_the_screen(ana), Key()
        browser.defaults["SERVER_NAME"] = "localhost"
        answer = key.made(options_in(browser.get("/profile/security/passkey/")))
        posted = [browser.post("/profile/security/passkey/", {"credential": answer}).status_code for _n in range(2)]

        assert posted == [302, 422]

    def test_that_of_a_closed_account_opens_nothing(self, ana):
        key = a_passkey_of(ana)
        ana.is_active = False
        ana.save()
        browser = stranger()

        browser.post("/sign-in/passkey/", {"credential": key.shown(challenge(browser))})

        assert not is_in(browser)

    @pytest.mark.parametrize("answer", ['{"id": "x"}', "[]", "1", '{"id": 1, "rawId": [], "response": {}}', "{", ""])
    def test_what_is_no_answer_at_all_is_a_wrong_one_at_every_door(self, ana, answer):
        a_passkey_of(ana)
        browser, inside = stranger(), at_the_screen(ana)
        challenge(browser)
        alone = browser.post("/sign-in/passkey/", {"credential": answer})
        knock(browser)
        beside = browser.post("/sign-in/code/", {"credential": answer})
        inside.get("/profile/security/passkey/")
        new = inside.post("/profile/security/passkey/", {"credential": answer})

        assert [one.status_code < 500 for one in (alone, beside, new)] == [True] * 3
        assert not is_in(browser)

    def test_it_is_a_second_factor_too(self, ana):
        a_passkey_of(ana)
        browser = stranger()

        assert knock(browser, password=PASSWORD).headers["Location"] == "/sign-in/code/"


def other_shown(other, key, options):
    other.id = key.id  # it claims to be the key, and signs with another
    return other.shown(options)


def challenge(browser):
    return browser.get("/sign-in/passkey/", headers={"Accept": "application/json"}).json()["request_options"]
