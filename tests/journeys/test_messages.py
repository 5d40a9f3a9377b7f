"""Messages after an act: what offers the way back waits for whoever reads slowly (WCAG 2.2.1)."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import a_customer, a_task

pytestmark = pytest.mark.journey
MINUTE = 60_000  # milliseconds


def test_the_way_back_stays_until_it_is_closed(enter, zhou):
    a_task(title="回访山月茶馆", owner=zhou, due_on=timezone.localdate())
    page = enter("/today/", by=zhou)
    page.clock.install()
    page.get_by_role("button", name="完成“回访山月茶馆”").click()
    message = page.locator("#toasts .toast")
    expect(message).to_contain_text("回访山月茶馆")

    page.clock.fast_forward(10 * MINUTE)
    expect(message.get_by_role("button", name="撤销")).to_be_visible()

    message.get_by_role("button", name="关闭").click()
    expect(message).to_have_count(0)


def test_a_mere_word_leaves_but_not_from_under_the_pointer_or_the_focus(enter, zhou):
    teahouse = a_customer("山月茶馆", owner=zhou)
    page = enter(f"/customers/{teahouse.pk}/do/add_contact/", by=zhou)
    page.clock.install()
    page.locator("input[name=name]").fill("李明")
    page.locator("input[name=name]").press("Enter")
    message = page.locator("#toasts .toast")
    expect(message).to_contain_text("山月茶馆")

    message.hover()
    message.get_by_role("button", name="关闭").focus()
    page.clock.fast_forward(MINUTE)
    expect(message).to_be_visible()
    page.mouse.move(1, 1)
    page.clock.fast_forward(MINUTE)
    expect(message).to_be_visible()

    page.get_by_role("heading", level=1).click()
    page.clock.fast_forward(MINUTE)
    expect(message).to_have_count(0)
