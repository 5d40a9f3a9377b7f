"""Coming in with an account at another house: a real provider in a process of its own, nothing pretended."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount

from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import trace
from zhike.site import houses
from zhike.site.account.tests import other_house
from zhike.site.account.tests.doors import in_english, is_in, stranger, with_app
from zhike.site.environment import EnvironmentProblem
from zhike.site.tests.processes import own_folder, python

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider():
    back = "http://localhost/sign-in/oidc/127-0-0-1-PORT/back/"
    program = ("-m", "zhike.site.account.tests.other_house")
    with own_folder() as folder, python(*program, folder / "house.sqlite", back) as process:
        yield process.stdout.readline().strip()


@pytest.fixture
def house(provider, settings):
    """The name under which the house is known here."""
    asked = f"{provider}/?client_id={other_house.CLIENT}&secret={other_house.SECRET}&name=Songfeng"
    settings.SOCIALACCOUNT_PROVIDERS = houses.settings(asked)["SOCIALACCOUNT_PROVIDERS"]
    return settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["provider_id"]


def confirm(redirect, *, name="lin"):
    """Sign in at the other house, and be sent back: the address it sends to."""
    visitor = requests.Session()
    page = visitor.get(redirect.headers["Location"])
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    sent = {"login": name, "password": other_house.PASSWORD, "csrfmiddlewaretoken": token}
    answer = visitor.post(page.url, sent, allow_redirects=False)
    while "/back/" not in answer.headers["Location"]:
        place = requests.compat.urljoin(answer.url, answer.headers["Location"])
        answer = visitor.get(place, allow_redirects=False)
    return answer.headers["Location"]


def link(person, house, **who):
    """Link an account of the other house with somebody here."""
    browser = in_english(at_the_screen(person))
    browser.defaults["SERVER_NAME"] = "localhost"
    back = confirm(browser.post(f"/profile/security/houses/{house}/link/"), **who)
    return browser.get(back)


class TestALinkedAccount:
    def test_lets_in_as_its_owner(self, ana, house):
        assert link(ana, house).headers["Location"] == "/profile/security/"
        browser = stranger()
        back = confirm(browser.post(f"/sign-in/with/{house}/", {"next": "/tasks/"}))

        assert browser.get(back).headers["Location"] == "/tasks/"
        assert is_in(browser)

    def test_is_known_by_its_house_and_its_subject(self, ana, house):
        link(ana, house)

        known = SocialAccount.objects.get()
        assert (known.user, known.provider) == (ana, house)
        assert known.uid != "lin@example.cn"

    def test_the_second_factor_is_asked_for_all_the_same(self, ana, house):
        link(ana, house)
        with_app(ana)
        browser = stranger()

        assert browser.get(confirm(browser.post(f"/sign-in/with/{house}/"))).headers["Location"] == "/sign-in/code/"
        assert not is_in(browser)

    def test_of_somebody_else_is_not_taken_over(self, ana, bo, house):
        link(ana, house)
        link(bo, house)

        assert SocialAccount.objects.get().user == ana

    def test_opens_nothing_once_it_is_unlinked(self, ana, house):
        link(ana, house)
        at_the_screen(ana).post(f"/profile/security/linked/{SocialAccount.objects.get().pk}/unlink/")
        browser = stranger()
        browser.get(confirm(browser.post(f"/sign-in/with/{house}/")))

        assert not is_in(browser)

    def test_stands_in_the_trace_when_it_comes_and_when_it_goes(self, ana, house):
        link(ana, house)
        at_the_screen(ana).post(f"/profile/security/linked/{SocialAccount.objects.get().pk}/unlink/")

        linked, unlinked = Trace.objects.filter(object_id=ana.pk, verb__startswith="account.house").order_by("pk")
        assert trace(ana) == ["Ana linked an account at another house", "Ana unlinked an account at another house"]
        assert (linked.actor, linked.changes) == (ana, {"house": [None, "Songfeng"]})
        assert (unlinked.actor, unlinked.changes) == (ana, {"house": ["Songfeng", None]})
        assert "lin@example.cn" not in str(linked.changes | unlinked.changes)

    def test_stays_where_it_is_the_only_way_in(self, ana, house):
        link(ana, house)
        ana.set_unusable_password()
        ana.save()

        place = f"/profile/security/linked/{SocialAccount.objects.get().pk}/unlink/"
        assert at_the_screen(ana).post(place).status_code == 403
        assert SocialAccount.objects.exists()


class TestAnAccountThatNobodyLinked:
    def test_lets_nobody_in_though_the_mail_address_is_the_same(self, ana, house):
        ana.email = "lin@example.cn"
        ana.save()
        browser = stranger()

        answer = browser.get(confirm(browser.post(f"/sign-in/with/{house}/")), follow=True)

        assert "linked with nobody here" in answer.text
        assert not is_in(browser)
        assert not SocialAccount.objects.exists()


class TestTheWayBack:
    def test_works_once(self, ana, house):
        link(ana, house)
        browser, other = stranger(), stranger()
        back = confirm(browser.post(f"/sign-in/with/{house}/"))
        browser.get(back)
        browser.post("/sign-out/")
        for again in (browser, other):
            again.get(back)

        assert (is_in(browser), is_in(other)) == (False, False)

    def test_is_only_for_the_browser_that_asked(self, ana, house):
        link(ana, house)
        back = confirm(stranger().post(f"/sign-in/with/{house}/"))
        victim = stranger()
        victim.post(f"/sign-in/with/{house}/")
        victim.get(back)

        assert not is_in(victim)

    def test_has_a_challenge_of_its_own(self, house):
        asked = parse_qs(urlsplit(stranger().post(f"/sign-in/with/{house}/").headers["Location"]).query)

        assert asked["code_challenge_method"] == ["S256"]
        assert len(asked["code_challenge"][0]) == 43
        assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


@pytest.mark.parametrize("address", ["http://login.example.com/?client_id=x", "https://login.example.com/", "login"])
def test_a_house_without_a_lock_or_a_name_for_us_stops_the_start(address):
    with pytest.raises(EnvironmentProblem, match="ZHIKE_OIDC"):
        houses.settings(address)


def test_forms_may_lead_to_the_houses_and_nowhere_else():
    assert houses.origins("https://a.example/x/?client_id=1 https://b.example:8443/?client_id=2") == (
        " https://a.example https://b.example:8443"
    )


def test_the_page_of_a_stranger_asks_the_database_for_nothing(house, django_assert_num_queries):
    browser = stranger()

    with django_assert_num_queries(0):
        assert "Songfeng" in browser.get("/sign-in/").text
