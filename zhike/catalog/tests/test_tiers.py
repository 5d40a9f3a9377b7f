"""For which tiers a price list is: chosen by ticks, by code or by word, and no tier that there is not."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.cast import a_price, a_price_list
from zhike.catalog import tiers
from zhike.catalog.models import PriceItem, PriceList
from zhike.exchange.testing.transferring import a_file, bring_in, counts
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.writing import create

pytestmark = pytest.mark.django_db


def test_a_form_offers_the_tiers_there_are_and_keeps_those_ticked(mei):
    listed = a_price_list(tiers="gold")
    page = at_the_screen(mei)
    shown = page.get(f"/price-lists/{listed.pk}/edit/").text
    assert shown.count('name="tiers"') == len(tiers.choices())

    sent = {"name": "A", "currency": "CNY", "priority": "5", "tiers": ["silver", "gold"], "version": listed.version}
    page.post(f"/price-lists/{listed.pk}/edit/", sent)

    assert listed.fresh().tier_codes == ["silver", "gold"]


def test_a_form_sent_back_as_it_came_changes_nothing(mei):
    listed = a_price_list(tiers="gold,silver", active=True)
    sent = {"name": listed.name, "currency": "CNY", "priority": "5", "tiers": ["gold", "silver"], "active": "on"}
    sent |= {"channel": "shop", "valid_from": "2026-01-01", "valid_to": "2026-12-31", "note": "Agreed."}

    at_the_screen(mei).post(f"/price-lists/{listed.pk}/edit/", sent | {"includes_tax": "on", "version": "1"})

    assert listed.fresh().version == listed.version


def test_a_tier_that_nobody_named_is_refused_and_shown_again(mei):
    listed = a_price_list(tiers="platnum")  # kept by an earlier hand
    page = at_the_screen(mei)
    assert 'value="platnum" id="id_tiers_' in page.get(f"/price-lists/{listed.pk}/edit/").text

    sent = {"name": "A", "currency": "CNY", "priority": "5", "tiers": "platnum"}
    answer = page.post(f"/price-lists/{listed.pk}/edit/", sent)

    assert (answer.status_code, "There is no tier “platnum”. The tiers are: " in answer.text) == (422, True)
    assert listed.fresh().tiers == "platnum"


@pytest.mark.parametrize("typed", ["gold, silver", "金质、银质", "Gold，silver，gold"])
def test_a_file_says_them_by_code_or_by_word(typed, mei, tmp_path):
    with translation.override("zh-hans" if "金" in typed else "en"):
        run = bring_in(a_file(tmp_path, ("name", "tiers"), ("A", typed)), entity_of(PriceList), by=mei)

    assert (counts(run), PriceList.objects.get().tiers) == ({"created": 1}, "gold,silver")


def test_a_price_that_begins_twice_on_a_day_is_refused_by_name(mei, kettle):
    there = a_price(product=kettle)
    same = {"price_list": there.price_list, "product": kettle, "valid_from": there.valid_from}

    with pytest.raises(ValidationError) as refused:
        create(PriceItem, by=mei, values=same | {"from_quantity": there.from_quantity, "price": there.price + 1})

    (told,) = refused.value.messages
    assert told.startswith(f"“{kettle}” has such a price on “{there.price_list}” already")
    assert PriceItem.objects.count() == 1


def test_price_lists_are_asked_for_by_tiers_there_are(mei):
    a_price_list(name="Gold and silver", tiers="gold,silver")
    a_price_list(name="Silver", tiers="silver")
    a_price_list(name="All", tiers="")
    screen = at_the_screen(mei)

    def asked(query: str) -> list[str]:
        return sorted(str(row) for row in screen.get(f"/price-lists/?{query}").context["page"].rows)

    assert asked("tiers=gold") == ["Gold and silver"]
    assert asked("tiers=silver&tiers=none") == ["All", "Gold and silver", "Silver"]
    assert asked("tiers=none") == ["All"]
    assert screen.get("/price-lists/?tiers=gol").status_code == 400
    assert screen.get("/price-lists/filter/tiers/").text.count('type="checkbox"') == len(tiers.choices()) + 1
