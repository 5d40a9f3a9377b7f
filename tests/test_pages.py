"""Every page answers people of every role in their own language and in few queries, and strangers not at all."""

from collections import defaultdict
from contextlib import contextmanager

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import addresses
from tests.addresses import EVERYTHING, FOR_ADMINISTRATORS, FOR_MANAGERS, FRAGMENTS, OPEN_TO_STRANGERS, PAGES, PLACES
from tests.full_house.furnishing import a_reader, furnish
from tests.spoken import not_understood
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db

in_both_languages = pytest.mark.parametrize("language", ["zh-hans", "en"])
to_every_role = pytest.mark.parametrize("role", ["staff", "manager", "admin"])

MOST_QUERIES = 12
MORE_QUERIES = {  # of pages that gather what many domains offer
    "/customers/{customers}/": 17,
    "/quotes/{quotes}/": 14,  # its page, and who has to agree by what the price lists say
    "/deals/{deals}/": 14,
    "/deals/{deals}/edit/": 13,  # its parties, and the currencies in use
    "/deals/pipelines/": 16,  # its pictures
    "/deals/pipelines/{pipeline}/": 16,
    "/sales-forecast/": 13,  # three ways to foresee, and what was judged
    "/orders/{under_way}/": 15,
    "/customers/{customers}/panels/": 21,  # what every domain has beside it, fetched when the page is there
    "/customers/{customers}/timeline/": 21,  # one for each kind of entry: they lie in tables of their own
    "/customers/{customers}/related/": 21,  # one for each noun that points at a customer
    "/import/run/{finished}/undo/": 17,
    "/search/?q={typed}": 17,  # which nouns hold it, then one for each that does; many hold a single letter
}
SORRY = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html")
NO_SUCH_THING = {"/nowhere/": 404, "/customers/?nonsense=1": 400, "/customers/?sort=nonsense": 400}
MISTAKES = {
    "/customers/new/": {"kind": "9", "known_since": "31/31"},
    "/tasks/new/": {"customer": "9", "priority": "9"},
    "/products/new/": {"price": "9" * 30},
    "/profile/": {"email": "9"},
    "/profile/security/password/": {"old_password": "9", "new_password1": "1", "new_password2": "2"},
    "/import/customers/": {"file": ""},
    "/import/run/{uploaded}/": {"name": "9"},
    "/insight/rules/": {"new_days": "9999999"},
    "/insight/rules/pyramid/": {"shares_0": "99", "note": "9"},
}


@pytest.fixture(autouse=True)
def _results_of_its_own(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


def test_every_address_of_the_site_is_walked_here():
    walked = {addresses.name_of(address) for address in (*EVERYTHING, *OPEN_TO_STRANGERS)}

    assert sorted(set(addresses.names()) - walked) == []


def test_a_stranger_is_asked_to_sign_in_everywhere(client, subtests):
    for address in EVERYTHING:
        with subtests.test(address):
            answer = client.get(address.format_map(defaultdict(lambda: 1)))

            assert answer.headers["Location"].startswith("/sign-in/?next=")


@in_both_languages
@to_every_role
def test_a_page_speaks_the_language_of_its_reader(role, language, subtests):
    reader = a_reader(role, language)
    screen, keys = at_the_screen(reader), furnish(reader)
    for address in (*PLACES, *PAGES):
        with subtests.test(address), not_too_often(address, by=role):
            must_be_understood(screen.get(address.format_map(keys)), language)


@in_both_languages
@to_every_role
def test_so_does_a_page_on_which_nothing_stands_yet(role, language, subtests):
    screen = at_the_screen(a_reader(role, language))
    for address in PLACES:
        with subtests.test(address):
            must_be_understood(screen.get(address), language)


@in_both_languages
def test_so_does_what_managers_open_and_what_pages_fetch(language, subtests):
    reader = a_reader("manager", language)
    screen, keys = at_the_screen(reader), furnish(reader)
    for address in (*FOR_MANAGERS, *FRAGMENTS):
        if language == "en" and address.startswith("/territories/"):
            continue  # provinces are called as the data calls them
        with subtests.test(address), not_too_often(address, by="manager"):
            must_be_understood(screen.get(address.format_map(keys)), language)


@in_both_languages
def test_so_does_what_administrators_open(language, subtests):
    reader = a_reader("admin", language)
    screen, keys = at_the_screen(reader), furnish(reader)
    for address in FOR_ADMINISTRATORS:
        with subtests.test(address):
            must_be_understood(screen.get(address.format_map(keys)), language)


def test_staff_are_told_what_is_for_managers(subtests):
    screen = at_the_screen(a_reader("staff", "zh-hans"))
    for address in ("/import/customers/", "/import/orders/", "/products/new/"):
        with subtests.test(address):
            page = screen.get(address)

            must_be_understood(page, "zh-hans", status=403)
            assert "你的角色不能做这个操作，请联系管理员。" in page.text


@in_both_languages
def test_a_mistake_is_answered_in_the_language_of_its_maker(language, subtests):
    reader = a_reader("manager", language)
    screen, keys = at_the_screen(reader), furnish(reader)
    for address, typed in MISTAKES.items():
        with subtests.test(address):
            must_be_understood(screen.post(address.format_map(keys), {"next": "", **typed}), language, status=422)


@in_both_languages
def test_the_door_speaks_the_language_chosen_in_the_browser(language):
    stranger = Client()
    stranger.cookies["django_language"] = language

    must_be_understood(stranger.get("/sign-in/"), language)
    must_be_understood(stranger.post("/sign-in/", {"login": "9", "password": "9"}), language)


@in_both_languages
def test_what_is_not_there_is_said_in_the_language_of_the_reader(language, subtests):
    screen = at_the_screen(a_reader("staff", language))
    for address, status in NO_SUCH_THING.items():
        with subtests.test(address):
            must_be_understood(screen.get(address), language, status=status, typed="nonsense")


@in_both_languages
def test_the_site_is_sorry_in_the_language_of_the_reader(language, subtests):
    for template in SORRY:
        with subtests.test(template), translation.override(language):
            assert not_understood(render_to_string(template), language=language) == []


@contextmanager
def not_too_often(address, *, by):
    """What is asked of the database for a page of a manager keeps to its limit."""
    with CaptureQueriesContext(connection) as queries:
        yield
    assert by != "manager" or len(queries) <= MORE_QUERIES.get(address, MOST_QUERIES), len(queries)


def must_be_understood(page, language, *, status=200, typed="\0"):
    """The page is what was asked for and says nothing its reader would not understand, but for what they typed."""
    strange = [text for text in not_understood(page.text, language=language) if typed not in text]

    assert page.status_code == status
    assert "undrawn" not in page.text
    assert not strange, " | ".join(strange)


@pytest.mark.parametrize(
    ("before", "status"),
    [
        ("2026-03-02T15:30:00+08:00", 200),
        ("", 200),
        ("2026-03-02T15:30:00", 400),
        ("2026-13-45T00:00", 400),
        ("0001-01-01T00:00:00+14:00", 400),
        ("9999-12-31T23:59:59Z", 400),
    ],
)
def test_a_moment_nobody_can_read_is_refused_by_the_timeline(ana, teahouse, before, status):
    answer = at_the_screen(ana).get(f"/customers/{teahouse.pk}/timeline/", {"before": before})

    assert answer.status_code == status
