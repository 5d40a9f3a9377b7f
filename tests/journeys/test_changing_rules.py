"""A manager edits a rung rule, sees who would move, publishes it, and reads who moved and why."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import SHANGHAI, a_customer, an_order
from zhike.customers.models import Standing
from zhike.insight.computing import compute
from zhike.kit.batches.models import Batch
from zhike.kit.batches.running import run

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


def bought(customer, days_ago):
    day = timezone.localdate() - timedelta(days=days_ago)
    placed = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
    an_order(customer=customer, placed_on=day, placed_at=placed)


def test_a_rung_rule_is_edited_tried_published_and_explained(enter, chen):
    spring = a_customer("春山茶铺", owner=chen, known_since=date(2020, 1, 1))
    quiet = a_customer("静水茶舍", owner=chen, known_since=date(2020, 1, 1))
    bought(spring, 40)
    bought(quiet, 400)
    today = timezone.localdate()
    compute(today, by=chen)

    page = enter("/insight/rules/", by=chen)
    page.get_by_label("首次购买后").fill("30")
    page.get_by_label("为什么改规则").fill("春茶季短")
    page.get_by_role("button", name="用历史试算").click()
    expect(page.get_by_role("heading", name="正在试算")).to_be_visible()
    run(batch=Batch.objects.get().pk)

    expect(page.get_by_role("heading", name="1 位客户会变动")).to_be_visible()
    expect(page.locator("#who tbody")).to_contain_text("春山茶铺")
    assert Standing.objects.current().get(customer=spring, kind="rung").value == "new"
    page.get_by_role("button", name="发布").click()

    expect(page.get_by_role("heading", name="忠诚阶梯 v2")).to_be_visible()
    compute(today, by=chen)
    page.reload()
    expect(page.get_by_role("heading", name="1 位客户因规则变动")).to_be_visible()
    expect(page.locator("#who tbody")).to_contain_text("春山茶铺")
    expect(page.locator("#who tbody")).not_to_contain_text("静水茶舍")
    assert Standing.objects.current().get(customer=spring, kind="rung").rule_version == "v2"

    page.get_by_role("link", name="← 规则").click()
    page.get_by_role("button", name="退回 v1").click()
    expect(page.get_by_role("heading", name="忠诚阶梯 v3")).to_be_visible()
