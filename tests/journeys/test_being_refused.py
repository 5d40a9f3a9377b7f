"""Whoever is refused goes back to the page they were on, and finds there what they typed."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer, an_account_plan
from zhike.work.models import Task

pytestmark = pytest.mark.journey


def test_what_was_typed_is_there_again_after_a_refusal(enter, page, zhou):
    plan = an_account_plan(owner=zhou, customer=a_customer("云栖酒店", owner=zhou))
    enter(f"/account-plans/{plan.pk}/", by=zhou)
    page.get_by_label("做什么", exact=True).fill("  ")
    page.get_by_label("期限", exact=True).fill(f"{date(2026, 3, 5)}")
    with page.expect_response(lambda answer: answer.request.method == "POST") as told:
        page.get_by_role("button", name="安排行动").click()
    assert told.value.status == 400

    page.get_by_role("link", name="返回刚才的页面").click()
    page.wait_for_url(f"**/account-plans/{plan.pk}/")

    expect(page.get_by_label("期限", exact=True)).to_have_value("2026-03-05")
    assert Task.objects.count() == 0
    page.reload()
    expect(page.get_by_label("期限", exact=True)).to_have_value("")
