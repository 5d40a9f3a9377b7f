"""From an order history to customers with a value and a rung: the way a firm begins."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.reading import figures, names
from zhike.kit.testing.working import work_off

pytestmark = pytest.mark.journey

HEADER = ("订单号", "下单日期", "客户编号", "客户名称", "商品编码", "商品名称", "数量", "单价")


@pytest.fixture
def history(tmp_path) -> Path:
    """A workbook: a regular of two years, someone new, someone gone silent, a passer-by, and a broken line."""
    day = _days_before(timezone.localdate())
    months = [(f"S{n:02}", day(30 * n), "K1", "明州茶叶", "T1", "明前龙井", 20, 380) for n in range(24)]
    others = [
        ("S90", day(10), "K2", "山月茶馆", "T2", "紫砂壶", 2, 680),
        ("S91", day(900), "K3", "听雨轩", "T1", "明前龙井", 1, 380),
        ("S92", day(5), "", "", "T1", "明前龙井", 1, 380),
        ("S93", "某一天", "K2", "山月茶馆", "T1", "明前龙井", 1, 380),
    ]
    file = tmp_path / "历史订单.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("订单")
        for at, row in enumerate([HEADER, *months, *others]):
            sheet.write_row(at, 0, row)
    return file


def test_orders_come_in_and_everybody_is_graded(enter, chen, history):
    page = enter("/loyalty/", by=chen)
    page.get_by_role("link", name="导入订单").click()
    page.get_by_label("文件").set_input_files(history)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_label("客户编号")).to_have_value("客户编号")
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_role("heading", name="排队中")).to_be_visible()

    work_off()
    expect(page.get_by_role("heading", name="导入完成")).to_be_visible()
    report = figures(page)
    assert [report[word] for word in ("已导入（有客户）", "已导入（匿名销售）", "拒收", "读取行数")] == [
        "26",
        "1",
        "1",
        "28",
    ]
    assert [report[word] for word in ("新增客户", "新增商品", "新增订单", "导入金额")] == ["3", "2", "27", "184,520"]

    page.goto("/customers/?sort=-net_sales_12m")
    assert names(page) == ["明州茶叶", "山月茶馆", "听雨轩"]
    expect(page.get_by_role("row", name="明州茶叶")).to_contain_text("金质")
    expect(page.get_by_role("row", name="山月茶馆")).to_contain_text("新客户")
    expect(page.get_by_role("row", name="听雨轩")).to_contain_text("流失客户")


def _days_before(today: date) -> Callable[[int], str]:
    return lambda days: (today - timedelta(days=days)).isoformat()
