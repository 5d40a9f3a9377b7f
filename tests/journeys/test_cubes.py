"""A number is opened down to its orders; a report comes into a colleague's mailbox with the colleague's own numbers."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.journeys.reading import names
from zhike.insight.cubes.tests.cast import a_market, built
from zhike.kit.testing.working import work_off
from zhike.notices.tests.post_office import open_office

pytestmark = pytest.mark.journey


@pytest.fixture
def market(zhou, chen, settings, tmp_path):
    """周航 looks after 郑山茶庄 and 白露; 楚江茶行 is his colleague's of another team."""
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    from tests.cast import a_person

    made = a_market(zhou, a_person("林海", team="华南团队", language="zh-hans"))
    built()
    return made


def test_a_cell_is_opened_down_to_its_orders(enter, zhou, market):
    page = enter("/insight/cube/", by=zhou)

    page.get_by_label("列", exact=True).select_option(label="地区")
    expect(page.locator("table.cube thead")).to_contain_text("华东")
    page.get_by_role("link", name="2026年10月").click()
    expect(page.get_by_role("rowheader", name="2026-10-20")).to_be_visible()
    expect(page.locator(".chip.on").filter(has_text="月份")).to_contain_text("2026年10月")

    total = page.locator("table.cube tfoot td").last.get_by_role("link")
    expect(total).to_have_text("¥60")
    total.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(total).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/orders/"))
    expect(page.locator("#list tbody tr")).to_have_count(3)
    assert len(names(page)) == 3


def test_a_report_is_scheduled_and_read_in_the_mailbox(enter, zhou, chen, market, settings):
    zhou.email, chen.email = "zhou@example.com", "chen@example.com"
    zhou.save()
    chen.save()
    with open_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        page = enter("/insight/cube/?rows=region&columns=-&measures=net,orders&window=all", by=chen)
        page.get_by_role("link", name="保存…").click()
        page.get_by_role("textbox", name="名称").fill("各地区销售")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("heading", name="各地区销售")).to_be_visible()

        page.get_by_role("link", name="定时发送…").click()
        page.get_by_label("频率").select_option(label="每月")
        page.get_by_label("每月几号").select_option("31")
        page.get_by_label("时间").select_option("7")
        page.get_by_role("checkbox", name="周航").check()
        page.get_by_role("button", name="保存").click()
        expect(page.locator("header.h")).to_contain_text(
            re.compile(r"下次 (\d{4}-)?\d\d-(30|31|28|29) 07:00|下次 \d{4}-\d\d-\d\d")
        )
        page.get_by_role("button", name="立即发送").click()
        expect(page.locator("#toasts")).to_contain_text("2 封邮件正在发出")
        work_off()

    by_reader = {message["To"]: message for message in office.got}
    assert by_reader.keys() == {"zhou@example.com", "chen@example.com"}
    assert numbers_in(by_reader["zhou@example.com"]) == {"华东": 250, "（空）": 80, "合计": 330}
    assert numbers_in(by_reader["chen@example.com"]) == {"华东": 250, "（空）": 130, "合计": 380}
    paper = attached(by_reader["zhou@example.com"], "application/pdf")
    assert paper.startswith(b"%PDF-")
    text = by_reader["zhou@example.com"].get_body(("plain",)).get_content()
    assert "附上“各地区销售”" in text
    assert "各地区销售: 净销售额 ¥330" in text


def numbers_in(message) -> dict[str, float]:
    """The net sales of a mailed workbook, by the words of its rows."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = CalamineWorkbook.from_filelike(BytesIO(attached(message, kind)))
    return {row[0]: row[1] for row in book.get_sheet_by_index(0).to_python()[5:]}


def attached(message, kind: str) -> bytes:
    """The one file of a type that a mail carries."""
    [found] = [part for part in message.iter_attachments() if part.get_content_type() == kind]
    return found.get_payload(decode=True)
