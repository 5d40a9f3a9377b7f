"""Who goes from heading to heading finds one first heading on every page, and below it no level left out."""

import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.addresses import FOR_ADMINISTRATORS, FOR_MANAGERS, FRAGMENTS, OPEN_TO_STRANGERS, PAGES, PLACES
from tests.full_house.furnishing import a_reader, furnish
from tests.test_pages import SORRY
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db

ELSEWHERE = ("/settings/roles/{role}/", "/quotes/{quotes}/do/accept/", "/quotes/{quotes}/do/choose/")
STREAMED = ("/notices/stream/",)
HEADING = re.compile(r"<h([1-6])\b")


@pytest.fixture(autouse=True)
def _results_of_its_own(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<h1></h1><h2></h2><h3></h3><h2></h2>", []),
        ("<h1></h1><h3></h3>", ["h3 under h1"]),
        ("<h1></h1><h2></h2><h1></h1>", ["2 × h1"]),
        ("<h2></h2>", ["0 × h1"]),
    ],
)
def test_an_outline_is_judged(page, said):
    assert wrong_with(page) == said


def test_a_page_leaves_no_level_of_its_outline_out(subtests):
    reader = a_reader("admin", "en")
    screen, keys = at_the_screen(reader), furnish(reader)
    for address in (*PLACES, *PAGES, *FOR_MANAGERS, *FOR_ADMINISTRATORS, *ELSEWHERE):
        with subtests.test(address):
            answer = screen.get(address.format_map(keys))

            assert answer.status_code == 200
            assert wrong_with(answer.text) == []


def test_nor_does_one_on_which_nothing_stands_yet(subtests):
    screen = at_the_screen(a_reader("manager", "en"))
    for address in PLACES:
        with subtests.test(address):
            assert wrong_with(screen.get(address).text) == []


def test_what_a_page_fetches_goes_on_below_its_first_heading(subtests):
    reader = a_reader("manager", "en")
    screen, keys = at_the_screen(reader), furnish(reader)
    for address in FRAGMENTS:
        with subtests.test(address):
            fragment = screen.get(address.format_map(keys)).text

            assert wrong_with(fragment if "<!doctype" in fragment else f"<h1></h1>{fragment}") == []


def test_nor_does_a_page_for_strangers_or_one_that_is_sorry(subtests):
    documents = {name: render_to_string(name) for name in SORRY}
    for address in OPEN_TO_STRANGERS:
        if address not in STREAMED:
            documents[address] = Client().get(address).text
    for name, page in documents.items():
        with subtests.test(name):
            assert "<!doctype html>" not in page or wrong_with(page) == []


def wrong_with(page: str) -> list[str]:
    """What an outline lacks: levels that are left out, and how many first headings there are unless it is one."""
    levels = [int(level) for level in HEADING.findall(page)]
    left_out = [f"h{now} under h{before}" for before, now in pairwise(levels) if now > before + 1]
    return left_out if levels.count(1) == 1 else [*left_out, f"{levels.count(1)} × h1"]
