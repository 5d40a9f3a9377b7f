"""What the search box finds."""

import pytest

from tests.cast import a_customer, an_order
from zhike.kit import registry
from zhike.kit.search import documents, nouns_holding


@pytest.fixture
def seen_by(client):
    def page(person, typed, **headers):
        client.force_login(person)
        return client.get("/search/", {"q": typed}, headers=headers).content.decode()

    return page


def test_one_search_finds_customers_and_what_they_bought(seen_by, ana, teahouse):
    an_order(customer=teahouse, number="S-77")
    page = seen_by(ana, "山月")

    assert f'href="/customers/{teahouse.pk}/"' in page
    assert ">S-77</a>" in page


def test_initials_in_pinyin_find_a_name(seen_by, ana, teahouse):
    assert "山月茶馆" in seen_by(ana, "sycg")


def test_nobody_finds_what_is_not_theirs(seen_by, bo, teahouse):
    assert "山月茶馆" not in seen_by(bo, "山月")


def test_more_than_a_few_lead_to_the_list(seen_by, ana):
    for number in range(7):
        a_customer(f"竹里茶馆{number}", owner=ana)
    page = seen_by(ana, "竹里")

    assert page.count(">竹里茶馆") == 6
    assert 'href="/customers/?q=%E7%AB%B9%E9%87%8C"' in page


def test_while_typing_only_the_list_comes(seen_by, ana, teahouse):
    part = seen_by(ana, "山月", HX_Request="true")

    assert "山月茶馆" in part
    assert "<html" not in part


def test_nothing_typed_finds_nothing(seen_by, ana, teahouse):
    assert "山月茶馆" not in seen_by(ana, " ")


def test_only_nouns_that_hold_what_was_typed_are_asked(teahouse, monkeypatch):
    an_order(customer=teahouse, number="S-77")

    assert nouns_holding("山月") == {"customers.customer", "sales.order"}
    assert nouns_holding("nowhere") == nouns_holding(" ") == set()

    monkeypatch.setattr(documents, "OVERSEEN", 2)

    assert nouns_holding("山月") == {entity.model._meta.label_lower for entity in registry.entities()}
