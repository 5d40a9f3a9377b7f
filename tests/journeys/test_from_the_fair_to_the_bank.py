"""One customer through it all: a stranger at a fair, a deal, a quote, an order, and the money in the bank.

The figures: 210 boxes at 118, twelve per cent off, are 21,806.40 with 2,508.70 of tax in them. Three instalments of
30, 40 and 30 per cent; the first is paid, of the second 5,000; ten boxes are taken back by a red letter over 1,038.40.
"""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.cast import a_capture_form, a_limit, a_product, a_rule_of_approval, a_tax_rate, an_assignment_rule
from tests.journeys import on_paper
from tests.journeys.pictures import picture
from zhike.approvals.models import Approver
from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.kit.access.models import Role, Team
from zhike.kit.testing.working import work_off
from zhike.leads import suspecting
from zhike.leads.models import CaptureForm, Lead
from zhike.receivables.models import Allocation, Invoice, LedgerEntry, Receipt
from zhike.sales.models import Contract, FirmProfile, Order, Quote

pytestmark = pytest.mark.journey

FULL, TAX, NET = "¥21,806.40", "¥2,508.70", "¥19,297.70"
STATEMENT = """\
日期,收入金额,支出金额,借贷标志,对方户名,对方账号,交易流水号,附言
{day},"6,541.92",,贷,听雨轩酒店,6222 0001,T0001,{contract} 首款
{day},"5,000.00",,贷,听雨轩酒店,6222 0001,T0002,茶包货款
{day},50.00,,借,电力公司,6222 0004,T0003,电费
"""


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def fair(zhou, chen, monkeypatch) -> CaptureForm:
    """A firm at a fair: staff may give ten per cent on tea bags, and above that the manager is asked."""
    monkeypatch.setattr(suspecting, "FASTEST", 0)  # this stranger types like a program
    FirmProfile.objects.create(pk=1, name="松风茶业有限公司", name_en="Songfeng Tea")
    an_assignment_rule(name="华东轮流", regions="", team=Team.objects.get(name="华东团队"))
    a_product(name="客房龙井茶包", code="KF-LJ", category="茶包", unit="盒", price=Decimal(118), cost=Decimal(40))
    a_tax_rate(category="茶包", percent=Decimal(13))
    a_limit(role=Role.STAFF, category="茶包", percent=Decimal(10), margin=None)
    a_limit(role=Role.MANAGER, category="茶包", percent=Decimal(20), margin=None)
    asked = {"approver": Approver.ROLE, "role": Role.MANAGER, "from_amount": Decimal(0), "from_discount": Decimal(10)}
    a_rule_of_approval(name="折扣超限", noun="sales.quote", **asked)
    return a_capture_form(name="杭州茶博会", campaign="杭州茶博会", consent="同意联系我", begins_on=None, ends_on=None)


def test_from_a_fair_to_money_in_the_bank(page, enter, fair, zhou, chen, tmp_path):
    a_stranger_leaves_a_name(page, fair)
    customer, deal = the_lead_becomes_a_customer_with_a_deal(enter(f"/leads/{Lead.objects.get().pk}/", by=zhou))
    quote = a_quote_is_written(enter(f"/customers/{customer.pk}/", by=zhou))
    the_deal_moves_on_and_back(enter(f"/deals/{deal.pk}/", by=zhou))
    the_quote_is_refused_until_somebody_agrees(enter(f"/quotes/{quote.pk}/", by=zhou), quote)
    the_manager_agrees(enter("/approvals/waiting/", by=chen), quote)
    the_quote_is_sent_and_opened(enter(f"/quotes/{quote.pk}/", by=zhou), quote)
    the_customer_accepts_by_the_link(page)

    order, contract = an_order_and_a_contract_are_made(enter(f"/quotes/{quote.pk}/", by=zhou))
    it_is_signed_and_planned_in_three(enter(f"/contracts/{contract.pk}/", by=zhou), contract)
    the_deal_is_won(enter(f"/deals/{deal.pk}/", by=zhou))
    page = enter(f"/customers/{customer.pk}/", by=zhou)
    assert owed(page) == {"应收": FULL, "已逾期": "¥0.00", "下期回款": "¥6,541.92"}

    two_receipts_come_from_the_bank(enter("/receivables/bank/", by=chen), contract, tmp_path)
    page = enter(f"/customers/{customer.pk}/", by=zhou)
    assert owed(page) == {"应收": "¥10,264.48", "已逾期": "¥0.00", "下期回款": "¥3,722.56"}
    an_allocation_is_taken_back_and_made_again(enter("/receipts/", by=chen), customer, contract)

    invoice = the_order_is_invoiced(enter(f"/orders/{order.pk}/", by=chen), contract)
    a_red_letter_takes_no_more_back_than_there_is(enter(f"/invoices/{invoice.pk}/", by=chen), invoice)
    the_customer_page_says_it_all(enter(f"/customers/{customer.pk}/", by=zhou))
    the_statement_says_the_same(page, customer)


def a_stranger_leaves_a_name(page: Page, fair: CaptureForm) -> None:
    page.goto(f"/f/{fair.token}/?utm_source=weixin")
    page.get_by_label("姓名").fill("林晓")
    page.get_by_label("电话").fill("138 0000 1234")
    page.get_by_label("公司").fill("听雨轩酒店")
    page.get_by_label("您对什么感兴趣？").fill("客房茶包，每月两百盒")
    page.get_by_label("同意联系我").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢")).to_be_visible()


def the_lead_becomes_a_customer_with_a_deal(page: Page) -> tuple[Customer, Deal]:
    expect(page.get_by_role("heading", level=1)).to_have_text("林晓 · 听雨轩酒店")
    page.locator("summary", has_text="⋯").first.click()
    page.get_by_role("link", name="转化").click()
    page.get_by_label("金额").fill("24000")
    page.get_by_role("button", name="转化").click()
    expect(page.get_by_text("转化了这条线索")).to_be_visible()
    return Customer.objects.get(), Deal.objects.get()


def a_quote_is_written(page: Page) -> Quote:
    page.get_by_role("link", name="新建报价").click()
    page.get_by_label("标题").fill("客房茶包，首批")
    page.get_by_label("商机", exact=True).fill("客房茶包")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="编辑明细").first.click()
    page.get_by_label("添加商品").fill("龙井茶包")
    page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_label("数量").fill("210")
    page.get_by_label("折扣 %", exact=True).focus()
    expect(page.locator("#sums")).to_contain_text("¥24,780.00")
    page.get_by_label("折扣 %", exact=True).fill("12")
    page.get_by_label("整单折扣 %").focus()
    expect(page.locator("#sums")).to_contain_text(FULL)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("region", name="明细")).to_contain_text(FULL)
    return Quote.objects.get()


def the_deal_moves_on_and_back(page: Page) -> None:
    """Clicked on the wrong stage, and taken back."""
    deal, stages = page.url, page.get_by_role("list", name="阶段")
    stages.get_by_role("button", name="商务谈判").click()
    expect(page.get_by_text("还不能进入“商务谈判”")).to_be_visible()
    page.goto(deal)
    stages.get_by_role("button", name="方案报价").click()
    expect(stages.get_by_role("button", name="确认需求")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(stages.get_by_role("button", name="方案报价")).to_be_visible()
    expect(stages.get_by_role("button", name="确认需求")).to_have_count(0)


def the_quote_is_refused_until_somebody_agrees(page: Page, quote: Quote) -> None:
    page.get_by_role("link", name="发出").click()
    page.get_by_role("button", name="发出").click()
    expect(page.get_by_text("客房龙井茶包：折扣 12.00% 超出你的上限 10.00%。")).to_be_visible()
    unsent = quote.fresh()
    assert (unsent.status, unsent.issued_on, unsent.gross) == ("draft", None, Decimal("21806.40"))

    page.goto(f"/quotes/{quote.pk}/")
    page.get_by_label("说明").fill("酒店首单，量大")
    page.get_by_role("button", name="提交审批").click()
    expect(page.get_by_text("已提交审批。").first).to_be_visible()


def the_manager_agrees(page: Page, quote: Quote) -> None:
    asked = page.get_by_role("main").get_by_role("link", name=quote.number)
    expect(asked).to_contain_text(f"{FULL} · 折扣 12%")
    asked.click()
    picture(page, "approval")
    page.get_by_role("button", name="同意").click()
    expect(page.get_by_text(f"已同意：{quote.number}").first).to_be_visible()


def the_quote_is_sent_and_opened(page: Page, quote: Quote) -> None:
    """The paper is read as the customer gets it, by the link, signed in nowhere."""
    page.get_by_role("link", name="发出").click()
    page.get_by_role("button", name="发出").click()
    link = page.get_by_label("链接，").input_value()
    page.goto("about:blank")  # a bell that is still open would ask again and be sent to the door
    page.context.clear_cookies()
    page.goto(link)

    answer = page.request.get(page.get_by_role("link", name="打开 PDF").get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    paper = on_paper.read(answer.body())
    assert (paper.pages, len(paper.fonts)) == (1, 2)
    assert all("Noto-Sans-CJK-SC" in font for font in paper.fonts)
    written = paper.text.split("\n")
    assert written[:3] == ["松风茶业有限公司", "报价单", quote.number]
    for word, figure in (
        ("客户", "听雨轩酒店"),
        ("客房龙井茶包", "KF-LJ"),
        ("210 盒", "¥118.00"),
        ("−12%", "¥103.84"),
        ("优惠", "¥2,973.60"),
        ("不含税金额", NET),
        (f"税额 13%（计税 {NET}）", TAX),
        ("价税合计", FULL),
        ("大写", "人民币贰万壹仟捌佰零陆元肆角整"),
    ):
        assert figure in written[written.index(word) + 1], word


def the_customer_accepts_by_the_link(page: Page) -> None:
    expect(page.get_by_text(FULL).last).to_be_visible()
    page.get_by_label("您的姓名").fill("林晓")
    page.get_by_label("我接受本报价及其条款").check()
    picture(page, "offer")
    page.get_by_role("button", name="接受", exact=True).click()
    expect(page.get_by_text("接受，感谢。")).to_be_visible()


def an_order_and_a_contract_are_made(page: Page) -> tuple[Order, Contract]:
    quote = page.url
    page.get_by_role("link", name="生成订单").click()
    page.get_by_role("button", name="生成订单").click()
    expect(page.get_by_role("region", name="明细")).to_contain_text(FULL)
    page.goto(quote)
    page.get_by_role("link", name="生成合同").click()
    page.get_by_role("button", name="生成合同").click()
    expect(page.get_by_text("合同项下订单")).to_be_visible()
    order, contract = Order.objects.get(), Contract.objects.get()
    assert (order.total, order.contract, contract.amount) == (Decimal("21806.40"), contract, Decimal("21806.40"))
    return order, contract


def it_is_signed_and_planned_in_three(page: Page, contract: Contract) -> None:
    page.get_by_role("link", name="已签订").click()
    page.get_by_role("button", name="已签订").click()
    page.get_by_role("link", name="制定回款计划").click()
    page.get_by_label("付款条件").fill("30/40/30 签订，30天，60天")
    page.get_by_role("button", name="制定回款计划").click()
    plan = page.get_by_role("region", name="回款计划")
    today = timezone.localdate()
    for nth, amount, days in ((1, "¥6,541.92", 0), (2, "¥8,722.56", 30), (3, "¥6,541.92", 60)):
        row = plan.get_by_role("row", name=f"{contract.number}-{nth}")
        expect(row).to_contain_text(amount)
        expect(row).to_contain_text(str(today + timedelta(days=days)))
    picture(page, "instalments")


def the_deal_is_won(page: Page) -> None:
    page.get_by_role("link", name="赢单").click()
    page.get_by_role("button", name="赢单").click()
    expect(page.get_by_text("赢下了商机").first).to_be_visible()


def two_receipts_come_from_the_bank(page: Page, contract: Contract, folder: Path) -> None:
    file = folder / "工行流水.csv"
    file.write_bytes(STATEMENT.format(day=timezone.localdate(), contract=contract.number).encode("gb18030"))
    page.get_by_role("link", name="导入银行流水").click()
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_role("heading", name="排队中")).to_be_visible()
    work_off()
    page.get_by_role("link", name="核对流水").click()

    certain = page.get_by_role("row", name="首款")
    expect(certain).to_contain_text(f"{contract.number}-1 ¥6,541.92")
    picture(page, "bank-lines")
    page.get_by_role("button", name="确认所选").click()
    expect(page.get_by_text("已登记 1 笔回款。").first).to_be_visible()
    page.get_by_role("link", name="建议 1").click()
    likely = page.get_by_role("row", name="茶包货款")
    expect(likely).to_contain_text(f"{contract.number}-2 ¥5,000.00")
    likely.get_by_role("checkbox").check()
    page.get_by_role("button", name="确认所选").click()
    expect(page.get_by_role("link", name="已确认 2")).to_be_visible()
    assert list(Receipt.objects.order_by("pk").values_list("amount", flat=True)) == [Decimal("6541.92"), 5000]


def an_allocation_is_taken_back_and_made_again(page: Page, customer: Customer, contract: Contract) -> None:
    """What is owed stays as it is; only what the money is for changes, and each change stands in the ledger."""
    page.get_by_role("link", name=Receipt.objects.latest("pk").number).click()
    receipt = page.url
    page.get_by_role("button", name="撤回核销").click()
    given = page.get_by_role("region", name="核销明细")
    expect(given).to_contain_text("未核销 ¥5,000.00")
    expect(given.get_by_role("row").nth(1)).to_contain_text("已撤回")
    page.goto(f"/customers/{customer.pk}/")
    left = {"应收": "¥10,264.48", "已逾期": "¥0.00", "未核销款": "¥5,000.00", "下期回款": "¥8,722.56"}
    assert owed(page) == left

    page.goto(receipt)
    waiting = page.get_by_role("region", name="待回款项")
    waiting.get_by_role("row", name=f"{contract.number}-2").get_by_role("button", name="核销").click()
    expect(given).to_contain_text("未核销 ¥0.00")
    assert [str(one.amount.normalize()) for one in Allocation.objects.order_by("pk")][1:] == ["5E+3", "-5E+3", "5E+3"]


def the_order_is_invoiced(page: Page, contract: Contract) -> Invoice:
    """The plan of the contract stands on its order: nobody plans twice."""
    expect(page.get_by_role("region", name="回款计划")).to_contain_text(f"¥11,541.92 / {FULL}")
    expect(page.get_by_role("link", name="制定回款计划")).to_have_count(0)
    page.get_by_role("link", name="按订单开票").click()
    page.get_by_role("button", name="生成草稿").click()
    page.get_by_role("link", name="开具").click()
    page.get_by_role("button", name="开具").click()
    expect(page.get_by_text("开具了发票").first).to_be_visible()
    expect(page.get_by_role("region", name="明细")).to_contain_text(NET)
    issued = Invoice.objects.get()
    assert (issued.gross, issued.net, issued.tax, issued.paid) == (
        Decimal("21806.40"),
        Decimal("19297.70"),
        Decimal("2508.70"),
        Decimal("11541.92"),
    )
    return issued


def a_red_letter_takes_no_more_back_than_there_is(page: Page, invoice: Invoice) -> None:
    booked = LedgerEntry.objects.count()
    page.get_by_role("link", name="红字发票").click()
    page.get_by_label("原因").fill("十盒受潮，客户退回")
    page.get_by_label("金额").fill("21806.41")
    page.get_by_role("button", name="红字发票").click()
    expect(page.get_by_text("该发票只剩 ¥21,806.40 可红冲。")).to_be_visible()
    assert (Invoice.objects.count(), invoice.fresh().countered, LedgerEntry.objects.count()) == (1, 0, booked)

    page.get_by_label("金额").fill("1038.40")
    page.get_by_role("button", name="红字发票").click()
    red = Invoice.objects.get(counters=invoice)
    expect(page.get_by_role("region", name="购买方")).to_contain_text(f"{red.number} −¥1,038.40 十盒受潮")
    assert (red.net, red.tax) == (Decimal("918.94"), Decimal("119.46"))


def the_customer_page_says_it_all(page: Page) -> None:
    assert owed(page) == {"应收": "¥10,264.48", "已逾期": "¥0.00", "下期回款": "¥3,722.56"}
    expect(page.get_by_role("region", name="商机")).to_contain_text("赢 1 单")
    expect(page.get_by_role("region", name="钱")).to_contain_text("¥2.2 万")
    expect(page.get_by_role("region", name="报价与合同")).to_contain_text("履行中")
    story, quote = page.get_by_role("region", name="往来"), Quote.objects.get()
    first, second = Receipt.objects.order_by("pk")
    blue, red = Invoice.objects.order_by("pk")
    for sentence in (
        "线索转化：林晓 · 听雨轩酒店（展会）",
        f"报价单 {quote.number}，{FULL}：已接受",
        f"签订合同 客房茶包，首批，{FULL}",
        "赢单：听雨轩酒店 客房茶包，每月两百盒，¥24,000.00",
        f"销售 {Order.objects.get().number}，{FULL}",
        f"回款 {first.number}，¥6,541.92",
        f"回款 {second.number}，¥5,000.00",
        f"发票 {blue.number}，{FULL}",
        f"红字发票 {red.number}，−¥1,038.40",
    ):
        expect(story.get_by_role("link", name=sentence)).to_be_visible()
    picture(page, "customer")
    page.goto(f"/contracts/{Contract.objects.get().pk}/")
    expect(page.get_by_role("region", name="发票")).to_contain_text("已开票 ¥20,768.00")


def the_statement_says_the_same(page: Page, customer: Customer) -> None:
    page.goto(f"/customers/{customer.pk}/")
    page.get_by_role("link", name="对账单").click()
    last = page.get_by_role("row", name="期末余额").get_by_role("cell")
    assert last.all_inner_texts()[-3:] == [FULL, "¥11,541.92", "¥10,264.48"]
    picture(page, "statement")
    answer = page.request.get(page.get_by_role("link", name="中文 PDF").get_attribute("href"))
    paper = on_paper.read(answer.body())
    assert paper.text.startswith("松风茶业有限公司\n对账单\n听雨轩酒店\n")
    assert f"期末余额\n{FULL}\n¥11,541.92\n¥10,264.48\n" in paper.text
    assert paper.pages == 1


def owed(page: Page) -> dict[str, str]:
    """What the customer page says of the money: owed, overdue, and the amount that comes next."""
    expect(page.locator(".late[aria-busy]")).to_have_count(0)
    card: Locator = page.get_by_role("region", name="应收")
    amounts = [said.split()[0] for said in card.locator("dd").all_inner_texts()]
    return dict(zip(card.locator("dt").all_inner_texts(), amounts, strict=True))
