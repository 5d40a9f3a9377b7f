"""A stranger at a fair, on a phone; the lead becomes a customer with a deal; and the pool with its limit."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_capture_form, a_pool, a_waiting_customer, an_assignment_rule
from tests.journeys.reading import overflow
from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.kit.access.models import Team
from zhike.leads import suspecting
from zhike.leads.models import Lead

pytestmark = pytest.mark.journey


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_a_stranger_at_a_fair_becomes_a_customer_with_a_deal(page, base_url, enter, zhou, monkeypatch):
    monkeypatch.setattr(suspecting, "FASTEST", 0)  # this stranger types like a program
    an_assignment_rule(name="华东轮流", regions="", team=Team.objects.get(name="华东团队"))
    fair = a_capture_form(name="杭州茶博会", campaign="杭州茶博会", consent="同意联系我", begins_on=None, ends_on=None)

    page.goto(f"{base_url}/f/{fair.token}/?utm_source=weixin")
    assert overflow(page) == 0
    page.get_by_label("姓名").fill("林晓")
    page.get_by_label("电话").fill("138 0000 1234")
    page.get_by_label("公司").fill("听雨轩酒店")
    page.get_by_label("您对什么感兴趣？").fill("客房茶包，每月两百盒")
    page.get_by_role("button", name="提交").tap()
    expect(page.get_by_text("请勾选")).to_be_visible()
    page.get_by_label("同意联系我").check()
    page.get_by_role("button", name="提交").tap()
    expect(page.get_by_role("heading", name="谢谢")).to_be_visible()

    lead = Lead.objects.get()
    assert (lead.owner, lead.trust, lead.tracked) == (zhou, "fine", {"utm_source": "weixin"})
    page = enter(f"/leads/{lead.pk}/", by=zhou)
    expect(page.get_by_role("heading", level=1)).to_have_text("林晓 · 听雨轩酒店")
    assert overflow(page) == 0
    page.get_by_role("button", name="已联系").tap()
    expect(page.get_by_role("button", name="已联系")).to_have_count(0)
    page.goto(f"{base_url}/leads/{lead.pk}/do/convert/")
    page.get_by_label("金额").fill("24000")
    page.get_by_role("button", name="转化").tap()
    expect(page.get_by_text("转化了这条线索")).to_be_visible()

    customer, deal = Customer.objects.get(), Deal.objects.get()
    assert (customer.name, customer.owner, deal.customer, deal.amount) == ("听雨轩酒店", zhou, customer, 24000)
    page.get_by_role("link", name="听雨轩酒店", exact=True).first.tap()
    expect(page.locator(".val").get_by_text("138 **** 1234")).to_be_visible()


def test_the_pool_gives_as_many_as_its_limit_says(enter, zhou):
    pool = a_pool(name="华东公海", claims_a_day=1)
    for name in ("明州茶行", "听雨轩"):
        a_waiting_customer(name, pool=pool)

    page = enter("/pool/", by=zhou)
    expect(page.get_by_text("今天还可领 1 个")).to_be_visible()
    assert overflow(page) == 0
    page.get_by_role("row", name="听雨轩").get_by_role("button", name="领取").tap()
    expect(page.get_by_text("“听雨轩”已归你负责")).to_be_visible()

    page = enter("/pool/", by=zhou)
    page.get_by_role("row", name="明州茶行").get_by_role("button", name="领取").tap()
    expect(page.get_by_text("今天已从“华东公海”领取 1 个客户，达到每日上限。")).to_be_visible()
    assert Customer.objects.filter(owner=zhou).count() == 1
