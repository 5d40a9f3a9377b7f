"""A day of work: a call and its next step, a visit on a phone, minutes that become tasks, a calendar moved and read."""

from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest
import vobject
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.cast import a_customer, a_meeting, a_task, a_visit
from tests.journeys.reading import overflow
from tests.journeys.test_board import carry
from zhike.kit.testing.observing import trace
from zhike.work.models import Call, Task

pytestmark = pytest.mark.journey
HANGZHOU = {"latitude": 30.2741, "longitude": 120.1551, "accuracy": 15}


def test_a_call_is_logged_in_three_keystrokes(enter, zhou):
    teahouse = a_customer("山月茶馆", owner=zhou)
    page = enter(f"/customers/{teahouse.pk}/", by=zhou)

    page.keyboard.press("l")
    page.keyboard.press("3")
    expect(page.get_by_label("下一步", exact=True)).to_have_value("再打一次")
    page.keyboard.press("Enter")

    expect(page.get_by_text("通话已记录。")).to_be_visible()
    call = Call.objects.get()
    assert (call.result, call.customer, call.next_task.title) == ("no_answer", teahouse, "再打一次")
    expect(page.locator("#related").get_by_role("link", name="再打一次")).to_be_visible()


def test_no_next_step_is_said_in_so_many_words(enter, zhou):
    teahouse = a_customer("山月茶馆", owner=zhou)
    page = enter(f"/customers/{teahouse.pk}/call/", by=zhou)

    page.get_by_text("已接通").click()
    page.get_by_label("下一步", exact=True).fill("")
    page.get_by_label("小结").fill("都谈妥了")
    page.get_by_role("button", name="记录通话").click()
    expect(page.get_by_text("请填写下一步和日期")).to_be_visible()
    expect(page.get_by_label("小结")).to_have_value("都谈妥了")

    page.get_by_label("没有下一步").fill("合同已签")
    page.get_by_role("button", name="记录通话").click()
    expect(page.get_by_text("没有下一步：合同已签")).to_be_visible()


def test_the_day_is_worked_off_from_the_keyboard(enter, zhou):
    today = timezone.localdate()
    for title in ("回访山月茶馆", "寄样：春季礼盒"):
        a_task(title=title, owner=zhou, customer=None, due_on=today)
    page = enter("/today/", by=zhou)
    items = page.locator("#tasks .day-list").first.get_by_role("listitem")
    expect(items).to_have_count(2)

    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(items).to_have_count(1)
    page.keyboard.press("s")
    page.get_by_role("button", name="明天").press("Enter")
    expect(page.get_by_text("今天的事都做完了")).to_be_visible()
    assert sorted(Task.objects.values_list("status", flat=True)) == ["done", "open"]


class TestOnThePhone:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
        return {**browser_context_args, **phone, "geolocation": HANGZHOU, "permissions": ["geolocation"]}

    def test_a_visit_is_checked_in_and_finished_with_the_thumb(self, enter, zhou):
        visit = a_visit(owner=zhou, purpose="试饮明前茶", summary="", result="", planned_at=timezone.now())
        page = enter("/today/", by=zhou)
        page.get_by_role("link", name="试饮明前茶", exact=False).first.tap()
        page.get_by_role("button", name="签到").tap()

        expect(page.get_by_text("已签到。")).to_be_visible()
        assert overflow(page) == 0
        assert (float(visit.fresh().latitude), visit.fresh().accuracy) == (30.2741, 15)
        page.get_by_text("顺利", exact=True).tap()
        page.get_by_label("小结").fill("当场要了两箱")
        page.get_by_role("button", name="结束拜访").tap()

        expect(page.get_by_text("拜访已结束。")).to_be_visible()
        assert (visit.fresh().status, visit.fresh().next_task.title) == ("done", "电话回访拜访情况")


class TestWithoutAPlace:
    def test_a_device_that_does_not_tell_asks_for_a_few_words(self, enter, zhou):
        visit = a_visit(owner=zhou, planned_at=timezone.now())
        page = enter(f"/visits/{visit.pk}/on-site/", by=zhou)
        page.context.clear_permissions()

        page.get_by_role("button", name="签到").click()
        expect(page.get_by_text("无法取得定位")).to_be_visible()
        page.get_by_label("所在位置").fill("地下车库")
        page.get_by_role("button", name="签到").click()

        expect(page.get_by_text("已签到。")).to_be_visible()
        assert (visit.fresh().latitude, visit.fresh().place_note) == (None, "地下车库")


def test_minutes_become_tasks(enter, zhou, chen):
    meeting = a_meeting(owner=zhou, title="周会", customer=None)
    page = enter(f"/meetings/{meeting.pk}/minutes/", by=zhou)

    page.get_by_label("纪要", exact=True).fill("陈怡：核对返利，下周三前\n决定：按月结\n大家都到了")
    read = page.locator("#minutes-read")
    expect(read.locator("li.task")).to_contain_text("核对返利")
    expect(read.locator("li.decision")).to_contain_text("按月结")
    page.get_by_role("button", name="保存纪要").click()

    expect(page.get_by_text("生成任务 1 项")).to_be_visible()
    task = Task.objects.get()
    assert (task.title, task.assignee, task.due_on.weekday()) == ("核对返利", chen, 2)


def test_the_calendar_is_moved_by_hand_and_moved_back(enter, zhou):
    task = a_task(title="补发两箱龙井", owner=zhou, customer=None)
    page = enter("/calendar/?month=2026-03", by=zhou)
    days = page.locator("section.day")
    friday, monday = (days.filter(has=page.locator(f"[data-to='{day}']")) for day in ("2026-03-13", "2026-03-16"))

    carry(page, friday.locator("[data-card]"), monday)
    expect(monday.locator("[data-card]")).to_contain_text("补发两箱龙井")
    expect(page.get_by_text("改到 03-16")).to_be_visible()
    page.get_by_role("button", name="撤销").click()

    expect(friday.locator("[data-card]")).to_contain_text("补发两箱龙井")
    assert trace(task) == ["周航 changed this", "周航 changed this"]


def test_a_calendar_is_subscribed_to_and_read_back(enter, zhou, base_url):
    soon = timezone.now() + timedelta(days=2)
    mingzhou = a_customer("明州茶叶", owner=zhou)
    a_visit(owner=zhou, customer=mingzhou, purpose="巡店", planned_at=soon)
    page = enter("/calendar/feeds/", by=zhou)

    page.get_by_role("button", name="生成地址").click()
    address = page.get_by_role("textbox", name="日历订阅地址").input_value()
    event = events(address)[0]
    assert event.summary.value == "巡店"
    assert event.dtstart.value.astimezone(UTC) == seconds(soon)
    assert "明州" not in event.serialize()

    end(page)
    with pytest.raises(OSError, match="404"):
        events(address)


def events(address: str):
    with urlopen(address) as answer:
        return vobject.readOne(answer.read().decode()).contents["vevent"]


def seconds(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def end(page: Page) -> None:
    page.goto("/calendar/feeds/")
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_text("这个订阅地址已停用。")).to_be_visible()
