"""Every page of the site answers people of every role in their own language and in few queries, and strangers not at all."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import addresses
from tests.addresses import ACTS, EVERYTHING, FOR_MANAGERS, FRAGMENTS, OPEN_TO_STRANGERS, PAGES, PLACES
from tests.full_house import a_reader, furnish
from tests.spoken import not_understood
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db

LANGUAGES = ("zh-hans", "en")
MOST_QUERIES = 12
MORE_QUERIES = {
    "/customers/{customers}/": 30,
}
SORRY = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html")
NOT_DONE = {
    "/nowhere/": 404,
    "/customers/?nonsense=1": 400,
    "/customers/?sort=nonsense": 400,
}
MISTAKES = {
    "/customers/new/": {"kind": "nonsense", "known_since": "31/31"},
    "/tasks/new/": {"customer": "?", "priority": "9"},
    "/products/new/": {"price": "9" * 30},
    "/profile/": {"email": "?"},
    "/profile/password/": {"old_password": "?", "new_password1": "1", "new_password2": "1"},
    "/import/customers/": {},
    "/import/run/{uploaded}/": {"name": "?"},
    "/insight/rules/": {"new_days": "?"},
    "/insight/rules/pyramid/": {"shares_0": "99", "note": "?"},
}
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)
to_every_role = pytest.mark.parametrize("role", ["staff", "manager", "admin"])


def test_every_address_is_walked():
    walked = {addresses.name_of(address) for address in (*EVERYTHING, *OPEN_TO_STRANGERS)}

    assert sorted(set(addresses.names()) - walked) == []


@pytest.mark.parametrize("address", EVERYTHING)
def test_a_stranger_is_asked_to_sign_in(client, address):
    path = address.format_map({**furnish(a_reader("admin", "en")), "typed": "q"})

    assert client.get(path).headers["Location"].startswith("/sign-in/?next=")


@in_both_languages
@to_every_role
@pytest.mark.parametrize("address", [*PLACES, *PAGES])
def test_a_page_speaks_the_language_of_its_reader(address, role, language):
    reader = a_reader(role, language)
    page = visit(address, by=reader, keys=furnish(reader))

    assert page.status_code == 200
    must_be_understood(page, language)


@in_both_languages
@to_every_role
@pytest.mark.parametrize("address", PLACES)
def test_a_page_of_an_empty_site_speaks_too(address, role, language):
    page = visit(address, by=a_reader(role, language))

    assert page.status_code == 200
    must_be_understood(page, language)


@in_both_languages
@pytest.mark.parametrize("address", [*FOR_MANAGERS, *FRAGMENTS])
def test_what_managers_open_speaks_their_language(address, language):
    reader = a_reader("manager", language)
    page = visit(address, by=reader, keys=furnish(reader))

    assert page.status_code == 200
    must_be_understood(page, language)


@pytest.mark.parametrize("address", ["/import/customers/", "/import/orders/", "/products/new/"])
def test_what_is_for_managers_is_refused_to_staff_in_a_sentence(address):
    page = visit(address, by=a_reader("staff", "zh-hans"))

    assert page.status_code == 403
    assert "你的角色不能这样做" in page.text


@in_both_languages
@pytest.mark.parametrize("address", MISTAKES)
def test_a_mistake_is_answered_in_the_language_of_the_reader(address, language):
    reader = a_reader("manager", language)
    path = address.format_map(furnish(reader))
    page = at_the_screen(reader).post(path, MISTAKES[address])

    assert page.status_code == 422
    must_be_understood(page, language)


@in_both_languages
def test_the_door_speaks_the_language_of_the_house(db, language):
    client = Client()
    client.cookies["django_language"] = language

    must_be_understood(client.get("/sign-in/"), language)
    must_be_understood(client.post("/sign-in/", {"username": "1"}), language)


@in_both_languages
@pytest.mark.parametrize(("address", "status"), NOT_DONE.items())
def test_what_cannot_be_shown_is_said_in_the_language_of_the_reader(address, status, language):
    page = visit(address, by=a_reader("staff", language))

    assert page.status_code == status
    assert [text for text in not_understood(page.text, language=language) if "nonsense" not in text] == []


@in_both_languages
@pytest.mark.parametrize("template", SORRY)
def test_the_site_is_sorry_in_the_language_of_the_reader(template, language):
    with translation.override(language):
        strange = not_understood(render_to_string(template), language=language)

    assert not strange, " | ".join(strange)


@pytest.mark.parametrize("address", [*PLACES, *PAGES, *FOR_MANAGERS, *FRAGMENTS])
def test_a_page_asks_the_database_only_so_often(address):
    reader = a_reader("manager", "en")
    path, screen = address.format_map(furnish(reader)), at_the_screen(reader)
    with CaptureQueriesContext(connection) as queries:
        screen.get(path)

    assert len(queries) <= MORE_QUERIES.get(address, MOST_QUERIES)


def visit(address, *, by, keys=None):
    """A page as a signed-in person gets it; they type the name of the customer."""
    return at_the_screen(by).get(address.format_map(keys or {}))


def must_be_understood(page, language):
    strange = not_understood(page.text, language=language)
    assert not strange, " | ".join(strange)
