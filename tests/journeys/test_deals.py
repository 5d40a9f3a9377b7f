"""A deal from the first word to its end: a stage asks who decides, and the next step is always asked for."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.cast import a_customer, a_deal, a_loss_reason, a_stage
from tests.journeys.reading import overflow
from tests.journeys.test_board import carry, lane
from zhike.deals.models import Deal, Pipeline

pytestmark = pytest.mark.journey


@pytest.fixture
def ladder(zhou):
    """The pipeline of a tea firm; to negotiate one must know who decides."""
    pipeline = Pipeline.objects.create(name="直销")
    names = (("确认需求", "open"), ("商务谈判", "open"), ("赢单", "won"), ("输单", "lost"))
    stages = [
        a_stage(name, pipeline=pipeline, position=nth, kind=kind) for nth, (name, kind) in enumerate(names, start=1)
    ]
    stages[1].to_enter = ["decider"]
    stages[1].save()
    a_loss_reason(name="价格偏高")
    return stages


def test_a_deal_is_opened_refused_a_stage_and_won(enter, zhou, ladder):
    customer = a_customer("明州茶叶", owner=zhou)
    customer.contacts.create(name="林晓", title="采购总监")
    page = enter(f"/customers/{customer.pk}/", by=zhou)
    deal = opened(page)
    here, board = f"/deals/{deal.pk}/", "/deals/board/"

    page.goto(page.url.replace(here, board))
    carry(page, lane(page, "确认需求").get_by_role("article"), lane(page, "商务谈判"))
    expect(page.get_by_text("还不能进入“商务谈判”，缺：拍板的联系人。")).to_be_visible()
    expect(lane(page, "确认需求").get_by_role("article")).to_contain_text("年度用茶")
    assert Deal.objects.get().stage == ladder[0]

    lane(page, "确认需求").get_by_role("link", name="年度用茶").click()
    name_who_decides(page, "林晓")
    page.goto(page.url.replace(here, board))
    carry(page, lane(page, "确认需求").get_by_role("article"), lane(page, "商务谈判"))
    say_what_is_next(page, "约采购总监谈价格")
    expect(lane(page, "商务谈判").get_by_role("article")).to_contain_text("年度用茶")

    carry(page, lane(page, "商务谈判").get_by_role("article"), lane(page, "赢单"))
    page.get_by_role("button", name="赢单").click()
    expect(lane(page, "赢单").get_by_role("article")).to_contain_text("年度用茶")
    expect(page.get_by_role("button", name="撤销")).to_be_visible()
    won = Deal.objects.get()
    assert (won.status, won.weighted, won.moves.count()) == ("won", Decimal(38_000), 2)


def opened(page: Page) -> Deal:
    """A deal opened on the page of a customer."""
    page.get_by_role("link", name="新建商机").click()
    page.get_by_label("名称").fill("年度用茶")
    page.get_by_label("金额").fill("38000")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="年度用茶")).to_be_visible()
    return Deal.objects.get()


def name_who_decides(page: Page, name: str) -> None:
    """Say on the page of the deal who decides."""
    who = page.get_by_role("region", name="关键人")
    who.get_by_label("联系人").select_option(label=name)
    who.get_by_label("扮演的角色").select_option(label="拍板")
    who.get_by_role("button", name="添加").click()
    expect(who.get_by_role("button", name=f"移除{name}")).to_be_visible()


def say_what_is_next(page: Page, step: str) -> None:
    """Answer what is asked after a move."""
    asking = page.get_by_role("dialog")
    asking.get_by_label("下一步").fill(step)
    asking.get_by_label("哪一天").fill("2099-01-05")
    asking.get_by_role("button", name="安排").click()
    expect(asking).to_have_count(0)


def test_the_page_of_a_deal_fits_a_phone(enter, zhou):
    deal = a_deal(owner=zhou)
    page = enter(f"/deals/{deal.pk}/", by=zhou)
    page.set_viewport_size({"width": 390, "height": 844})

    for address in (f"/deals/{deal.pk}/", f"/deals/pipelines/{deal.pipeline_id}/", "/deals/outcomes/", "/deals/board/"):
        page.goto(page.url[: page.url.index("/", 9)] + address)
        assert overflow(page) == 0, address
