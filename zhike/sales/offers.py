"""The link by which a customer answers a quote: signed, of no use for anything else, and dead once it is answered."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Garbled
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from zhike.sales.models import Offer, Quote

SIGNER = signing.Signer(salt="zhike.sales.offer", sep=".")


def make(quote: Quote) -> Offer:
    """A link for a quote that was just sent; those before it end."""
    end(quote)
    return Offer.objects.create(quote=quote, ends_on=quote.valid_until or timezone.localdate())


def end(quote: Quote) -> None:
    """No link of a quote is good for an answer any more; what was signed can still be read where it was answered."""
    Offer.objects.filter(quote=quote, ended_at=None, answered_at=None).update(ended_at=timezone.now())


def address(offer: Offer) -> str:
    """The path of a link. Nothing that the database holds is enough to make one: the site's key signs it."""
    name = urlsafe_b64encode(offer.uid.bytes).decode().rstrip("=")
    return reverse("offers:offer", args=[SIGNER.sign(name)])


def link(offer: Offer) -> str:
    """The whole address, as a customer is given it."""
    return f"{settings.SITE_URL}{address(offer)}"


def found(token: str) -> Offer:
    """The link of a token. Raises Offer.DoesNotExist, the same for what was never given out."""
    try:
        uid = UUID(bytes=urlsafe_b64decode(SIGNER.unsign(token) + "=="))
    except (signing.BadSignature, Garbled, ValueError):
        raise Offer.DoesNotExist from None
    return Offer.objects.select_related("quote").get(uid=uid)
