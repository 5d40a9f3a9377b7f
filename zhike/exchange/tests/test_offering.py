"""The buttons by which people come to an import and to an export."""

import pytest

from tests.cast import a_plant
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db
INTO, OUT = 'href="/import/plants/"', 'href="/plants/export/?q=a"'


def test_a_list_leads_to_its_export_as_it_stands_and_to_its_import_who_may_load(ada, ana):
    a_plant(name="Aloe", owner=ana)

    shown = {person: at_the_screen(person).get("/plants/?q=a").content.decode() for person in (ada, ana)}

    assert {person: (INTO in page, OUT in page) for person, page in shown.items()} == {
        ada: (True, True),
        ana: (False, True),
    }


def test_an_empty_list_offers_what_would_fill_it(ada):
    page = at_the_screen(ada).get("/plants/").content.decode()

    empty = page[page.index('class="empty card"') :]
    assert (INTO in empty, "/plants/export/" in empty) == (True, False)
