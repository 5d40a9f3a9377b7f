"""A day's work: done, and not done after all."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import a_customer, a_task
from zhike.kit.testing.observing import trace

pytestmark = pytest.mark.journey


def test_a_task_is_done_with_one_click_and_taken_back_from_the_toast(enter, zhou):
    today = timezone.localdate()
    teahouse = a_customer("山月茶馆", owner=zhou)
    call = a_task(title="回访山月茶馆", owner=zhou, customer=teahouse, due_on=today)
    a_task(title="寄样：春季礼盒", owner=zhou, customer=teahouse, due_on=today)

    page = enter("/today/", by=zhou)
    tasks = page.locator("#tasks")
    expect(tasks.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="完成“回访山月茶馆”").click()
    expect(tasks.get_by_role("listitem")).to_have_count(1)
    toast = page.get_by_role("status").filter(has_text="回访山月茶馆")
    expect(toast).to_be_visible()

    toast.get_by_role("button", name="撤销").click()
    expect(page).to_have_url("/today/")
    expect(tasks.get_by_role("listitem")).to_have_count(2)
    expect(tasks).to_contain_text("回访山月茶馆")
    assert trace(call) == ["周航 finished this task", "周航 reopened this task"]
