"""Pages that fit the screen: nobody scrolls there, and still all of them comes."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_product, a_stock_note

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("height", [700, 1400])
def test_what_points_at_a_row_comes_without_scrolling(enter, zhou, page, height):
    kettle = a_product(name="紫砂壶", unit="把")
    a_stock_note(product=kettle, place="宁波总仓")
    page.set_viewport_size({"width": 1440, "height": height})

    enter(f"/products/{kettle.pk}/", by=zhou)

    expect(page.locator("#timeline li").first).to_be_visible()
    expect(page.locator("#related").get_by_role("row", name="宁波总仓")).to_contain_text("40\u00a0把")
