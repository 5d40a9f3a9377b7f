"""Whether a customer may owe so much more: asked before an order counts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhike.catalog.currencies import converted
from zhike.customers.models import Customer
from zhike.kit.access.models import Role, Staff
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.receivables.models import CreditHold, CreditLimit, Instalment, Invoice, LedgerEntry
from zhike.receivables.models.invoice import Form, Status
from zhike.receivables.models.ledger import Account
from zhike.sales.checking import register
from zhike.sales.models import Order

NOTHING = Decimal(0)
NAMED = 3  # people who may help


class Hold(NamedTuple):
    """Since when a customer gets nothing on account, and why."""

    since: date
    reason: str


@dataclass(frozen=True)
class Credit:
    """What a customer owes and what it may owe, in the firm's currency; no limit where nobody set one."""

    owed: Decimal
    under_way: Decimal
    limit: Decimal | None
    hold: Hold | None

    @property
    def used(self) -> Decimal:
        """What is owed, with what of orders is not planned or billed yet."""
        return self.owed + self.under_way

    @property
    def left(self) -> Decimal | None:
        """How much more may be bought on account."""
        return None if self.limit is None else self.limit - self.used


def credit_of(customer: Customer, *, on: date, without: int | None = None) -> Credit:
    """How a customer stands on a day; `without` is an order that is being asked about."""
    mine = {"customer": OuterRef("pk")}
    entries = LedgerEntry.objects.filter(**mine, account=Account.OWED).order_by().values("customer")
    holds = CreditHold.objects.filter(**mine, until=None)
    told = Customer.objects.filter(pk=customer.pk).values_list(
        Subquery(entries.annotate(owed=Sum("firm_debit") - Sum("firm_credit")).values("owed")),
        Subquery(_limits(customer, on=on)),
        Subquery(holds.values("since")),
        Subquery(holds.values("reason")),
    )
    owed, limit, since, reason = told.get()
    hold = Hold(since, reason) if since else None
    return Credit(owed or NOTHING, _under_way(customer, on=on, without=without), limit, hold)


def _limits(customer: Customer, *, on: date) -> Any:
    """The amount that counts on a day: of its own limit begun last, else of that of its tier; else none."""
    valid = Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
    tier = customer.standings.current().filter(kind="tier").values("value")
    whose = Q(customer=customer) | Q(customer=None, tier__in=tier)
    found = CreditLimit.objects.filter(valid, whose).order_by(F("customer").asc(nulls_last=True), "-since", "-pk")
    return found.values_list("amount", flat=True)[:1]


@register
def check(row: Any, *, by: Staff) -> None:
    """Refuse an order of a customer on hold, or one that would make it owe more than it may."""
    if not isinstance(row, Order) or row.customer is None or row.total <= 0:
        return
    today = timezone.localdate()
    credit = credit_of(row.customer, on=today, without=row.pk)
    if credit.hold:
        told = {"day": date_format(credit.hold.since), "reason": credit.hold.reason, "who": _helpers(row.customer)}
        raise Refusal(_("On credit hold since %(day)s: %(reason)s. To release: %(who)s.") % told)
    worth = _worth(_unclaimed(Order.objects.filter(pk=row.pk)).get(), today)
    if credit.limit is None or worth <= 0:
        return
    if credit.used + worth > credit.limit:
        told = {
            "limit": exact_money(credit.limit),
            "open": exact_money(credit.used),
            "order": exact_money(worth),
            "who": _helpers(row.customer),
        }
        raise Refusal(
            _("The credit limit is %(limit)s, %(open)s are open and this order is %(order)s. To release: %(who)s.")
            % told
        )


def _under_way(customer: Customer, *, on: date, without: int | None) -> Decimal:
    """What of orders made here nobody planned or billed."""
    waiting = Order.objects.filter(customer=customer, status__in=("open", "delivered"), amends=None)
    found = _unclaimed(waiting.exclude(pk=without or 0)).filter(unclaimed__gt=0)
    return sum((_worth(one, on) for one in found), NOTHING)


def _unclaimed(orders: QuerySet[Order]) -> QuerySet[Any]:
    """Orders with what of them, and of all that changed them, is no part of what their customer owes."""
    planned = Q(order=OuterRef("pk")) | Q(contract=OuterRef("contract"))
    entered = LedgerEntry.objects.filter(account=Account.OWED, document="sales.order", document_id=OuterRef("pk"))
    changes = Order.objects.filter(~Exists(entered), amends=OuterRef("pk")).order_by().values("amends")
    papers = Invoice.objects.filter(order=OuterRef("pk"), status=Status.ISSUED, form=Form.BLUE).order_by()
    billed = papers.values("order").annotate(sum=Sum(F("gross") - F("countered"))).values("sum")
    changed = changes.annotate(sum=Sum("total")).values("sum")
    own = Case(When(Exists(Instalment.objects.filter(planned)), then=NOTHING), default=F("total") - _sum(billed))
    return orders.annotate(unclaimed=own + _sum(changed))


def _sum(found: Any) -> Coalesce:
    return Coalesce(Subquery(found), NOTHING)


def _worth(order: Any, on: date) -> Decimal:
    """In the firm's currency; as it is where no rate is known, because nothing would be less true."""
    unclaimed: Decimal = order.unclaimed
    try:
        return converted(unclaimed, order.currency, settings.CURRENCY, on)
    except Refusal:
        return unclaimed


def _helpers(customer: Customer) -> str:
    """Who answers for the customer's owner, else the administrators, by name."""
    people = Staff.objects.working()
    team = customer.owner.team if customer.owner else None
    above = []
    while team:
        above.append(team.pk)
        team = team.parent
    found = list(people.filter(role=Role.MANAGER, team__in=above)[:NAMED]) or list(
        people.filter(role=Role.ADMIN)[:NAMED]
    )
    return ", ".join(one.name for one in found) or _("an administrator")
