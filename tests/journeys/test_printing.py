"""What comes out of a printer: A4, upright, with the margins of the style sheet."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.cast import a_deal, a_graded_customer, an_invoice
from tests.journeys.reading import overflow

pytestmark = pytest.mark.journey
A4 = {"width": 703, "height": 1017}  # pixels at 96 an inch, less 12 mm left and right, 14 mm above and below


@pytest.fixture
def printed(enter):
    """A page as it lies on paper."""

    def printed(path, *, by):
        page = enter(path, by=by)
        page.set_viewport_size(A4)
        page.emulate_media(media="print")
        return page

    return printed


def test_a_list_on_paper_is_a_table_with_heads(printed, zhou):
    a_graded_customer(name="明州茶叶贸易有限公司", owner=zhou)

    page = printed("/customers/", by=zhou)

    expect(page.get_by_role("columnheader", name="忠诚阶梯")).to_be_visible()
    expect(page.get_by_role("row", name="明州茶叶")).to_have_css("display", "table-row")
    assert pressed(page) == []
    assert overflow(page) == 0


def test_a_paper_of_a_customer_has_its_lines_and_nothing_to_press(printed, zhou):
    with transaction.atomic():
        invoice = an_invoice(owner=zhou)

    page = printed(f"/invoices/{invoice.pk}/", by=zhou)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("columnheader", name="税率").first).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    assert pressed(page) == []
    assert overflow(page) == 0


def test_a_picture_on_paper_is_the_one_for_a_screen(printed, zhou):
    deal = a_deal(owner=zhou)

    page = printed(f"/deals/pipelines/{deal.pipeline_id}/", by=zhou)

    drawn = page.locator(".chart").first
    expect(drawn.locator("svg.wide")).to_be_visible()
    expect(drawn.locator("svg.narrow")).to_be_hidden()
    assert overflow(page) == 0


def test_what_a_page_is_narrowed_with_stays_off_the_paper(printed, zhou):
    page = printed("/objections/statistics/", by=zhou)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert pressed(page) == []


def pressed(page):
    """What is on the paper though it is there to be pressed or typed into."""
    found = page.locator("button, .btn, summary, input:not([type=hidden]), select, textarea").all()
    return [one.evaluate("one => one.outerHTML") for one in found if one.is_visible()]
