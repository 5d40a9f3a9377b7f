"""Ageing of any day, standings, credit, reminders and statements."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone, translation
from django.utils.http import urlencode

from tests.cast import a_credit_limit, a_customer, a_plan, a_receipt, a_reminder, a_standing, an_invoice, an_order
from zhike.customers.models import Standing
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.notices import contact_gate
from zhike.receivables.actions.credit import grant, hold_credit, release_credit
from zhike.receivables.actions.dunning import draft_due
from zhike.receivables.actions.issuing import dispute
from zhike.receivables.actions.limits import credit_of
from zhike.receivables.actions.receiving import allocate
from zhike.receivables.actions.reminding import send
from zhike.receivables.actions.replanning import replan
from zhike.receivables.ageing import open_items, report, trend
from zhike.receivables.models import Reminder, Rulebook
from zhike.receivables.nightly import grade_as_of
from zhike.receivables.rules.ageing import Thresholds
from zhike.receivables.statements import statement, statement_pdf
from zhike.sales.checking import check
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 31)


def test_the_ageing_of_a_day_is_what_was_open_then(teahouse, dealer, ana, mei):
    first, _second = a_plan(owner=ana, customer=teahouse)
    receipt = a_receipt(owner=ana, customer=teahouse, amount=300, received_on=date(2026, 4, 10))
    allocate(receipt, by=ana, instalment=first)

    found = {day: report(day, by=mei, thresholds=Thresholds()) for day in (date(2026, 3, 31), MAY)}

    assert {name: amount for name, amount in found[date(2026, 3, 31)].totals.buckets.items() if amount} == {
        "not_due": 532,
        "1-30": 228,
    }
    assert {name: amount for name, amount in found[MAY].totals.buckets.items() if amount} == {
        "31-60": 532,
        "unapplied": -72,
    }
    assert found[MAY].totals.owed == Decimal(460)
    assert found[MAY].dso == Decimal(460) * 90 / 760 if found[MAY].dso else True
    assert [(line.name, line.owed) for line in found[MAY].lines] == [("山月茶馆", Decimal(460))]


def test_a_changed_plan_leaves_past_days_as_they_were(teahouse, ana):
    _first, second = a_plan(owner=ana, customer=teahouse)
    before = [(one.number, one.open) for one in open_items(MAY)]

    replan(second, by=ana, terms="50/50 2027-01-01, 2027-02-01")

    assert [(one.number, one.open) for one in open_items(MAY)] == before
    assert sum(one.open for one in open_items(timezone.localdate())) == Decimal(760)
    assert len(open_items(timezone.localdate())) == 2


def test_a_person_sees_the_money_of_their_customers_alone(teahouse, dealer, ana, bo):
    a_plan(owner=ana, customer=teahouse)
    a_plan(owner=bo, customer=dealer)

    found = {who: report(MAY, by=who, thresholds=Thresholds()).lines for who in (ana, bo)}

    assert [line.name for line in found[ana]] == ["山月茶馆"]
    assert [line.name for line in found[bo]] == ["南岭茶行"]
    assert [row[3] for row in trend(MAY, by=ana)][-1] == Decimal(760)
    page = at_the_screen(ana).get("/receivables/open/?on=2026-05-31").content.decode()
    assert "南岭茶行" not in page


@pytest.mark.parametrize("parted", ["customer", "owner", "tier"])
def test_every_figure_of_the_ageing_opens_the_documents_it_sums(parted, teahouse, dealer, ana, bo, mei):
    first, _second = a_plan(owner=ana, customer=teahouse)
    receipt = a_receipt(owner=ana, customer=teahouse, amount=300, received_on=date(2026, 4, 10))
    allocate(receipt, by=ana, instalment=first)
    a_plan(owner=bo, customer=dealer)
    browser = at_the_screen(mei)
    page = browser.get(f"/receivables/?on=2026-05-31&by={parted}")
    found = page.context["report"]
    links = {unescape(link) for link in re.findall(r'href="(/receivables/open/[^"]+)"', page.text)}

    def total(**asked):
        address = f"/receivables/open/?{urlencode({'on': '2026-05-31'} | asked)}"
        assert address in links
        return browser.get(address).context["total"]

    assert (total(), total(bucket="overdue")) == (found.totals.owed, found.totals.overdue)
    for line in found.lines:
        key = {parted: str(line.key or "none")}
        assert total(**key) == line.owed
        told = {name: total(**key, bucket=name) for name, amount in line.buckets.items() if amount}
        assert told == {name: amount for name, amount in line.buckets.items() if amount}
    assert {name: total(bucket=name) for name, amount in found.totals.buckets.items() if amount} == {
        name: amount for name, amount in found.totals.buckets.items() if amount
    }


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2026, 3, 1), None),
        (date(2026, 3, 31), "short_term"),
        (date(2026, 8, 15), "long_term"),
        (date(2027, 6, 1), "bad_debt"),
    ],
)
def test_the_night_writes_down_what_a_customer_is(day, value, teahouse, ana, robot):
    a_plan(owner=ana, customer=teahouse)

    grade_as_of(day, by=robot)

    found = Standing.objects.current().filter(customer=teahouse, kind="receivables").first()
    assert (found and found.value) == value


def test_who_paid_everything_owes_nothing_and_keeps_the_history(teahouse, ana, robot):
    a_plan(owner=ana, customer=teahouse)
    grade_as_of(date(2026, 3, 31), by=robot)
    allocate(a_receipt(owner=ana, customer=teahouse, amount=760, received_on=date(2026, 4, 1)), by=ana)

    grade_as_of(date(2026, 4, 2), by=robot)

    kept = Standing.objects.filter(customer=teahouse, kind="receivables").order_by("since")
    assert [(one.value, one.until) for one in kept] == [("short_term", date(2026, 4, 2)), ("none", None)]


def test_a_limit_of_the_customer_comes_before_that_of_its_tier(ana):
    customer = a_customer(owner=ana, tier="gold")
    a_credit_limit(customer=None, tier="gold", amount=1000)
    days = [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert credit_of(customer, on=days[0]).limit == 1000

    a_credit_limit(customer=customer, amount=50, since=date(2026, 3, 5))
    a_credit_limit(customer=customer, amount=9000, since=date(2026, 4, 1), until=date(2026, 4, 30))

    assert [credit_of(customer, on=day).limit for day in days] == [1000, 9000, 50]


def test_a_limit_of_a_tier_is_called_by_the_word_of_the_tier_in_the_language_of_the_reader():
    limit = a_credit_limit(customer=None, tier="gold", amount=1000)

    assert limit.name == "金质"
    with translation.override("en"):
        assert str(limit) == "Gold"
    with translation.override("zh-hans"):
        assert str(limit) == "金质"


def test_an_order_beyond_the_limit_is_refused_with_figures_and_names(teahouse, ana, mei):
    a_plan(owner=ana, customer=teahouse)
    a_credit_limit(customer=teahouse, amount=1000)
    order = an_order(customer=teahouse)

    with pytest.raises(Refusal, match=r"1,000\.00, ¥760\.00 are open and this order is ¥760\.00\. To release: Mei"):
        check(order, by=ana)
    grant(by=mei, customer=teahouse, amount=Decimal(2000), until=timezone.localdate(), reason="Spring fair.")
    check(order, by=ana)

    assert Order.objects.get(pk=order.pk).version == order.version


def test_a_customer_on_hold_buys_nothing_on_account(teahouse, ana, mei):
    order = an_order(customer=teahouse)
    hold_credit(teahouse, by=mei, reason="Does not answer")

    with pytest.raises(Refusal, match="Does not answer"):
        check(order, by=ana)
    with pytest.raises(Refusal, match="role"):
        release_credit(teahouse, by=ana, reason="Mine.")
    release_credit(teahouse, by=mei, reason="Paid.")

    check(order, by=ana)


def test_letters_are_drafted_by_step_and_once(teahouse, ana, robot):
    a_standing(teahouse, "tier", "gold")
    a_plan(owner=ana, customer=teahouse)

    made = {days: draft_due(on=date(2026, 3, 2) + timedelta(days=days), by=robot) for days in (3, 7, 8, 26)}

    assert {days: [one.step for one in some] for days, some in made.items()} == {3: [], 7: [1], 8: [], 26: [2]}
    draft = Reminder.objects.get()
    assert (draft.amount, draft.days_overdue, draft.step) == (Decimal(228), 26, 2)
    assert "228.00" in draft.text_zh
    assert "山月茶馆" in draft.text_zh
    assert "26 days" in draft.text_en


def test_a_letter_waits_for_the_first_working_day_after_the_day_it_is_due(teahouse, ana, robot):
    a_plan(owner=ana, customer=teahouse, terms="100 2026-10-01")

    made = {day: len(draft_due(on=date(2026, 10, day), by=robot)) for day in (4, 10, 11)}

    assert made == {4: 0, 10: 0, 11: 1}  # nobody works before the eighth, and the first step is three days later
    assert Reminder.objects.get().days_overdue == 10


def test_what_is_disputed_or_paid_is_not_asked_for(teahouse, ana, robot):
    first, _second = a_plan(owner=ana, customer=teahouse)
    invoice = an_invoice(owner=ana, order=first.order)
    draft_due(on=date(2026, 3, 10), by=robot)

    dispute(invoice, by=ana, reason="Broken.")
    draft_due(on=date(2026, 3, 11), by=robot)

    assert [(one.state, bool(one.why)) for one in Reminder.objects.all()] == [("withdrawn", True)]


def test_a_reminder_passes_the_contact_gate_before_it_is_sent(ana, monkeypatch):
    reminder = a_reminder(owner=ana)
    monkeypatch.setattr(contact_gate, "_gates", [lambda whom, *, about, by: "no letters on Sunday"])
    with pytest.raises(Refusal, match="no letters on Sunday"):
        send(reminder, by=ana)
    assert reminder.fresh().state == "draft"

    monkeypatch.setattr(contact_gate, "_gates", [])
    send(reminder, by=ana)

    assert reminder.fresh().state == "sent"


def test_a_statement_goes_from_opening_to_closing_balance(teahouse, ana):
    _first, second = a_plan(owner=ana, customer=teahouse)
    allocate(a_receipt(owner=ana, customer=teahouse, amount=300, received_on=date(2026, 4, 10)), by=ana)
    replan(second, by=ana, terms="50/50 2027-01-01, 2027-02-01")

    [april] = statement(teahouse, since=date(2026, 4, 1), until=date(2026, 4, 30))
    [since_then] = statement(teahouse, since=date(2026, 5, 1), until=timezone.localdate())

    assert (april.opening, april.closing) == (Decimal(760), Decimal(460))
    assert [(line.entry.kind, line.balance) for line in april.lines] == [("receipt", Decimal(460))]
    assert sum(amount for _name, amount in april.buckets) == april.closing
    assert (since_then.opening, since_then.lines, since_then.closing) == (Decimal(460), [], Decimal(460))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_statement_is_a_pdf_in_both_languages(language, teahouse, ana):
    a_plan(owner=ana, customer=teahouse)

    made = statement_pdf(teahouse, since=date(2026, 1, 1), until=MAY, language=language)

    assert made.startswith(b"%PDF")


def test_another_version_of_the_rules_counts_at_once(mei, ana):
    rules = {"bounds": "10, 20", "long_from": 20, "bad_from": 40}
    steps = {"days-1": 1, "days-2": 2, "days-3": 0, "gold-1": 0, "gold-2": 0, "gold-3": 0}

    refused = at_the_screen(mei).post("/receivables/rules/", rules | steps | {"bad_from": 20})
    saved = at_the_screen(mei).post("/receivables/rules/", rules | steps)

    assert (refused.status_code, saved.status_code) == (422, 302)
    newest = Rulebook.objects.newest()
    assert (newest.version, newest.thresholds) == (1, Thresholds((10, 20), 20, 40))
    assert [one["step"] for one in newest.steps] == [1, 2]
    assert at_the_screen(ana).get("/receivables/rules/").status_code == 403
