"""A question of several conditions, built without knowing any language for it."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer

pytestmark = pytest.mark.journey


def test_a_filter_is_built_and_the_right_customers_remain(enter, zhou):
    a_customer("山月茶馆", owner=zhou, kind="enterprise", tier="gold")
    a_customer("听雨轩", owner=zhou, kind="enterprise", region="")
    a_customer("云栖酒店", owner=zhou, kind="enterprise", tier="lead")
    a_customer("南岭茶行", owner=zhou, kind="channel", tier="gold")

    page = enter("/customers/", by=zhou)
    page.get_by_text("+ 条件").click()
    page.get_by_role("link", name="组合条件…").click()
    builder = page.get_by_role("form", name="组合条件")
    builder.get_by_label("字段").select_option(label="类别")
    builder.get_by_label("企业").check()
    expect(builder).to_contain_text("3 条符合")

    builder.get_by_role("button", name="条件组").focus()
    page.keyboard.press("Enter")
    builder.get_by_label("字段").nth(1).select_option(label="价值等级")
    builder.get_by_label("金质").focus()
    page.keyboard.press("Space")
    expect(builder).to_contain_text("1 条符合")
    builder.get_by_role("button", name="条件", exact=False).nth(0).focus()
    page.keyboard.press("Enter")
    builder.get_by_label("字段").nth(2).select_option(label="地区")
    builder.get_by_label("条件", exact=True).nth(2).select_option(label="为空")
    expect(builder).to_contain_text("2 条符合")
    builder.get_by_role("button", name="应用").click()

    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody")).to_contain_text("山月茶馆")
    expect(page.locator("tbody")).to_contain_text("听雨轩")
    expect(page.locator(".chips")).to_contain_text("价值等级是金质或地区为空")
    page.locator(".chip", has_text="价值等级").get_by_role("link").click()
    expect(page.locator("tbody tr")).to_have_count(3)
