"""The address of a form as a picture that a phone reads, and as HTML for other pages."""

from base64 import b64encode
from functools import lru_cache
from io import BytesIO
from typing import Any

import qrcode
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from qrcode.image.svg import SvgPathFillImage

from zhike.leads.models import CaptureForm


def shown(capture: CaptureForm) -> dict[str, Any]:
    """The address of a form, its picture and the HTML that embeds it."""
    address = settings.SITE_URL + reverse("leads:form", args=[capture.token])
    snippet = render_to_string("leads/snippet.html", {"address": address, "capture": capture}).strip()
    return {"address": address, "picture": picture(address), "snippet": snippet}


@lru_cache(maxsize=256)
def picture(address: str) -> str:
    """An address as a QR code (ISO/IEC 18004, correction M), as the address of an SVG."""
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage, error_correction=qrcode.ERROR_CORRECT_M, border=2).save(drawn)
    return f"data:image/svg+xml;base64,{b64encode(drawn.getvalue()).decode()}"
