"""Files of the bank: read with all their dirt, matched with reasons, confirmed together, undone; nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_customer, a_plan, a_rate, a_receipt, an_invoice, an_order
from zhike.exchange.importing.files import path_of
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.running import suggested
from zhike.exchange.importing.targets import target_named
from zhike.kit import batches
from zhike.kit.testing.acting import at_the_screen
from zhike.reading.sources import open_source
from zhike.receivables.actions.billing import bill_to
from zhike.receivables.actions.posting import balance
from zhike.receivables.importing.confirming import assign, confirm
from zhike.receivables.models import BankLine, Instalment, LedgerEntry, Receipt

pytestmark = pytest.mark.django_db

FILE = """交易日期,收入金额,支出金额,借贷标志,对方户名,对方账号,交易流水号,附言
2026-03-05,228.00,,贷,山月茶馆,6222 0001,T0001,货款
2026-03-05,532.00,,贷,山月茶馆,6222 0001,T0002,S-1001 尾款
2026/3/6,"1,000.00",,贷,南岭茶行,6222 0002,T0003,货款
2026-03-06,77.70,,贷,陌生人,6222 0003,T0004,往来
2026-03-06,50.00,,借,电力公司,6222 0004,T0005,电费
昨天,10.00,,贷,山月茶馆,6222 0001,T0006,货款
2026-03-07,0.001,,贷,山月茶馆,6222 0001,T0007,货款
"""


@pytest.fixture
def read(tmp_path, mei):
    """Read a file as the wizard does with the columns it guesses."""

    def read(text: str = FILE, *, encoding: str = "gb18030") -> ImportRun:
        path = tmp_path / f"bank{ImportRun.objects.count()}.csv"
        path.write_bytes(text.encode(encoding))
        run = ImportRun.objects.create(target="bank", file=str(path), file_name="工行.csv", digest="0", by=mei)
        target, source = target_named("bank"), open_source(path)
        mapping = suggested(target, source)
        run.report(mapping={"columns": mapping.columns, "options": mapping.options}, header=list(source.columns))
        target.load(run, path)
        return run

    return read


@pytest.fixture
def planned(order, ana):
    """Two instalments of the tea house: 228 due on the second of March, 532 on the last of April."""
    return a_plan(owner=ana, order=order)


def test_every_row_ends_somewhere(read, planned, ana):
    a_customer("南岭茶行", owner=ana)

    run = read()

    assert run.counts == {"sure": 2, "suggested": 1, "unknown": 1, "outgoing": 1, "rejected": 2, "known": 0, "read": 7}
    lines = {line.reference: line for line in BankLine.objects.all()}
    assert [(lines[ref].match, str(lines[ref].customer or "")) for ref in ("T0001", "T0002", "T0003", "T0004")] == [
        ("sure", "山月茶馆"),
        ("sure", "山月茶馆"),
        ("suggested", "南岭茶行"),
        ("unknown", ""),
    ]
    assert lines["T0001"].reasons == ["name", "amount", "day"]
    assert lines["T0002"].reasons == ["number:S-1001", "name", "amount", "part:尾款"]
    assert lines["T0003"].amount == Decimal(1000)
    assert [reject.row_number for reject in run.rejects.order_by("row_number")] == [7, 8]


def test_the_same_file_again_adds_nothing(read, planned):
    read()

    again = read()

    assert (again.counts["known"], BankLine.objects.count()) == (4, 4)


def test_equal_lines_without_a_reference_are_two_payments_and_the_same_ones_next_time(read, planned):
    text = "日期,金额,付款人名称,摘要\n2026-03-05,5.00,山月茶馆,货款\n2026-03-05,5.00,山月茶馆,货款\n"

    counts = [read(text).counts, read(text).counts]

    assert BankLine.objects.count() == 2
    assert counts[1]["known"] == 2


def test_confirmed_lines_settle_what_they_were_matched_with(read, planned, mei):
    run = read()
    sure = BankLine.objects.filter(run=run, match="sure").values_list("pk", flat=True)

    assert [confirm(list(sure), by=mei) for _twice in range(2)] == [2, 0]

    assert [row.fresh().open for row in planned] == [0, 0]
    assert [one.number for one in Receipt.objects.order_by("pk")] == ["SK2026-000001", "SK2026-000002"]
    assert {one.open for one in Receipt.objects.all()} == {0}
    assert balance(planned[0].customer_id) == {}
    assert Receipt.objects.first().account.number == "6222 0001"


def test_confirmed_money_pays_the_invoice_of_the_order(read, planned, ana, mei):
    invoice = an_invoice(owner=ana, order=planned[0].order)
    run = read()

    confirm(BankLine.objects.filter(run=run, match="sure").values_list("pk", flat=True), by=mei)

    assert invoice.fresh().paid == Decimal(760)


def test_a_known_account_speaks_for_its_customer(read, planned, ana):
    bill_to(planned[0].customer, by=ana, title="山月茶馆", account="6222-0003")

    read()

    line = BankLine.objects.get(reference="T0004")
    assert (line.customer_id, line.reasons) == (planned[0].customer_id, ["account"])


def test_nobody_is_chosen_where_two_fit_equally(read, ana):
    for _twice in range(2):
        a_plan(owner=ana, order=an_order(customer=a_customer("山月茶馆", owner=ana)))

    read()

    assert BankLine.objects.get(reference="T0001").reasons == ["several"]
    assert BankLine.objects.get(reference="T0001").customer is None


def test_a_person_says_whose_money_it_is(read, planned, mei):
    read()
    line = BankLine.objects.get(reference="T0004")

    assign(line, planned[0].customer_id)
    confirm([line.pk], by=mei)

    receipt = Receipt.objects.get()
    assert (receipt.customer_id, receipt.allocated) == (planned[0].customer_id, Decimal("77.70"))


def test_an_undone_file_never_counted_and_can_be_confirmed_anew(read, planned, mei):
    run = read()
    assert batches.do("receivables.confirm_bank", by=mei, title="", run=run.pk).done == 2

    undone = batches.do("receivables.undo_bank", by=mei, title="工行.csv", run=run.pk)

    assert (undone.done, undone.refusals) == (2, [])
    assert [row.fresh().paid for row in planned] == [0, 0]
    assert balance(planned[0].customer_id) == {"CNY": Decimal(760)}
    assert Receipt.objects.filter(withdrawn_on=None).count() == 0
    assert batches.do("receivables.confirm_bank", by=mei, title="", run=run.pk).done == 2
    assert balance(planned[0].customer_id) == {}


def test_money_in_another_currency_takes_its_rate(read, ana, mei, monkeypatch):
    monkeypatch.setattr("zhike.receivables.actions.receiving.rate_of", lambda *asked: Decimal(7))
    customer = a_customer("Shan Yue Ltd", owner=ana)
    run = read("date,amount,payer,currency\n2026-03-05,100.00,Shan Yue Ltd,USD\n")
    BankLine.objects.update(currency="USD", customer=customer)

    confirm(BankLine.objects.filter(run=run).values_list("pk", flat=True), by=mei)

    assert LedgerEntry.objects.get().firm_credit == Decimal(700)


def test_the_page_shows_lines_by_how_sure_they_are_and_confirms_what_is_ticked(read, planned, mei):
    run = read()
    browser = at_the_screen(mei)

    page = browser.get(f"/receivables/bank/{run.pk}/?tab=sure").content.decode()
    line = BankLine.objects.get(reference="T0001")
    answer = browser.post(f"/receivables/bank/{run.pk}/confirm/", {"line": [line.pk], "tab": "sure"})

    assert "S-1001-1" in page
    assert "the payer&#x27;s name" in page
    assert answer.status_code == 302
    assert [one.receipt is not None for one in BankLine.objects.filter(match="sure").order_by("pk")] == [True, False]


def test_nobody_else_sees_the_lines_of_a_file(read, planned, ana, bo):
    run = read()

    assert {at_the_screen(who).get(f"/receivables/bank/{run.pk}/").status_code for who in (ana, bo)} == {403}


def test_what_is_no_customers_money_is_passed_over(read, planned, mei):
    run = read()
    line = BankLine.objects.get(reference="T0004")

    at_the_screen(mei).post(f"/receivables/bank/{run.pk}/confirm/", {"line": [line.pk], "pass": "1", "tab": "unknown"})

    assert BankLine.objects.get(pk=line.pk).passed_over
    assert confirm([line.pk], by=mei) == 0


def test_a_receipt_recorded_by_hand_teaches_the_payers_name(read, planned, ana):
    a_receipt(owner=ana, customer=planned[0].customer, payer="陌生人", received_on=date(2026, 3, 1))

    read()

    assert BankLine.objects.get(reference="T0004").customer_id == planned[0].customer_id
    assert Instalment.objects.count() == 2


def test_only_customers_in_sight_are_matched(read, dealer, bo):
    a_plan(owner=bo, order=an_order(customer=dealer, number="S-2002"))

    read("日期,金额,付款人名称,摘要\n2026-03-05,228.00,南岭茶行,S-2002\n")

    line = BankLine.objects.get()
    assert (line.match, line.customer) == ("unknown", None)


def test_a_remark_that_names_an_instalment_pays_that_one_and_the_page_says_why(read, planned, mei):
    head = "日期,金额,付款人名称,摘要\n"
    run = read(f"{head}2026-03-05,300.00,代付公司,s-1001-2 货款\n2026-03-06,40.00,代付公司,S-1001-9 货款\n")

    named, other = BankLine.objects.order_by("row_number")
    assert (named.customer_id, named.reasons) == (planned[0].customer_id, ["instalment:S-1001-2"])
    assert named.shares == [[planned[1].pk, "300.00"]]
    assert (other.reasons, other.shares) == (["number:S-1001"], [[planned[0].pk, "40.00"]])
    page = at_the_screen(mei).get(f"/receivables/bank/{run.pk}/?tab=suggested").text
    assert "the remark names the instalment S-1001-2" in page
    confirm([named.pk], by=mei)
    assert [row.fresh().paid for row in planned] == [0, Decimal(300)]


ABROAD = "日期,金额,付款人名称,摘要\n2026-03-05,{amount},山月茶馆,{remark}\n"


def in_dollars(read, text):
    """Read a file whose lines are in dollars."""
    run = read(text)
    BankLine.objects.all().delete()
    run.report(mapping=run.mapping | {"options": {"currency": "USD"}})
    target_named("bank").load(run, path_of(run))
    return run


@pytest.fixture
def dollars():
    """One was worth 7.6 yuan on the day the money came, and 7 when it was ordered."""
    a_rate(from_currency="USD", to_currency="CNY", day=date(2026, 3, 1), rate=Decimal(7))
    a_rate(from_currency="USD", to_currency="CNY", day=date(2026, 3, 5), rate=Decimal("7.6"))


def test_dollars_for_a_debt_in_dollars_are_matched_as_yuan_for_yuan(read, teahouse, ana, mei, dollars):
    [only] = a_plan(owner=ana, customer=teahouse, terms="100", currency="USD")

    in_dollars(read, ABROAD.format(amount="760.00", remark="S-1001"))
    confirm(BankLine.objects.values_list("pk", flat=True), by=mei)

    assert BankLine.objects.get().shares == [[only.pk, "760.0000"]]
    assert (only.fresh().open, balance(teahouse.pk)) == (0, {})


def test_dollars_for_a_debt_in_yuan_are_proposed_at_the_rate_of_the_day(read, planned, mei, dollars):
    run = in_dollars(read, ABROAD.format(amount="50.00", remark="S-1001-1"))

    line, [first, second] = BankLine.objects.get(), planned
    assert line.match == "suggested"  # that money is exchanged is for somebody to say
    assert line.shares == [[first.pk, "30.00", "228.00", "CNY"], [second.pk, "20.00", "152.00", "CNY"]]
    page = at_the_screen(mei).get(f"/receivables/bank/{run.pk}/?tab=suggested").text
    assert "US$30.00 → ¥228.00" in page
    assert "exchanged at 7.6000 as of the day" in page
    confirm([line.pk], by=mei)

    assert [one.fresh().paid for one in planned] == [Decimal(228), Decimal(152)]
    assert balance(first.customer_id) == {"CNY": Decimal(380)}


def test_yuan_for_a_debt_in_dollars_are_proposed_too(read, teahouse, ana, mei, dollars):
    [only] = a_plan(owner=ana, customer=teahouse, terms="100", currency="USD")

    read(ABROAD.format(amount="76.00", remark="货款"))
    line = BankLine.objects.get()
    assert (line.match, line.shares) == ("suggested", [[only.pk, "76.00", "10.00", "USD"]])
    assign(line, teahouse.pk)
    confirm([line.pk], by=mei)

    assert (BankLine.objects.get().match, only.fresh().paid) == ("suggested", Decimal(10))
    assert balance(teahouse.pk) == {"USD": Decimal(750)}


def test_without_a_rate_nothing_is_proposed(read, planned):
    in_dollars(read, ABROAD.format(amount="50.00", remark="S-1001"))

    assert BankLine.objects.get().shares == []


IN_CURRENCIES = """交易日期,收入金额,币种,对方户名,附言
2026-03-05,228.00,人民币,山月茶馆,货款
2026-03-05,100.00,USD 美元,山月茶馆,往来
2026-03-05,1.234,KWD,陌生人,往来
2026-03-05,10.5,日元,陌生人,往来
2026-03-05,100.00,,山月茶馆,往来
2026-03-05,5.00,两银,山月茶馆,往来
"""


def test_each_row_may_say_its_currency(read, planned):
    run = read(IN_CURRENCIES)

    told = {line.row_number: (line.currency, line.amount, line.match) for line in BankLine.objects.all()}
    assert told == {
        2: ("CNY", 228, "sure"),
        3: ("USD", 100, "suggested"),
        4: ("KWD", Decimal("1.234"), "unknown"),
        6: ("CNY", 100, "suggested"),
    }
    assert [reject.reason for reject in run.rejects.order_by("row_number")] == [
        "Amount received: “10.5” has more decimal places than can be kept",
        "Currency: “两银” is no currency",
    ]
    assert (read(IN_CURRENCIES).counts["known"], BankLine.objects.count()) == (4, 4)
