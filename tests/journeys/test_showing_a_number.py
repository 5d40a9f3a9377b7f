"""Whoever looks at a masked number says why, and the history keeps it."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_contact_point, a_customer
from zhike.kit.audit.trace import trace_of

pytestmark = pytest.mark.journey


def test_a_number_is_shown_for_a_reason_that_stays_in_the_history(enter, zhou):
    teahouse = a_customer("山月茶馆", owner=zhou)
    a_contact_point(teahouse, value="13800001234", is_primary=True)
    page = enter(f"/customers/{teahouse.pk}/", by=zhou)
    expect(page.get_by_text("138 **** 1234")).to_be_visible()

    page.locator("summary", has_text="查看").click()
    page.get_by_label("查看原因").fill("包裹退回，核对电话")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_role("link", name="13800001234")).to_be_visible()

    page.reload()
    expect(page.get_by_text("138 **** 1234")).to_be_visible()
    page.locator("#timeline").scroll_into_view_if_needed()
    expect(page.locator("#timeline")).to_contain_text("包裹退回，核对电话")
    assert trace_of(teahouse).get().why == "包裹退回，核对电话"
