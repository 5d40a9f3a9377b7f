"""Cards on a board: one that may not go there comes back with the reason, one that may goes and can be taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.cast import a_customer, a_finished_task, a_task
from tests.journeys.reading import overflow

pytestmark = pytest.mark.journey


@pytest.fixture
def tasks(zhou):
    mingzhou = a_customer("明州茶叶", owner=zhou)
    a_task(title="补发两箱龙井", owner=zhou, customer=mingzhou)
    a_finished_task(title="确认礼盒刻字", owner=zhou, customer=mingzhou)


def lane(page: Page, name: str):
    return page.get_by_role("region", name=name)


def carry(page: Page, card, to) -> None:
    """Drag a card with the mouse, step by step as a hand does."""
    start, end = card.bounding_box(), to.bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 90, start["y"] + 30, steps=4)
    page.mouse.move(end["x"] + 90, end["y"] + 90, steps=8)
    page.mouse.up()


def test_a_card_is_dragged_into_a_refusal_and_then_where_it_may_go(enter, zhou, tasks):
    page = enter("/tasks/", by=zhou)
    page.get_by_role("link", name="看板").click()
    opened, done, dropped = (lane(page, name) for name in ("待办", "已完成", "已放弃"))

    carry(page, done.get_by_role("article"), dropped)
    expect(page.get_by_text("这项任务已经结束，请先重新打开。")).to_be_visible()
    expect(done.get_by_role("article")).to_contain_text("确认礼盒刻字")
    expect(dropped.get_by_role("article")).to_have_count(0)

    carry(page, opened.get_by_role("article"), done)
    expect(page.get_by_text("完成了任务：补发两箱龙井")).to_be_visible()
    expect(done.get_by_role("article")).to_have_count(2)
    expect(done.get_by_role("heading", name="已完成").locator("xpath=..")).to_contain_text("2")

    page.get_by_role("button", name="撤销").click()
    expect(opened.get_by_role("article")).to_contain_text("补发两箱龙井")
    expect(page.get_by_text("重新打开了任务：补发两箱龙井")).to_be_visible()


def test_a_card_is_moved_with_the_keys(enter, zhou, tasks):
    page = enter("/tasks/board/?by=priority", by=zhou)

    lane(page, "中").get_by_role("link", name="补发两箱龙井").focus()
    page.keyboard.press("Shift+ArrowLeft")

    expect(lane(page, "高").get_by_role("article")).to_contain_text("补发两箱龙井")
    expect(page.get_by_role("link", name="补发两箱龙井")).to_be_focused()
    page.keyboard.press("m")
    expect(lane(page, "中").get_by_role("article")).to_have_count(2)


def test_a_row_of_the_calendar_is_moved_to_another_day(enter, zhou, tasks):
    page = enter("/tasks/calendar/?month=2026-03", by=zhou)
    days = page.locator("section.day")
    friday, monday = (days.filter(has=page.locator(f"[data-to='{day}']")) for day in ("2026-03-13", "2026-03-16"))

    carry(page, friday.locator("[data-card]").filter(has_text="补发两箱龙井"), monday)
    expect(monday.locator("[data-card]")).to_contain_text("补发两箱龙井")
    page.get_by_role("button", name="撤销").click()

    expect(friday.locator("[data-card]").filter(has_text="补发两箱龙井")).to_be_visible()


class TestInOneHand:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
        return {**browser_context_args, **phone}

    def test_a_card_is_moved_by_its_menu(self, enter, zhou, tasks):
        page = enter("/tasks/board/", by=zhou)
        assert overflow(page) == 0

        lane(page, "待办").get_by_role("button", name="移到…").tap()
        page.locator("#move-to").get_by_role("button", name="已放弃").tap()

        expect(page.get_by_text("放弃了任务：补发两箱龙井")).to_be_visible()
        expect(lane(page, "已放弃").get_by_role("article")).to_contain_text("补发两箱龙井")
