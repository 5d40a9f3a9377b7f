"""Products that may be one: found among all of them, and told while one is typed."""

import pytest

from tests.cast import a_product, an_order
from zhike.catalog.models import Product
from zhike.kit.batches import do
from zhike.kit.registry import verbs_of
from zhike.kit.testing.acting import at_the_screen
from zhike.merging.finding import likely, sentences
from zhike.merging.models import Pair

pytestmark = pytest.mark.django_db


def pairs(by):
    do("duplicates", by=by, title="Duplicates", model=Product)
    return {(pair.a, pair.b): sentences(Product, pair.why) for pair in Pair.objects.all()}


def test_a_name_or_a_code_written_otherwise_makes_a_pair_and_a_row_of_codes_does_not(mei):
    first = a_product(code="LJ-100", name="明前龙井 100g", category="绿茶", unit="罐")
    second = a_product(code="7001", name="明前龙井100G", category="绿茶", unit="罐")
    third = a_product(code="PE 357", name="古树普洱", category="黑茶", unit="饼")
    fourth = a_product(code="pe357", name="古树普洱茶", category="黑茶", unit="饼")
    a_product(code="PE-358", name="白毫银针", category="白茶", unit="罐")

    assert pairs(mei) == {
        (first.pk, second.pk): ["same name 明前龙井100g", "same category"],
        (third.pk, fourth.pk): ["names sound alike", "same code pe357, written otherwise", "same category"],
    }
    page = at_the_screen(mei).get("/products/duplicates/").text
    assert "明前龙井 100g" in page


def test_goods_of_one_name_in_other_categories_are_two(mei):
    a_product(code="1", name="龙井", category="绿茶", unit="罐")
    a_product(code="2", name="龙井", category="茶点", unit="盒")

    assert pairs(mei) == {}


def test_whoever_types_a_product_that_is_there_is_told(mei):
    there = a_product(code="LJ-100", name="明前龙井", category="绿茶")

    told = likely({"name": "明前 龙井", "code": "77"}, Product, by=mei)

    assert told == [("“明前龙井” is there already: same name 明前龙井", f"/products/{there.pk}/")]


def test_order_lines_follow_the_product_that_stays(mei):
    stays, goes = a_product(code="1", name="龙井"), a_product(code="2", name="龙 井")
    order = an_order(product=goes)
    merge = next(verb for verb in verbs_of(Product) if verb.word == "merge")

    merge(stays, by=mei, other=goes)

    assert [line.product_id for line in order.lines.all()] == [stays.pk]
