"""Zhike in one hand: 390 pixels wide."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import a_graded_customer, a_special_day, a_task
from tests.journeys.reading import height, lower_edge, overflow

pytestmark = pytest.mark.journey


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_a_customer_is_found_and_read_with_the_thumb(enter, zhou):
    mingzhou = a_graded_customer(name="明州茶叶贸易有限公司", owner=zhou)
    a_task(title="补发受潮的两箱龙井", owner=zhou, customer=mingzhou, due_on=timezone.localdate())

    page = enter("/today/", by=zhou)
    expect(page.locator("#tasks")).to_contain_text("补发受潮的两箱龙井")
    assert overflow(page) == 0

    bar = page.get_by_role("navigation", name="导航")
    assert lower_edge(bar) == 844
    bar.get_by_role("link", name="客户").tap()
    row = page.get_by_role("row", name="明州茶叶")
    expect(row).to_contain_text("核心客户")
    assert height(row) < 70, "a row of the list has two lines"
    assert overflow(page) == 0

    row.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("明州茶叶贸易有限公司")
    assert overflow(page) == 0


def test_a_day_off_stands_in_the_calendar_though_nothing_is_on_it(enter, zhou):
    today = timezone.localdate()
    off, plain = (today.replace(day=day) for day in ((10, 11) if today.day > 15 else (20, 21)))
    a_special_day(off, name="盘点日")
    a_special_day(plain, kind="plain", name="照常")

    page = enter("/calendar/", by=zhou)

    days = page.locator(".calendar .day")
    expect(days.filter(has_text="盘点日")).to_be_visible()
    expect(days.filter(has=page.locator(f"time[datetime='{plain}']"))).to_be_hidden()
    assert overflow(page) == 0


FOR_A_FINGER = "main :is(.btn, .tabs > a, .shapes a, select, summary, button.chip, a.chip), .top :is(a, button, input)"


@pytest.mark.parametrize("path", ["/today/", "/customers/", "/customers/{}/", "/tasks/new/", "/calendar/", "/pool/"])
def test_what_is_touched_is_as_high_as_a_finger_needs(enter, zhou, path):
    customer = a_graded_customer(name="明州茶叶贸易有限公司", owner=zhou)

    page = enter(path.format(customer.pk), by=zhou)

    touched = [one for one in page.locator(FOR_A_FINGER).all() if one.is_visible()]
    assert len(touched) > 4
    assert [one.inner_text() for one in touched if height(one) < 40] == []
