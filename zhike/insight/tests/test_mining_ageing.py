"""Receivables by age: the known figures, and every way money and invoices can miss each other."""

from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.ageing import Ageing
from zhike.insight.tests.mining_cast import receivables, rows_of

MARCH = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("evening", "buckets"),
    [
        (date(2012, 12, 31), [("current", 54, "3094.60"), ("late_1", 9, "527.41")]),
        (date(2013, 6, 30), [("current", 44, "2468.53"), ("late_1", 8, "539.33")]),
    ],
)
def test_the_known_buckets(evening, buckets):
    found = Ageing().of(receivables(), as_of=evening + timedelta(days=1)).table.to_pylist()

    assert [(row["bucket"], row["invoices"], row["amount"]) for row in found] == [
        (bucket, invoices, Decimal(amount)) for bucket, invoices, amount in buckets
    ]


def test_the_known_days_of_sales_outstanding():
    ledger = Ageing().of(receivables(), as_of=date(2013, 7, 1)).tables["ledger"].to_pylist()

    assert [round(row["dso_days"], 2) for row in ledger] == [21.29]


def test_the_known_sums_of_all_invoices():
    table = receivables()
    late = pc.greater(table["settled_on"], table["due_on"])
    days = [
        (paid - sent).days
        for sent, paid in zip(*(table[n].to_pylist() for n in ("invoiced_on", "settled_on")), strict=True)
    ]

    assert (table.num_rows, pc.sum(table["amount"]).as_py()) == (1608, Decimal("93038.02"))
    assert round(100 * pc.mean(late).as_py(), 1) == 36.6
    assert round(sum(days) / len(days), 3) == 27.109
    assert len(Ageing().of(table, as_of=date(2015, 1, 1))) == 0


def test_buckets_and_unapplied_are_the_ledger_every_month():
    for month in range(1, 13):
        found = Ageing(roll_months=1).of(receivables(), as_of=date(2013, month, 1))

        assert sum(row["amount"] for row in found.table.to_pylist()) == found.tables["ledger"]["ledger"][0].as_py()


def invoice(number, amount, due="2025-02-01", *, customer="Lin", on="2025-01-02", currency="CNY", disputed=False):
    return {
        "invoice": number,
        "customer": customer,
        "invoiced_on": date.fromisoformat(on),
        "due_on": due and date.fromisoformat(due),
        "amount": Decimal(amount),
        "currency": currency,
        "is_disputed": disputed,
    }


def payment(amount, on="2025-02-10", *, customer="Lin", invoice=None, currency="CNY"):
    return {
        "customer": customer,
        "paid_on": date.fromisoformat(on),
        "amount": Decimal(amount),
        "invoice": invoice,
        "currency": currency,
    }


def aged(invoices, payments=(), as_of=MARCH, **settings):
    texts = [(name, pa.string()) for name in ("customer", "invoice", "currency")]
    kinds = pa.schema([*texts, ("paid_on", pa.date32()), ("amount", pa.decimal128(19, 4))])
    paid = pa.Table.from_pylist(list(payments), kinds)
    return Ageing(**settings).of(pa.Table.from_pylist(invoices), paid, as_of=as_of)


def amounts(found):
    return {row["bucket"]: str(row["amount"].normalize()) for row in found.table.to_pylist()}


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        ("2025-03-05", "current"),
        ("2025-02-28", "current"),
        ("2025-02-27", "late_1"),
        ("2025-01-29", "late_1"),
        ("2025-01-28", "late_2"),
        ("2024-12-30", "late_2"),
        ("2024-12-29", "late_3"),
        ("2024-11-30", "late_3"),
        ("2024-11-29", "late_4"),
    ],
)
def test_the_due_day_itself_is_not_late(due, bucket):
    assert amounts(aged([invoice("1", 80, due, on="2024-10-01")])) == {bucket: "8E+1"}


def test_a_part_payment_lowers_the_invoice_it_names():
    found = aged([invoice("1", 80), invoice("2", 50)], [payment(30, invoice="2")])

    assert [(row["invoice"], row["open_amount"]) for row in found.tables["invoices"].to_pylist()] == [
        ("1", Decimal(80)),
        ("2", Decimal(20)),
    ]


def test_money_that_names_no_invoice_goes_to_the_oldest():
    invoices = [invoice("new", 50, "2025-02-20"), invoice("old", 50, "2025-01-20")]

    found = aged(invoices, [payment(70)]).tables["invoices"].to_pylist()
    apart = aged(invoices, [payment(70)], oldest_first=False)

    assert [(row["invoice"], row["open_amount"]) for row in found] == [("new", Decimal(30))]
    assert amounts(apart) == {"late_1": "5E+1", "late_2": "5E+1", "unapplied": "-7E+1"}


def test_what_nobody_owes_is_negative_and_apart():
    overpaid = aged([invoice("1", 80)], [payment(100, invoice="1")])
    credit = aged([invoice("1", 80), invoice("C1", -30)], oldest_first=False)

    assert amounts(overpaid) == {"unapplied": "-2E+1"}
    assert amounts(credit) == {"late_1": "8E+1", "unapplied": "-3E+1"}
    assert amounts(aged([invoice("1", 80), invoice("C1", -30)])) == {"late_1": "5E+1"}


def test_money_for_an_invoice_that_is_not_there_counts_for_the_customer():
    assert amounts(aged([invoice("1", 80)], [payment(30, invoice="other")])) == {"late_1": "5E+1"}


def test_customers_and_currencies_do_not_pay_for_each_other():
    invoices = [invoice("1", 80), invoice("2", 80, customer="Wu"), invoice("3", 80, currency="USD")]
    found = aged(invoices, [payment(30, customer="Wu")]).tables["customers"].to_pylist()

    assert [(row["customer"], row["currency"], row["amount"]) for row in found] == [
        ("Lin", "CNY", Decimal(80)),
        ("Lin", "USD", Decimal(80)),
        ("Wu", "CNY", Decimal(50)),
    ]


@pytest.mark.parametrize(
    ("days_late", "bucket"),
    [(0, "current"), (1, "late_1"), (30, "late_1"), (31, "late_2"), (90, "late_3"), (91, "late_4")],
)
def test_disputed_invoices_are_as_late_as_others(days_late, bucket):
    due = (MARCH - timedelta(days=days_late + 1)).isoformat()
    papers = [invoice("1", 80, due, disputed=True, on="2024-01-02"), invoice("2", 20, due, on="2024-01-02")]
    found = Ageing().of(pa.Table.from_pylist(papers), as_of=MARCH).tables["lateness"].to_pylist()

    assert [(row["bucket"], row["invoices"], row["amount"], row["disputed"]) for row in found] == [(bucket, 2, 100, 80)]


def test_disputed_invoices_stand_apart():
    assert amounts(aged([invoice("1", 80, disputed=True), invoice("2", 20)])) == {"late_1": "2E+1", "disputed": "8E+1"}


def test_without_a_due_day_the_usual_terms_count_and_it_is_said():
    found = aged([invoice("1", 80, None)], terms_days=14)

    assert found.tables["invoices"]["days_late"].to_pylist() == [(date(2025, 2, 28) - date(2025, 1, 16)).days]
    assert [caution.code for caution in found.warnings] == ["due_day_assumed"]


def test_the_future_counts_neither_as_invoice_nor_as_payment():
    found = aged([invoice("1", 80), invoice("2", 50, on="2025-03-01")], [payment(80, "2025-03-01", invoice="1")])

    assert amounts(found) == {"late_1": "8E+1"}
    assert [caution.code for caution in found.warnings] == ["rows_after_as_of"]


def test_without_sales_there_are_no_days_outstanding():
    ledger = aged([invoice("1", 80, on="2024-01-02")]).tables["ledger"].to_pylist()[0]

    assert (ledger["dso_days"], ledger["sales_90_days"]) == (None, Decimal(0))


def test_counting_back_takes_whole_months_then_a_part():
    invoices = [invoice("1", 100, on="2025-02-02"), invoice("2", 100, on="2025-01-02")]
    ledger = aged(invoices, [payment(50, invoice="2")]).tables["ledger"].to_pylist()[0]

    assert ledger["dso_count_back_days"] == 28 + 31 * 0.5


def test_money_rolls_from_bucket_to_bucket_and_shares_add_up():
    found = aged(
        [invoice("1", 60, "2025-01-20"), invoice("2", 40, "2025-01-20")], [payment(40, "2025-02-05", invoice="2")]
    )
    rolls = rows_of(found.tables["rolls"], as_of=MARCH)

    assert [(row["bucket_before"], row["bucket"], row["share"]) for row in rolls] == [
        ("late_1", "late_2", 0.6),
        ("late_1", "paid", 0.4),
    ]
    assert found.table["loss_rate"].to_pylist() == [1.0]


def test_papers_that_do_not_hold_together_are_refused():
    with pytest.raises(MeasureRefused, match="stands twice"):
        aged([invoice("1", 80), invoice("1", 80)])
    with pytest.raises(MeasureRefused, match="missing"):
        Ageing().of(pa.table({"invoice": ["1"]}), as_of=MARCH)
    with pytest.raises(MeasureRefused, match="rising"):
        Ageing(bounds=(30, 30, 90))


def test_nobody_owes_anything():
    assert len(aged([invoice("1", 80)], [payment(80, invoice="1")])) == 0
