"""The verb that plans when an order or a contract is paid."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.rows import rows
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.amending import enter
from zhike.receivables.actions.claims import add, kind_of, parsed, signed, total_of
from zhike.receivables.models import Instalment
from zhike.sales.models import Contract, Kind, Order

A_YEAR = timedelta(days=366)  # money may be due before an order is written down; that long before, a year was mistyped


@action(
    Instalment,
    title=gettext_lazy("Plan instalments"),
    past=gettext_lazy("planned the instalments"),
    needs="book",
    announces="receivables.planned",
    labels={
        "order": gettext_lazy("order"),
        "contract": gettext_lazy("contract"),
        "terms": gettext_lazy("payment terms"),
    },
)
def plan(*, by, terms: str, order: Order | None = None, contract: Contract | None = None) -> Instalment:
    """Say when an order or a contract is to be paid; from now on it is owed. Returns the first instalment."""
    source = _locked(order, contract, by=by)
    _require_unplanned(source)
    signed_on = signed(source)
    parts = parsed(terms, signed_on=signed_on, delivered_on=getattr(source, "deliver_by", None))
    if any(part.due_on and part.due_on < signed_on - A_YEAR for part in parts):
        raise Refusal(_("One of the days is more than a year before that of the order or contract."), field="terms")
    made = add(source, parts, amount=total_of(source), on=signed_on, by=by)
    for amending in _amending(source):
        enter(amending, by=by)
    return made[0]


def _locked(order: Order | None, contract: Contract | None, *, by) -> Any:
    if (order is None) == (contract is None):
        raise Refusal(_("Name the order or the contract whose payment is planned."), field="order")
    row: Any = order or contract
    return rows(type(row), by=by).select_for_update(of=("self",)).get(pk=row.pk)


def _billed(source: Any) -> Q:
    """What invoices claim of an order, or of a contract and the orders under it."""
    if isinstance(source, Order):
        return Q(invoice__order=source)
    return Q(invoice__contract=source) | Q(invoice__order__contract=source)


def _amending(source: Any) -> QuerySet[Order]:
    """What changed an order, or the orders under a contract, before anybody planned."""
    amended = Q(amends=source.pk) if isinstance(source, Order) else Q(amends__contract=source.pk)
    return Order.objects.filter(amended).order_by("pk")


def _require_unplanned(source: Any) -> None:
    if source.customer_id is None:
        raise Refusal(_("Nobody owes an order without a customer."), field="order")
    if isinstance(source, Order) and source.kind != Kind.SALE:
        raise Refusal(_("Only sales are paid in instalments."), field="order")
    if source.instalments.exists():
        raise Refusal(_("The instalments are planned already; change that plan instead."), field=kind_of(source))
    if Instalment.objects.filter(_billed(source)).exists():
        raise Refusal(_("It is owed by its invoices already."), field=kind_of(source))
    contract = source.contract if isinstance(source, Order) else None
    if contract and contract.instalments.exists():
        raise Refusal(_("The contract of this order is planned as a whole."), field="order")
    if isinstance(source, Contract) and Instalment.objects.filter(order__contract=source).exists():
        raise Refusal(_("Orders under this contract are planned one by one already."), field="contract")
