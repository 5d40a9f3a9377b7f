"""Quotes: lines and their figures, versions, who has to agree, and what is refused."""

import json
from datetime import date
from decimal import Decimal
from itertools import chain

import pytest
from django.db import transaction
from django.utils import timezone

from tests.at_once import together
from tests.cast import a_limit, a_product, a_quote, a_rule_of_approval, a_sent_quote, a_tax_rate
from zhike.approvals.actions import agree, refuse
from zhike.approvals.models import Approval
from zhike.kit import writing
from zhike.kit.testing.observing import announced, refused
from zhike.sales import approval, daily
from zhike.sales.actions import accept, new_version, price_anew, send, write_lines
from zhike.sales.issuing import said
from zhike.sales.models import Offer, Quote
from zhike.sales.numbering import next_number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = date(2026, 3, 12)


def lines(*some, **same):
    return json.dumps([{"quantity": "1", "tax_rate": "13", **same, **one} for one in some])


def figures(quote):
    return (quote.net, quote.tax, quote.gross)


def test_lines_are_reckoned_and_what_is_optional_counts_in_no_sum(ana):
    quote, kettle = a_quote(owner=ana), a_product()
    told = [
        {"product": kettle.pk, "quantity": "3", "list_price": "380", "discount": "10"},
        {"description": "Engraving", "list_price": "12.5", "part": "optional"},
    ]

    write_lines(quote, by=ana, lines=lines(*told), discount=Decimal(5))

    first, second = quote.lines.order_by("position")
    assert (first.unit_price, first.amount, first.net, first.tax) == (
        Decimal("324.9"),
        Decimal("974.70"),
        Decimal("862.57"),
        Decimal("112.13"),
    )
    assert second.amount == Decimal("11.88")
    assert figures(quote.fresh()) == (Decimal("862.57"), Decimal("112.13"), Decimal("974.70"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ([{"product": 987654321}], "Line 1: there is no such product."),
        ([{"description": "Tea"}, {"list_price": "3"}], "Line 2 names neither a product nor anything else."),
        ([{"description": "Tea", "quantity": "0"}], "Line 1: the quantity must be more than nothing."),
        ([{"description": "Tea", "list_price": "x"}], "Line 1: “x” is not a number."),
        ([{"description": "Tea", "discount": "101"}], "Line 1: A percentage lies between 0 and 100."),
        ([{"description": "Tea", "quantity": "-3"}], "“-3” is below zero"),
        ([{"description": "Tea", "list_price": "1.23456"}], "is not an amount with up to four decimals"),
    ],
)
def test_a_line_that_is_wrong_is_refused_by_its_number(ana, typed, sentence):
    quote = a_quote(owner=ana)

    with refused(sentence):
        write_lines(quote, by=ana, lines=lines(*typed))


def test_figures_are_read_as_spreadsheets_copy_them(ana):
    quote = a_quote(owner=ana)

    write_lines(quote, by=ana, lines=lines({"description": "Tea", "quantity": "1,000", "list_price": "1，680.50"}))

    assert quote.fresh().gross == 1_680_500


def test_prices_of_today_come_from_the_lists_and_hold_their_tax(ana):
    kettle = a_product(price=Decimal(400), category="茶器")
    a_tax_rate(category="茶器", percent=Decimal(9), valid_from=date(2020, 1, 1))
    quote = a_quote(owner=ana, product=kettle, list_price="380")

    price_anew(quote, by=ana)

    line = quote.lines.get()
    assert (line.list_price, line.tax_rate, line.amount) == (Decimal(400), Decimal(9), Decimal(800))


def test_sending_keeps_what_was_said_and_makes_one_link(ana):
    quote = a_quote(owner=ana)

    send(quote, by=ana)
    quote.customer.name = "Another name"
    quote.customer.save()

    quote = quote.fresh()
    assert (quote.status, quote.issued_on) == ("sent", timezone.localdate())
    assert said(quote)["customer"]["name"] == "山月茶馆"
    assert Offer.objects.filter(quote=quote, ended_at=None).count() == 1
    with refused("Only a draft can be changed"):
        write_lines(quote, by=ana, lines="[]")


def test_a_quote_without_lines_or_time_is_not_sent(ana):
    empty, late = a_quote(owner=ana), a_quote(owner=ana, valid_until=date(2026, 3, 3))
    empty.lines.all().delete()

    with refused("There is nothing on this quote"):
        send(empty, by=ana)
    with refused("The validity of this quote is over already"):
        send(late, by=ana)


def test_a_version_that_is_sent_supersedes_the_one_before(ana):
    first = a_sent_quote(owner=ana)
    new_version(first, by=ana)
    second = Quote.objects.get(of=first)

    with refused("There is a draft of a later version already."):
        new_version(first, by=ana)
    send(second, by=ana)

    assert (second.number, second.edition) == (f"{first.number}-V2", 2)
    assert [one.status for one in (first.fresh(), second.fresh())] == ["superseded", "sent"]
    assert Offer.objects.filter(quote=first, ended_at=None).count() == 0
    assert figures(second) == figures(first)


def test_more_than_one_may_give_is_refused_with_the_limit(ana):
    kettle = a_product()
    a_limit(role="staff", category=kettle.category, percent=Decimal(10), margin=None)
    quote = a_quote(owner=ana, product=kettle)
    write_lines(quote, by=ana, lines=lines({"product": kettle.pk, "list_price": "380", "discount": "12"}))

    with refused("a discount of 12.00 % is more than the 10.00 % you may give. Give less, or have it sent"):
        send(quote, by=ana)


def test_whom_the_rules_name_agrees_before_it_is_sent(ana, mei, ada):
    a_rule_of_approval(noun="sales.quote", from_amount=Decimal(500), from_discount=None)
    quote = a_quote(owner=ana)
    with refused("Somebody has to agree to this quote first."):
        send(quote, by=ana)

    approval.ask(quote, by=ana, comment="Before noon.")
    with refused("Only a draft can be changed"):
        write_lines(quote, by=ana, lines="[]")
    agree(Approval.objects.get(), by=ada)
    send(quote.fresh(), by=ana)

    assert quote.fresh().status == "sent"


def test_a_refused_quote_is_a_draft_again(ana, ada):
    a_rule_of_approval(noun="sales.quote", from_amount=Decimal(500), from_discount=None)
    quote = a_quote(owner=ana)
    approval.ask(quote, by=ana)

    refuse(Approval.objects.get(), by=ada, comment="Too cheap.")

    assert quote.fresh().status == "draft"


def test_a_sent_quote_keeps_its_head_and_may_change_hands(ana):
    quote = a_sent_quote(owner=ana)

    with pytest.raises(Exception, match="Only a draft can be changed"):
        writing.change(quote, by=ana, values={"terms": "Pay at once."})
    writing.change(quote, by=ana, values={"note": "He will call."})

    assert (quote.fresh().terms, quote.fresh().note) == ("", "He will call.")


def test_quotes_expire_by_themselves_and_then_cannot_be_accepted(ana):
    late, early = a_sent_quote(owner=ana, valid_until=date(2026, 3, 3)), a_sent_quote(owner=ana)

    daily.look_after_papers()

    assert [late.fresh().status, early.fresh().status] == ["expired", "sent"]
    assert announced().count("sales.quote_expired") == 1
    with refused("Only a quote that was sent"):
        accept(late, by=ana)


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_the_same_number_at_the_same_time():
    def take():
        given = []
        for _nth in range(5):
            with transaction.atomic():
                given.append(next_number("T", on=DAY))
        return given

    given = together(*[take] * 4)

    assert sorted(chain(*given)) == [f"T2026-{nth:06}" for nth in range(1, 21)]
