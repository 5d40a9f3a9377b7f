"""Every address says who may enter; where one does not, nothing starts."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, include, path

from tests.addresses import OPEN_TO_STRANGERS, name_of
from zhike.kit.access.models import Role
from zhike.kit.testing.acting import at_the_screen
from zhike.look.entry import STRANGERS, open_to_strangers, signed_in, undeclared
from zhike.rights.entry import least


def page(request):
    return HttpResponse("here")


app_name = "entry"
urlpatterns = [
    path("", include([path("forgotten/", page)])),
    path("open/", open_to_strangers(lambda request: page(request))),
    path("known/", signed_in(lambda request: page(request))),
    path("lead/", least(Role.MANAGER)(lambda request: page(request))),
]


def test_every_address_of_the_site_says_who_enters():
    assert list(undeclared(get_resolver().url_patterns)) == []


@override_settings(ROOT_URLCONF=__name__)
def test_an_address_without_a_policy_stops_the_start():
    errors = [error for error in run_checks() if error.id == "zhike.E001"]

    assert [str(error.msg).partition(" (")[0] for error in errors] == ["Nobody said who may enter forgotten/"]
    with pytest.raises(SystemCheckError, match="forgotten/"):
        call_command("check")


def test_strangers_enter_where_it_is_said_and_nowhere_else():
    said = {":".join([*spaces, entry.name or ""]) for spaces, entry in walk() if entry.callback.entry == STRANGERS}

    assert said == {name_of(address) for address in OPEN_TO_STRANGERS}


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(("place", "statuses"), [("/open/", [200, 200, 200]), ("/known/", [302, 200, 200])])
def test_who_enters(ana, mei, place, statuses):
    people = [Client(), at_the_screen(ana), at_the_screen(mei)]

    assert [client.get(place).status_code for client in people] == statuses


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_for_leads(ana, mei):
    assert Client().get("/lead/").status_code == 302
    assert at_the_screen(mei).get("/lead/").status_code == 200


def walk(patterns=None, spaces=()):
    """Every address with the namespaces it stands in."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        inside = getattr(entry, "url_patterns", None)
        if inside is None:
            yield spaces, entry
        else:
            yield from walk(inside, (*spaces, entry.namespace) if entry.namespace else spaces)
