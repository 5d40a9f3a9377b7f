"""Claims: what is owed because of an order, a contract or an invoice, in parts that add up to it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.currencies import rate as rate_of
from zhike.catalog.currencies import split
from zhike.kit import search
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.posting import Posting
from zhike.receivables.models import Instalment
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.rules import terms
from zhike.sales.models import Contract, Order

WORTH = {"order": "total", "contract": "amount", "invoice": "gross"}
PROBLEMS = {
    "shares": gettext_lazy("Write shares that add up to 100 first, such as “30/40/30”."),
    "conditions": gettext_lazy("Name one condition for each share, such as “signing, delivery, 90 days”."),
    "day": gettext_lazy("One of the days does not exist."),
}


def parsed(written: str, *, signed_on: date, delivered_on: date | None) -> list[terms.Part]:
    """The parts of a plan. Refuses terms that cannot be understood."""
    try:
        return terms.read(written, signed_on=signed_on, delivered_on=delivered_on)
    except terms.TermsProblem as problem:
        raise Refusal(str(PROBLEMS[problem.code]), field="terms") from None


def add(
    source: Any,
    parts: Sequence[terms.Part],
    *,
    amount: Decimal,
    on: date,
    by,
    firm: Decimal | None = None,
    rate: Decimal | None = None,
    document: Any = None,
) -> list[Instalment]:
    """Claim an amount in parts that add up to it, and to `firm` in the firm's currency.

    `document` is what says so, where that is another one than the source of the plan.
    """
    shares = [part.share for part in parts]
    amounts = split(amount, shares, source.currency)
    worths = [None] * len(parts) if firm is None else split(firm, amounts, settings.CURRENCY)
    taken = Instalment.objects.filter(**{kind_of(source): source}).count()
    rate = rate or rate_of(source.currency, settings.CURRENCY, on)
    made = []
    for place, (part, one, worth) in enumerate(zip(parts, amounts, worths, strict=True), start=taken + 1):
        if one:
            made.append(_claim(source, document or source, place, part, one, worth, on=on, rate=rate))
    if not made:
        raise Refusal(_("There is nothing to pay here."))
    trace.record_each("create", [(row, trace.difference({}, trace.snapshot(row))) for row in made[1:]], by=by)
    search.index(made)
    return made


def kind_of(source: Any) -> str:
    """The column of an instalment that names its document."""
    return str(source._meta.model_name)


def signed(source: Any) -> date:
    """The day from which a document is owed."""
    if isinstance(source, Order):
        return source.placed_on
    day = source.signed_on if isinstance(source, Contract) else source.issued_on
    if day is None:
        raise Refusal(_("Only a signed contract can be planned. Sign it first."), field="contract")
    return day


def total_of(source: Any) -> Decimal:
    """What a document is worth, without what amends it."""
    amount: Decimal = getattr(source, WORTH[kind_of(source)])
    return amount


def _claim(
    source: Any,
    document: Any,
    place: int,
    part: terms.Part,
    amount: Decimal,
    firm: Decimal | None,
    *,
    on: date,
    rate: Decimal,
) -> Instalment:
    name = f"{source.number}-{place}"[:80]
    posting = Posting(source.customer_id, EntryKind.CLAIM, on, document, name, source.currency, rate=rate)
    return Instalment.objects.create(
        name=name,
        customer_id=source.customer_id,
        entry=posting.debit(amount, firm=firm),
        position=place,
        condition=part.condition,
        share=part.share,
        currency=source.currency,
        amount=amount,
        planned_on=on,
        due_on=part.due_on,
        **{kind_of(source): source},
    )
