"""What happens when a customer answers by the link they were given."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit.access.models import Staff
from zhike.kit.refusal import Refusal
from zhike.sales.actions import quotes
from zhike.sales.models import Offer


@transaction.atomic
def answer(offer: Offer, *, yes: bool, signed_by: str, reason: str = "", address: str = "") -> None:
    """The customer answers, once. Raises Refusal where that is too late."""
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    if not locked.is_open(on=timezone.localdate()):
        raise Refusal(_("This quote was answered, changed or withdrawn in the meantime, or its validity is over."))
    locked.answer, locked.answered_at = (Offer.Answer.YES if yes else Offer.Answer.NO), timezone.now()
    locked.signed_by, locked.reason, locked.answered_from = signed_by[:80], reason[:500] or None, address[:45] or None
    locked.save()
    verb = quotes.accept if yes else quotes.decline
    verb(locked.quote, by=Staff.objects.robot("customer"))
