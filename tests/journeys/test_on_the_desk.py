"""An objection in two clicks with its advice, then three calls on the desk, one of which nobody may make."""

import pytest
from playwright.sync_api import expect

from tests.cast import (
    a_call_list,
    a_contact_point,
    a_customer,
    a_deal,
    a_decided_objection,
    a_forbidden_number,
    a_planned_call,
    a_result,
    a_script,
    an_answer,
    an_objection_kind,
)
from tests.journeys.reading import overflow
from zhike.objections.models import Objection
from zhike.telesales.models import Attempt, PlannedCall

pytestmark = pytest.mark.journey


def test_an_objection_is_noted_in_two_clicks_and_answered_by_what_helped(enter, zhou):
    price = an_objection_kind(name="价格", meaning="多半没看到价值")
    an_answer(kind=price, method="ask", title="先问比的是哪一款")
    deal = a_deal(owner=zhou, name="云栖客房茶包")
    for method, won, lost in (("ask", 21, 4), ("refute", 5, 11), ("turn", 3, 0)):
        for nth in range(won + lost):
            outcome = "overcome" if nth < won else "lost"
            a_decided_objection(outcome, kind=price, method=method, owner=zhou)
    page = enter(f"/deals/{deal.pk}/", by=zhou)
    card = page.get_by_role("region", name="异议")

    card.get_by_text("价格", exact=True).click()
    card.get_by_role("button", name="询问法").click()

    expect(page.get_by_text("已记下：价格")).to_be_visible()
    expect(card.get_by_text("应对“价格”，什么管用")).to_be_visible()
    best, second = card.get_by_role("listitem").all()
    expect(best).to_contain_text("当时 · 询问法")
    expect(best).to_contain_text("84%")
    expect(best).to_contain_text("65%–94%")
    expect(best).to_contain_text("25 例")
    expect(best).to_contain_text("先问比的是哪一款")
    expect(second).to_contain_text("直接反驳法")
    expect(card.get_by_text("另有 1 种方式样本太少。")).to_be_visible()
    made = Objection.objects.latest("pk")
    assert (made.noun, made.object_id, made.method, made.seller) == ("deals.deal", deal.pk, "ask", zhou)


def test_the_keyboard_notes_it_too(enter, zhou):
    an_objection_kind(name="价格", position=1)
    need = an_objection_kind(name="需求", position=2)
    customer = a_customer("云栖", owner=zhou)
    page = enter(f"/customers/{customer.pk}/", by=zhou)

    expect(page.get_by_text("点类型，再点方法")).to_be_visible()
    page.keyboard.press("o")
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="忽视法")).to_be_visible()
    page.keyboard.press("1")

    expect(page.get_by_text("已记下：需求")).to_be_visible()
    assert Objection.objects.get().kind == need


def test_three_calls_of_which_one_may_not_be_made(enter, zhou):
    spring = a_call_list(name="清明前唤醒", script=a_script(name="新茶上市"))
    talked = a_result("聊过", key="1", follows="close", logged_as="reached")
    a_result("没人接", key="2", follows="again", hours=4)
    for worth, (name, number) in enumerate(
        [("李青", "138 0000 0003"), ("王岩", "139 0000 5678"), ("赵和", "138 0000 0001")]
    ):
        customer = a_customer(name, owner=zhou)
        a_contact_point(customer, value=number, is_primary=True)
        a_planned_call(owner=zhou, customer=customer, call_list=spring, worth=worth)
    a_forbidden_number("139 0000 5678", reason="客户要求不再联系")
    page = enter("/telesales/", by=zhou)

    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="赵和")).to_be_visible()
    expect(page.get_by_role("link", name="138 0000 0001")).to_be_visible()
    page.get_by_role("button", name="方便 →", exact=True).click()
    expect(page.get_by_text("今年的明前到了。")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("话后处理 · 聊过")).to_be_visible()

    page.keyboard.press("n")
    expect(page.get_by_text("已跳过王岩")).to_contain_text("客户要求不再联系")
    expect(page.get_by_role("heading", name="李青")).to_be_visible()
    assert overflow(page) == 0
    page.keyboard.press("2")
    expect(page.get_by_text("话后处理 · 没人接")).to_be_visible()
    page.get_by_role("button", name="离开电话台").click()

    expect(page.get_by_text("0 位等你拨打")).to_be_visible()
    calls = {one.planned.name: one for one in Attempt.objects.select_related("planned", "result")}
    assert (set(calls), calls["赵和"].result, calls["赵和"].way) == ({"赵和", "李青"}, talked, ["开场", "新茶"])
    states = dict(PlannedCall.objects.values_list("name", "state"))
    assert states == {"赵和": "done", "李青": "waiting", "王岩": "blocked"}


def test_a_result_that_asks_for_a_time_leaves_the_desk_usable(enter, zhou):
    a_result("约了再打", key="3", follows="asked")
    a_result("没人接", key="4", follows="again", hours=4)
    a_planned_call(owner=zhou, call_list=a_call_list())
    page = enter("/telesales/", by=zhou)
    page.keyboard.press("n")

    page.get_by_role("button", name="约了再打").click()
    expect(page.get_by_label("约定时间")).to_be_focused()
    page.get_by_role("button", name="没人接").click()

    expect(page.get_by_text("话后处理 · 没人接")).to_be_visible()
