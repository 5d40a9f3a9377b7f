"""The network goes away, and comes back."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


def test_a_page_that_cannot_be_fetched_says_so_and_comes_back(enter, zhou, page):
    enter("/today/", by=zhou)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()

    page.context.set_offline(True)
    page.goto("/customers/")
    expect(page.get_by_role("heading", level=1)).to_have_text("网络不可用")

    page.context.set_offline(False)
    page.get_by_role("link", name="重试").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("客户")
