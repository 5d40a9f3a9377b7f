"""A manager reads the loyalty board and sets a target, and takes a picture along as PNG and its tables as XLSX."""

import struct
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.cast import a_customer
from zhike.insight.tests.pictures_cast import keep

pytestmark = pytest.mark.journey


@pytest.fixture
def people(zhou, settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    return [a_customer(name, owner=zhou) for name in ("清泉茶庄", "竹里茶行", "松下", "云归", "石上")]


def test_a_picture_is_taken_along_as_png_and_its_tables_as_a_workbook(enter, chen, people):
    run = keep("equity", people)
    page = enter("/insight/pictures/equity/", by=chen)

    with page.expect_download() as taken:
        page.get_by_role("button", name="PNG").first.click()
    picture = Path(taken.value.path()).read_bytes()
    with page.expect_download() as taken:
        page.get_by_role("button", name="SVG").first.click()
    drawing = Path(taken.value.path()).read_text()
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").click()
    book = CalamineWorkbook.from_filelike(BytesIO(Path(taken.value.path()).read_bytes()))

    width, height = struct.unpack(">II", picture[16:24])
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert (width, height) == (2300, 740)
    assert "价值因何变动 · 点开柱子看是哪些客户" in drawing
    assert f"计算 {run.pk}：" in drawing
    assert len(set(picture[1000:])) > 100
    told = [cell for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for cell in row]
    assert told[0] == "客户资产"
    assert told[told.index("计算编号") + 1] == str(run.pk)


def test_a_target_is_set_and_the_board_says_whether_it_is_reached(enter, chen, people):
    keep("loyalty", people)
    page = enter("/insight/pictures/loyalty/", by=chen)

    page.get_by_role("main").get_by_role("link", name="目标", exact=True).click()
    page.get_by_label("留存率").fill("99.5")
    page.get_by_role("button", name="保存目标").click()

    expect(page.get_by_text("目标已保存。")).to_be_visible()
    expect(page.locator(".tile", has_text="留存率")).to_contain_text("99.5%")
