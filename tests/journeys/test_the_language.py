"""Reading the same page in another language."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer

pytestmark = pytest.mark.journey


def test_the_language_changes_in_place_and_stays(enter, zhou):
    a_customer("山月茶馆", owner=zhou, tier="gold", rung="edge")

    page = enter("/customers/?tier=gold", by=zhou)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("row", name="山月茶馆")).to_contain_text("流失边缘")

    page.get_by_role("button", name="周航").click()
    page.locator("#who").get_by_role("button", name="English").click()
    expect(page).to_have_url("/customers/?tier=gold")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")
    expect(page.get_by_role("row", name="山月茶馆")).to_contain_text("At the edge")

    page.goto("/today/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
