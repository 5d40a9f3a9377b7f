"""Bringing a file in, with rows that cannot come in."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.cast import a_customer
from tests.journeys.reading import figures
from zhike.customers.models import Customer
from zhike.kit.testing.working import work_off

pytestmark = pytest.mark.journey

# What a spreadsheet saved in China looks like. Row 3 has no name, row 5 no such kind, row 6 no such day;
# 南岭茶行 is known.
SPREADSHEET = """\
客户名称,客户编号,类别,地区,城市,业务员,建档日期
山月茶馆,C0001,企业,华东,杭州,周航,2024-05-01
,C0002,企业,华东,宁波,周航,2024-05-02
南岭茶行,C0003,渠道,华南,广州,周航,2024-05-03
赵敏,C0004,路人,华东,上海,周航,2024-05-04
听雨轩,C0005,企业,华东,苏州,周航,2024-02-31
张伟,C0006,消费者,华东,上海,周航,2024-05-06
"""


@pytest.fixture
def spreadsheet(tmp_path) -> Path:
    file = tmp_path / "客户名单.csv"
    file.write_bytes(SPREADSHEET.encode("gb18030"))
    return file


def test_a_file_from_upload_to_the_rows_that_were_refused(enter, chen, zhou, spreadsheet):
    a_customer("南岭茶行", code="C0003", owner=zhou)

    page = enter("/customers/", by=chen)
    page.get_by_role("link", name="导入").click()
    page.get_by_label("文件").set_input_files(spreadsheet)
    page.get_by_role("button", name="上传").click()

    _look_and_map(page)
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("已处理 0 / 6 · 拒收 0")).to_be_visible()

    work_off()  # the page hears of it by itself
    expect(page.get_by_role("heading", name="导入完成")).to_be_visible()
    outcomes = {"新建": "2", "修改": "1", "没有变化": "0", "与前面的行合并": "0", "拒收": "3"}
    assert figures(page) == outcomes | {"读取行数": "6"}
    assert _refused_rows(page) == {"3": "C0002", "5": "C0004", "6": "C0005"}
    assert list(Customer.objects.order_by("code").values_list("name", "owner__name")) == [
        ("山月茶馆", "周航"),
        ("南岭茶行", "周航"),
        ("张伟", "周航"),
    ]


def _look_and_map(page: Page) -> None:
    """The encoding is recognised and most columns are guessed; the last two are pointed at by hand."""
    expect(page.get_by_text("6 行").first).to_contain_text("GB18030")
    expect(page.get_by_role("table")).to_contain_text("山月茶馆")
    expect(_column(page, "客户编号")).to_have_value("客户编号")
    _column(page, "名称").select_option("客户名称")
    _column(page, "负责人").select_option("业务员")
    _column(page, "认识日期").select_option("建档日期")


def _column(page: Page, field: str) -> Locator:
    """The choice of a column for a field."""
    return page.get_by_role("combobox", name=field)


def _refused_rows(page: Page) -> dict[str, str]:
    """Row number and customer code of the file that can be downloaded, each with its reason in front."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载拒收的行").click()
    header, *rows = csv.reader(download.value.path().read_text("utf-8-sig").splitlines())
    assert header == ["行号", "原因", "客户名称", "客户编号", "类别", "地区", "城市", "业务员", "建档日期"]
    assert all(row[1] for row in rows)
    return {row[0]: row[3] for row in rows}


def test_a_bad_row_is_mended_and_the_import_is_undone(enter, chen, zhou, spreadsheet):
    known = a_customer("南岭茶行", code="C0003", owner=zhou, city="深圳")
    page = enter("/customers/", by=chen)
    page.get_by_role("link", name="导入").click()
    page.get_by_label("文件").set_input_files(spreadsheet)
    page.get_by_role("button", name="上传").click()
    _look_and_map(page)

    page.get_by_role("button", name="先试前 1,000 行").click()
    expect(page.get_by_role("heading", name="预演结果")).to_contain_text("前 6 行")
    expect(page.get_by_text("城市：深圳 → 广州")).to_be_visible()
    assert Customer.objects.count() == 1

    page.get_by_role("button", name="导入", exact=True).click()
    work_off()
    page.get_by_label("第 5 行 · 类别").fill("消费者")
    page.get_by_label("第 6 行 · 建档日期").fill("2024-02-29")
    page.get_by_role("button", name="导入这些行").click()
    expect(page.get_by_text("已导入 2 行，仍有 1 行拒收")).to_be_visible()
    expect(page.get_by_label("第 5 行 · 类别")).to_have_count(0)
    assert Customer.objects.filter(name__in=["赵敏", "听雨轩"]).count() == 2

    page.get_by_role("link", name="撤销这次导入").click()
    page.get_by_role("button", name="全部撤销").click()
    expect(page.get_by_text("正在撤销")).to_be_visible()
    work_off()
    expect(page.get_by_role("heading", name="这次导入已撤销")).to_be_visible()
    assert list(Customer.objects.values_list("code", "city")) == [(known.code, "深圳")]
