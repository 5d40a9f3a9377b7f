"""Asking why: from what is believed of a customer, and from the month's movement, down to the evidence."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer, a_standing
from zhike.insight.models import Run

pytestmark = pytest.mark.journey

FELL_ON, GRADED_ON = date(2026, 3, 4), date(2026, 3, 12)
ROSE_ON = FELL_ON - timedelta(days=120)


@pytest.fixture
def mingzhou(zhou):
    """A dealer who was core, fell silent and stands at the edge."""
    customer = a_customer("明州茶叶", owner=zhou, kind="channel", tier="gold", net_sales_12m=486_000)
    a_standing(
        customer,
        "rung",
        "core",
        since=ROSE_ON,
        until=FELL_ON,
        as_of=FELL_ON,
        rule_version="v1",
        evidence={"purchases_12m": 11, "days_since_last_purchase": 9, "expected_gap_days": 31, "gap_is_own": True},
    )
    a_standing(
        customer,
        "rung",
        "edge",
        since=FELL_ON,
        as_of=GRADED_ON,
        rule_version="v2",
        evidence={"purchases_12m": 8, "days_since_last_purchase": 128, "expected_gap_days": 31, "gap_is_own": True},
    )
    return customer


def test_from_the_rung_on_the_customer_page_to_every_rung_before(enter, zhou, mingzhou):
    page = enter(f"/customers/{mingzhou.pk}/", by=zhou)
    rung = page.get_by_role("link", name="忠诚阶梯 流失边缘")
    expect(rung).to_contain_text("↓")
    expect(rung).to_contain_text("近一年购买 8 次 · 距上次购买 128 天 · 平时 31 天一次")
    expect(rung).to_contain_text("自 03-04 由“核心客户”移来")
    expect(rung).to_contain_text("规则 v2")

    rung.click()
    now, before = page.get_by_role("row").nth(1), page.get_by_role("row").nth(2)
    expect(now).to_contain_text("流失边缘")
    expect(now).to_contain_text("2026-03-04")
    expect(now).to_contain_text("至今")
    expect(before).to_contain_text("核心客户")
    expect(before).to_contain_text("近一年购买 11 次 · 距上次购买 9 天 · 平时 31 天一次")
    expect(before).to_contain_text("v1")


def test_from_a_number_of_the_matrix_to_who_moved_and_why(enter, chen, mingzhou):
    Run.objects.create(measure="ladder", as_of=GRADED_ON, rule_version="v2", status=Run.Status.DONE, customers=1)

    page = enter("/loyalty/?month=2026-03", by=chen)
    page.get_by_role("link", name="1 位从核心客户到流失边缘").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核心客户 → 流失边缘")
    expect(page.get_by_role("row", name="明州茶叶")).to_contain_text("距上次购买 128 天")

    page.get_by_role("link", name="明州茶叶").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("明州茶叶")
