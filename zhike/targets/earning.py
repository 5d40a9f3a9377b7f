"""What counts towards commission: the documents of a period by the people they are credited to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum

from zhike.catalog.currencies import converted
from zhike.kit.access.models import Staff
from zhike.receivables.models import Receipt
from zhike.receivables.models.receipt import ReceiptKind
from zhike.sales.models import OrderLine
from zhike.targets.late import counted_apart, late
from zhike.targets.models import CommissionPlan, Measure, State, StatementLine, Target
from zhike.targets.people import sellers
from zhike.targets.rules import periods
from zhike.targets.rules.commission import Base, Line, Rate, lines
from zhike.targets.taking_back import taken_back


@dataclass(frozen=True)
class Paper:
    """A document as a statement names it."""

    number: str
    url: str
    on: date
    customer: str
    paid_in: str = ""  # the number of the statement that paid for what this line takes back


_Papers = dict[str, Paper]
_Bases = dict[int, list[Base]]


@dataclass(frozen=True)
class Earned:
    """What one person earned in a period."""

    person: Staff
    asked: Decimal | None
    lines: list[Line]
    papers: _Papers


def earned(plan: CommissionPlan, *, first: date, last: date) -> list[Earned]:
    """Everybody of the plan who sold anything in the period while the plan ran, by name.

    What another one was paid for stays theirs; who was paid for a receipt that is withdrawn since gives that back, and
    reaches no less of this period's target by it. What came late for its own period is paid with this one, at the rate
    that the target of its own was reached by with it. Raises Refusal where an exchange rate is not known.
    """
    people, papers = _people(plan), _Papers()
    settled = _settled(plan, first, last)
    bases = {
        person: [one for one in some if settled.get(papers[one.key].url, person) == person]
        for person, some in _bases(plan, people, first, last, papers).items()
    }
    asked, taken = _targets(plan, first), taken_back(plan, first=first, last=last)
    papers |= {line.key: _countered(paid, day) for some in taken.values() for line, day, paid in some}
    came_late = _late(plan, people, first, papers)
    return [
        Earned(
            person=one,
            asked=asked.get(one.pk),
            lines=[
                *_lines(plan, bases.get(one.pk, []), asked.get(one.pk)),
                *came_late.get(one.pk, []),
                *(line for line, _day, _paid in taken.get(one.pk, [])),
            ],
            papers=papers,
        )
        for one in Staff.objects.filter(pk__in=_who(bases, came_late, taken)).order_by("name")
    ]


def _bases(plan: CommissionPlan, people: list[int], first: date, last: date, papers: _Papers) -> _Bases:
    """What was sold or received in a period while the plan ran, by person, in the order it came."""
    found: _Bases = defaultdict(list)
    find = _sales if plan.basis == Measure.SALES else _receipts
    for person, key, paper, category, amount in find(
        people, max(first, plan.starts_on), min(last, plan.ends_on or last)
    ):
        papers[key] = paper
        found[person].append(Base(key, amount, category))
    return found


def _late(plan: CommissionPlan, people: list[int], first: date, papers: _Papers) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for begun, by_person in sorted(late(plan, people, first=first).items()):
        asked = _targets(plan, begun)
        bases = _bases(plan, list(by_person), begun, periods.end(begun, plan.period), papers)
        for person, addresses in by_person.items():
            whole = sorted(bases[person], key=lambda one: papers[one.key].url in addresses)
            lines_of_it = _lines(plan, whole, asked.get(person))
            found[person] += [line for line in lines_of_it if papers[line.key].url in addresses]
    return found


def _lines(plan: CommissionPlan, bases: list[Base], asked: Decimal | None) -> list[Line]:
    rates = [Rate(one.percent, one.above, one.category) for one in plan.rates.all()]
    return lines(bases, rates, asked=asked, marginal=plan.marginal)


def _who(*some: dict[int, list]) -> set[int]:
    return {person for found in some for person, what in found.items() if what}


def _people(plan: CommissionPlan) -> list[int]:
    people = Staff.objects.filter(is_robot=False)
    if plan.team_id:
        people = people.filter(pk__in=sellers([plan.team_id])[plan.team_id])
    return list(people.values_list("pk", flat=True))


def _countered(paid: StatementLine, day: date) -> Paper:
    return Paper(paid.document, paid.url, day, paid.customer, paid_in=paid.paid_in or paid.statement.number)


def _settled(plan: CommissionPlan, first: date, last: date) -> dict[str, int | None]:
    """Who was approved to be paid for which document of the period; nobody, where another period counts it."""
    said = StatementLine.objects.filter(statement__plan=plan, statement__starts_on=first)
    here = said.exclude(statement__status=State.DRAFT).values_list("url", "statement__person")
    return dict(here) | dict.fromkeys(counted_apart(plan, first=first, last=last))


def _targets(plan: CommissionPlan, first: date) -> dict[int, Decimal]:
    """What each person is asked to reach of what the plan pays for, in that very period."""
    whole = Target.objects.filter(measure=plan.basis, period=plan.period, starts_on=first, category="", region="")
    return dict(whole.filter(person__isnull=False).values_list("person", "amount"))


def _sales(people: list[int], first: date, last: date):
    found = (
        OrderLine.objects.filter(order__placed_on__range=(first, last), order__credited_to__in=people)
        .values_list(
            "order__credited_to",
            "order",
            "order__number",
            "order__placed_on",
            "order__customer__name",
            "order__currency",
            "product__category",
        )
        .annotate(sum=Sum("amount"))
        .order_by("order__placed_on", "order", "product__category")
    )
    for owner, pk, number, on, customer, currency, category, amount in found:
        worth = converted(amount, currency, settings.CURRENCY, on)
        yield owner, f"order {pk}", Paper(number, f"/orders/{pk}/", on, customer), category or "", worth


def _receipts(people: list[int], first: date, last: date):
    found = Receipt.objects.filter(
        received_on__range=(first, last), credited_to__in=people, withdrawn_on=None
    ).select_related("customer")
    for one in found.order_by("received_on", "pk"):
        sign = -1 if one.kind == ReceiptKind.REFUND else 1
        worth = sign * converted(one.amount, one.currency, settings.CURRENCY, one.received_on)
        paper = Paper(one.number, f"/receipts/{one.pk}/", one.received_on, str(one.customer))
        yield one.credited_to_id, f"receipt {one.pk}", paper, "", worth
