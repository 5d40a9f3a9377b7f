"""How much a customer may owe, and who gets nothing on account."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.coins import require_coins
from zhike.customers.kinds import TIERS
from zhike.customers.models import Customer
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.amounts import BEYOND
from zhike.receivables.models import CreditHold, CreditLimit

LABELS = {
    "customer": gettext_lazy("customer"),
    "tier": gettext_lazy("value tier"),
    "amount": gettext_lazy("amount"),
    "since": gettext_lazy("since"),
    "until": gettext_lazy("until"),
    "reason": gettext_lazy("reason"),
}


@action(
    CreditLimit,
    title=gettext_lazy("Set a credit limit"),
    past=gettext_lazy("set this credit limit"),
    needs="grant",
    announces="receivables.limit_set",
    labels=LABELS,
    choices={"tier": (("", "—"), *TIERS)},
)
def grant(
    *,
    by,
    amount: Decimal,
    customer: Customer | None = None,
    tier: str = "",
    since: date | None = None,
    until: date | None = None,
    reason: str = "",
) -> CreditLimit:
    """From a day on, a customer, or every customer of a tier, may owe so much; with `until` for a while."""
    if (customer is None) == (not tier) or tier not in ("", *dict(TIERS)):
        raise Refusal(_("A limit is for one customer or for one tier."), field="customer")
    if not 0 <= amount < BEYOND:
        raise Refusal(_("An amount is not below zero and below 10,000,000,000,000."), field="amount")
    require_coins(amount)
    begins = since or timezone.localdate()
    if until and until < begins:
        raise Refusal(_("It ends after it has begun."), field="until")
    if until and not reason.strip():
        raise Refusal(_("Say why an exception is made."), field="reason")
    row = CreditLimit(customer=customer, tier=tier, amount=amount, since=begins, until=until, reason=reason[:200])
    row.save()
    return row


@action(
    Customer,
    title=gettext_lazy("Hold credit"),
    past=gettext_lazy("put this customer on hold"),
    needs="override",
    announces="receivables.held",
    offered=lambda customer: not customer.is_related_party,
    labels={"reason": gettext_lazy("reason")},
    rare=True,
)
def hold_credit(customer: Customer, *, by, reason: str) -> dict[str, list[str | None]]:
    """They get nothing on account until somebody releases them."""
    if not reason.strip():
        raise Refusal(_("Say why."), field="reason")
    if on_hold(customer):
        raise Refusal(_("This customer is on hold already."))
    CreditHold.objects.create(customer=customer, since=timezone.localdate(), reason=reason.strip()[:200], by=by)
    return {"credit_hold": [None, reason.strip()[:200]]}


@action(
    Customer,
    title=gettext_lazy("Release credit"),
    past=gettext_lazy("released this customer"),
    needs="override",
    announces="receivables.released",
    offered=lambda customer: not customer.is_related_party,
    labels={"reason": gettext_lazy("reason")},
    rare=True,
)
def release_credit(customer: Customer, *, by, reason: str) -> dict[str, list[str | None]]:
    """They may buy on account again, within their limit."""
    hold = on_hold(customer)
    if hold is None:
        raise Refusal(_("This customer is not on hold."))
    if not reason.strip():
        raise Refusal(_("Say why."), field="reason")
    hold.until = timezone.localdate()
    hold.save()
    return {"credit_hold": [hold.reason, None], "reason": [None, reason.strip()[:200]]}


def on_hold(customer: Customer) -> CreditHold | None:
    """The hold on a customer's credit now."""
    return CreditHold.objects.filter(customer=customer, until=None).first()
