"""Quotes in the hands of those who have to agree."""

from typing import Any

from zhike.approvals import asking
from zhike.approvals.subjects import register
from zhike.kit.access.rows import rows
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.sales import agreeing, listing
from zhike.sales.actions.quotes import require_draft
from zhike.sales.models import Quote
from zhike.sales.models.quoting import QuoteStatus


def ask(quote: Quote, *, by: Any, comment: str = "") -> None:
    """Ask whoever the rules name; until they answer nothing is written on the quote. Raises Refusal."""
    with one_act():
        locked = rows(Quote, by=by, to="change").select_for_update(of=("self",)).get(pk=quote.pk)
        require_draft(locked)
        listing.keep(locked)
        asking.ask(locked, by=by, comment=comment)
        _becomes(locked, QuoteStatus.WAITING, by=by)


def granted(quote: Quote, *, by: Any) -> None:
    """It may be sent."""
    if quote.is_draft:
        listing.keep(quote)
    if quote.status in (QuoteStatus.DRAFT, QuoteStatus.WAITING):
        _becomes(quote, QuoteStatus.APPROVED, by=by)


def refused(quote: Quote, *, by: Any) -> None:
    """It is a draft again; what was refused stands with the question."""
    if quote.status == QuoteStatus.WAITING:
        _becomes(quote, QuoteStatus.DRAFT, by=by)


def _becomes(quote: Quote, status: str, *, by: Any) -> None:
    before = trace.snapshot(quote)
    quote.status = status
    quote.save()
    trace.record("change", quote, by=by, changes=trace.difference(before, trace.snapshot(quote)))


register(
    Quote,
    amount=agreeing.amount_of,
    discount=agreeing.discount_of,
    granted=granted,
    refused=refused,
    template="sales/to_agree.html",
    shown=agreeing.shown,
    read=agreeing.read_lines,
    pending=lambda quote: quote.status in (QuoteStatus.DRAFT, QuoteStatus.WAITING),
)
