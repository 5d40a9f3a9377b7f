"""What happens when a customer answers by the link they were given."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit.access.models import Staff
from zhike.kit.refusal import Refusal
from zhike.sales.actions import quotes
from zhike.sales.models import Offer, Quote, QuoteLine


@transaction.atomic
def answer(
    offer: Offer,
    *,
    yes: bool,
    signed_by: str,
    declined_for: str = "",
    reason: str = "",
    address: str = "",
    taken: Iterable[int] = (),
    alternative: str = "",
) -> None:
    """The customer answers, once; a yes takes some of the optional lines and one of the alternatives.

    Raises Refusal where it is too late.
    """
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    if not locked.is_open(on=timezone.localdate()):
        raise Refusal(_("This quote was answered, changed or withdrawn in the meantime, or its validity is over."))
    locked.answer, locked.answered_at = (Offer.Answer.YES if yes else Offer.Answer.NO), timezone.now()
    locked.signed_by, locked.reason, locked.answered_from = signed_by[:80], reason[:500] or None, address[:45] or None
    locked.save()
    customer, quote = Staff.objects.robot("customer"), locked.quote
    if not yes:
        quotes.decline(quote, by=customer, declined_for=declined_for)
        return
    accept_with(quote, by=customer, taken=taken, alternative=alternative)


@transaction.atomic
def accept_with(quote: Quote, *, by: Any, taken: Iterable[int] = (), alternative: str = "") -> None:
    """The customer says yes to a quote, taking this of what it leaves open."""
    if leaves_a_choice(quote):
        quotes.choose(quote, by=by, lines=",".join(map(str, taken)), alternative=alternative)
    quotes.accept(quote.fresh(), by=by)


def leaves_a_choice(quote: Quote) -> bool:
    """Whether the customer may take or leave something of it."""
    return any(line.is_alternative or line.part == QuoteLine.Part.OPTIONAL for line in quote.lines.all())
