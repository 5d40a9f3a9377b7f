"""Finding a customer among many: by conditions, by order, by a few letters of its name."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer
from tests.journeys.reading import height, names

pytestmark = pytest.mark.journey


@pytest.fixture
def customers(zhou):
    a_customer("云栖酒店", owner=zhou, tier="gold", net_sales_12m=312_000)
    a_customer("听雨轩茶馆", owner=zhou, tier="gold", net_sales_12m=58_000)
    a_customer("明州茶叶", owner=zhou, tier="gold", net_sales_12m=486_000)
    a_customer("张伟", owner=zhou, tier="iron", net_sales_12m=900, is_person=True, kind="consumer")
    a_customer("早春茶行", owner=zhou)


def test_gold_customers_by_what_they_bought_then_the_page_of_the_first(enter, zhou, customers):
    page = enter("/customers/", by=zhou)
    expect(page.get_by_text("共 5 条")).to_be_visible()

    page.get_by_text("+ 条件").click()
    page.get_by_role("button", name="价值等级").click()
    page.get_by_role("checkbox", name="金质").check()
    apply = page.get_by_role("button", name="应用")
    assert height(apply) < 45, "the form stands below each other, its button last"
    apply.click()
    chip = page.locator(".chip").filter(has_text="价值等级")
    expect(chip).to_contain_text("金质")
    expect(page.get_by_text("共 3 条")).to_be_visible()

    page.get_by_role("link", name="近一年购买额").click()
    expect(page.get_by_role("columnheader", name="近一年购买额")).to_have_attribute("aria-sort", "descending")
    assert names(page) == ["明州茶叶", "云栖酒店", "听雨轩茶馆"]
    expect(page.get_by_role("row", name="明州茶叶")).to_contain_text("¥48.6 万")

    page.get_by_role("row", name="明州茶叶").get_by_text("¥48.6 万").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("明州茶叶")

    page.go_back()
    expect(page.get_by_role("navigation", name="导航")).to_be_visible()
    chip.get_by_role("link").click()
    expect(page.get_by_text("共 5 条")).to_be_visible()


def test_the_initials_of_the_pinyin_are_enough(enter, zhou, customers):
    page = enter("/today/", by=zhou)
    page.keyboard.press("Control+k")
    page.keyboard.type("zw")
    page.get_by_role("search").get_by_role("link", name="张伟").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("张伟")
