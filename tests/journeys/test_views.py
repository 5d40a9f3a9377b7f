"""A list worth keeping: narrowed, saved for the team, opened by a colleague, unknown to the others."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer, a_person
from tests.journeys.reading import names

pytestmark = pytest.mark.journey


@pytest.fixture
def customers(zhou):
    a_customer("云栖酒店", owner=zhou, tier="gold", net_sales_12m=312_000)
    a_customer("明州茶叶", owner=zhou, tier="gold", net_sales_12m=486_000)
    a_customer("早春茶行", owner=zhou, tier="iron", net_sales_12m=900)


def test_a_list_is_kept_for_the_team(enter, zhou, chen, customers):
    page = enter("/customers/?tier=gold&sort=-net_sales_12m", by=zhou)
    assert names(page) == ["明州茶叶", "云栖酒店"]

    page.get_by_text("存为视图").click()
    page.get_by_role("textbox", name="名称").fill("我们的金质客户")
    page.get_by_label("谁能看到").select_option(label="团队")
    page.get_by_role("button", name="保存").click()
    tab = page.get_by_role("navigation", name="视图").get_by_role("link", name="我们的金质客户")
    expect(tab).to_have_attribute("aria-current", "page")

    page = enter("/customers/", by=chen)
    page.get_by_role("link", name="我们的金质客户").click()
    expect(page.locator(".chip").filter(has_text="价值等级")).to_contain_text("金质")
    assert names(page) == ["明州茶叶", "云栖酒店"]
    view = page.url

    page = enter("/customers/", by=a_person("林海", team="华南团队", language="zh-hans"))
    expect(page.get_by_role("link", name="全部")).to_be_visible()
    expect(page.get_by_role("link", name="我们的金质客户")).to_have_count(0)
    assert page.request.get(view).status == 404


def test_columns_are_chosen_moved_and_pulled_and_a_deleted_view_comes_back(enter, zhou, customers):
    page = enter("/customers/", by=zhou)
    headings = page.locator("thead th[data-column]")

    page.get_by_text("列", exact=True).click()
    page.get_by_role("button", name="上移: 类别").click()
    page.get_by_role("checkbox", name="城市").check()
    page.get_by_role("checkbox", name="忠诚阶梯").uncheck()
    page.get_by_role("button", name="应用").click()
    expect(headings.first).to_contain_text("类别")
    expect(headings.last).to_contain_text("城市")
    expect(page.get_by_role("columnheader", name="忠诚阶梯")).to_have_count(0)

    page.get_by_role("columnheader", name="名称").get_by_role("separator").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("table.sized")).to_be_visible()
    tier = page.get_by_role("link", name="价值等级")
    expect(tier).to_have_attribute("href", re.compile("name%3A"))  # the answer with the widths is there
    tier.click()
    expect(page.get_by_role("columnheader", name="价值等级")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="近一年购买额").click(modifiers=["Shift"])
    expect(page.get_by_role("columnheader", name="近一年购买额")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("columnheader", name="价值等级")).to_have_attribute("aria-sort", "ascending")
    assert names(page) == ["企业", "企业", "企业"]
    page.get_by_text("存为视图").click()
    page.get_by_role("textbox", name="名称").fill("城市")
    page.get_by_role("button", name="保存").click()
    expect(headings.last).to_contain_text("城市")

    page.locator("summary[aria-label*=城市]").click()
    page.get_by_role("button", name="删除视图").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("navigation", name="视图").get_by_role("link", name="城市")).to_be_visible()


def test_groups_are_opened_one_by_one(enter, zhou, customers):
    page = enter("/customers/?sort=name", by=zhou)

    page.get_by_text("分组").click()
    page.locator(".pop .item:visible").filter(has_text="价值等级").click()
    expect(page.get_by_role("link", name="金质 2")).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("row", name="金质 2")).to_contain_text("¥79.8 万")
    assert names(page) == ["明州茶叶", "云栖酒店"]

    page.get_by_role("link", name="铁质 1").click()
    expect(page.get_by_role("link", name="铁质 1")).to_have_attribute("aria-expanded", "true")
    assert names(page) == ["早春茶行"]
    page.reload()
    assert names(page) == ["早春茶行"]
