"""Two entries of one tea house: compared, made one with chosen values, and taken apart again."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_contact_point, a_customer, an_order
from zhike.kit.testing.observing import digest
from zhike.kit.testing.working import work_off

pytestmark = pytest.mark.journey
ROWS = ("customers_customer", "customers_contactpoint", "sales_order")


@pytest.fixture
def twins(chen):
    first = a_customer("明州茶叶有限公司", owner=chen, city="宁波", code="K-1")
    second = a_customer("宁波明州茶叶", owner=chen, city="宁波", code="K-2", note="先款后货")
    for customer in (first, second):
        a_contact_point(customer, value="138 0013 8000")
    an_order(customer=second, number="S-77")
    return first, second


def test_two_customers_become_one_and_two_again(enter, chen, twins):
    before = rows()
    page = enter("/customers/duplicates/", by=chen)
    page.get_by_role("button", name="重新查找").click()
    expect(page.get_by_text("查重：")).to_be_visible()
    work_off()

    page.goto("/customers/duplicates/")
    pair = page.get_by_role("row", name="明州茶叶有限公司")
    expect(pair).to_contain_text("同名：明州茶叶")
    expect(pair).to_contain_text("电话相同：138…")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("合并")
    page.get_by_role("row", name="名称").get_by_role("radio").nth(1).check()
    page.get_by_role("row", name="客户编号").get_by_role("radio", name="K-1").check()
    page.get_by_role("button", name="合并").click()

    expect(page.get_by_role("heading", level=1)).not_to_have_text("合并")
    expect(page.get_by_text("先款后货").first).to_be_visible()
    page.goto(f"/customers/{twins[0].pk}/")
    here = page.url
    page.goto(f"/customers/{twins[1].pk}/")
    assert page.url == here, "both addresses lead to the same customer"

    page.locator("header.h").get_by_label("更多").click()
    page.get_by_role("link", name="撤销合并").click()
    expect(page.get_by_text("连同原来名下的一切都会恢复")).to_be_visible()
    page.get_by_role("button", name="撤销", exact=True).click()

    expect(page.get_by_text("已恢复")).to_be_visible()
    assert rows() == before


def rows() -> list[str]:
    return [digest()[table] for table in ROWS]
