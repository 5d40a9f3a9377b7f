"""Coming in with a password: what is said, what is counted, and what nobody can tell from outside."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.exceptions import ValidationError

from tests.cast import PASSWORD, a_person
from zhike.site.account import passwords
from zhike.site.account.seeds import Unreadable, seal, unseal
from zhike.site.account.tests.doors import is_in, knock, signed_in, stranger, with_app

pytestmark = pytest.mark.django_db
SORRY = "User name and password do not match."


@pytest.fixture
def hashes(monkeypatch):
    """How often a password is hashed or compared."""
    done = []
    hasher = identify_hasher(make_password("x")).__class__
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: (done.append(1), encode(self, *given))[1])
    return done


class TestThePassword:
    @pytest.mark.parametrize("username", ["ana", "ANA", "Ana"])
    def test_lets_in_whatever_the_capitals_of_the_name(self, ana, username):
        assert is_in(signed_in(username))

    def test_leads_where_they_wanted(self, ana):
        assert knock(stranger(), next="/customers/").headers["Location"] == "/customers/"

    def test_a_wrong_one_keeps_the_name(self, ana):
        page = knock(stranger(), password="longjing-1").text

        assert SORRY in page
        assert 'value="ana"' in page

    @pytest.mark.parametrize("username", ["nobody", "robot:tests", "closed"])
    def test_no_account_and_no_way_in_are_answered_like_a_wrong_password(self, ana, robot, username):
        a_person("Closed", is_active=False)

        assert SORRY in knock(stranger(), username=username, password="longjing-1").text

    def test_an_unknown_name_costs_as_many_hashes_as_a_known_one(self, ana, hashes):
        counts = []
        for username in ("ana", "nobody"):
            hashes.clear()
            knock(stranger(REMOTE_ADDR=f"10.0.0.{len(counts)}"), username=username, password="longjing-1")
            counts.append(len(hashes))

        assert counts[0] == counts[1] >= 1

    def test_a_closed_account_is_told_so_only_with_its_password(self, ana):
        a_person("Closed", is_active=False)

        assert knock(stranger(), username="closed").headers["Location"] == "/sign-in/"

    @pytest.mark.parametrize(
        "next_",
        [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "http:///evil",
            "//ａ＠evil.example",
        ],
    )
    def test_it_leads_nowhere_else(self, ana, next_):
        assert knock(stranger(), next=next_).headers["Location"] == "/"

    def test_the_session_of_a_stranger_does_not_become_that_of_a_person(self, ana):
        browser = stranger()
        browser.get("/sign-in/")
        before = browser.session.session_key
        knock(browser)

        assert browser.session.session_key not in (None, before)


@pytest.mark.usefixtures("clock")
class TestTrying:
    def test_five_wrong_passwords_close_the_account_to_this_address_and_to_no_other(self, ana):
        for _n in range(5):
            knock(stranger(), password="longjing-1")

        assert "Too many tries" in knock(stranger()).text
        assert knock(stranger(REMOTE_ADDR="10.0.0.9")).status_code == 302

    def test_a_right_one_in_between_does_not_begin_the_count_anew(self, ana):
        for password in ["longjing-1"] * 4 + [PASSWORD, "longjing-1"]:
            knock(stranger(), password=password)

        assert "Too many tries" in knock(stranger()).text

    def test_names_that_differ_do_not_help_an_address(self, ana):
        answers = [knock(stranger(), username=f"name{n}", password="x").text for n in range(11)]

        assert ["Too many tries" in answer for answer in answers] == [False] * 10 + [True]

    def test_a_header_does_not_make_another_address(self, ana):
        for n in range(10):
            browser = stranger(HTTP_X_FORWARDED_FOR=f"10.0.0.{n}", HTTP_X_REAL_IP=f"10.0.0.{n}")
            knock(browser, username=f"name{n}", password="x")

        assert "Too many tries" in knock(stranger(HTTP_X_FORWARDED_FOR="10.0.0.77")).text

    def test_behind_a_proxy_only_what_the_proxy_wrote_counts(self, ana, settings):
        settings.TRUSTED_PROXIES = 1
        for n in range(5):
            knock(stranger(HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 203.0.113.7"), password="x")

        assert "Too many tries" in knock(stranger(HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.7")).text
        assert knock(stranger(HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.8")).status_code == 302


class TestAGoodPassword:
    @pytest.mark.parametrize(
        ("password", "sentence"),
        [
            ("spring-water-9", "at least 15"),
            ("passwordpassword", "Everybody tries"),
            ("Woaini1314Woaini1314", "Everybody tries"),
            ("我爱中国我爱中国我爱中国我爱中国", "Everybody tries"),
            ("888888888888888", "Everybody tries"),
        ],
    )
    def test_is_long_and_not_known_to_everybody(self, ana, password, sentence):
        with pytest.raises(ValidationError, match=sentence):
            judge(password, ana)

    @pytest.mark.parametrize(
        "password", ["four words and tea", "山高月小水落石出清风徐来水波不兴", "x" * 8 + "qjvkzw" + "😀" * 50]
    )
    def test_needs_no_signs_and_may_be_long(self, ana, password):
        judge(password, ana)

    def test_eight_are_enough_beside_a_second_factor(self, ana):
        with_app(ana)

        judge("wet kettl", ana)

    def test_is_kept_as_the_design_says(self):
        hasher = passwords.Argon2()
        kept = hasher.encode("four words and tea", hasher.salt())

        assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
        assert hasher.verify("four words and tea", kept)


def judge(password, person):
    for rule in (passwords.LongEnough(), passwords.NotCommon()):
        rule.validate(password, person)


class TestASealedSecret:
    def test_comes_back_for_its_own_subject_alone(self):
        sealed = seal(b"seed", about="mfa")

        assert unseal(sealed, about="mfa") == b"seed"
        with pytest.raises(Unreadable):
            unseal(sealed, about="webhook")

    @pytest.mark.parametrize("damage", ["", "JBSWY3DPEHPK3PXP", "é"])
    def test_plain_text_is_not_read_as_one(self, damage):
        with pytest.raises(Unreadable):
            unseal(damage, about="mfa")

    def test_two_seals_of_the_same_differ(self):
        assert seal(b"seed", about="mfa") != seal(b"seed", about="mfa")
