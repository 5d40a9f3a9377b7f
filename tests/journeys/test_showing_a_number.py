"""Whoever looks at a masked number says why; the history keeps it, and whoever answers for the team finds it."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_contact_point, a_customer

pytestmark = pytest.mark.journey
WHY = "包裹退回，核对电话"


def test_a_number_is_shown_for_a_reason_that_is_found_in_the_trace(enter, zhou, chen):
    teahouse = a_customer("山月茶馆", owner=zhou)
    a_contact_point(teahouse, value="13800001234", is_primary=True)
    page = enter(f"/customers/{teahouse.pk}/", by=zhou)
    point = page.locator("[id^=point-]")
    expect(point).to_contain_text("138 **** 1234")

    page.locator("summary", has_text="查看").click()
    page.get_by_label("查看原因").fill(WHY)
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_role("link", name="13800001234")).to_be_visible()

    page.reload()
    expect(point).to_contain_text("138 **** 1234")
    expect(page.get_by_text("13800001234")).to_have_count(0)
    page.locator("#timeline").scroll_into_view_if_needed()
    expect(page.locator("#timeline")).to_contain_text(WHY)

    page = enter("/trace/", by=chen)
    page.get_by_label("操作").select_option(label="查看了隐藏内容")
    page.get_by_role("button", name="搜索").click()
    entry = page.locator("section .tl li").filter(has_text=WHY)
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("周航")
    expect(entry).to_contain_text("138 **** 1234")
    expect(entry.get_by_role("link", name="山月茶馆")).to_be_visible()
