"""What papers said: kept when they are issued, read again when they are drawn."""

import json
from datetime import date
from typing import Any

from django.db.models import Model

from zhike.sales.models import Issued

Content = dict[str, Any]


def issue(row: Model, content: Content, *, on: date) -> Issued:
    """Keep what a paper says from now on."""
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Issued.objects.create(noun=row._meta.label_lower, object_id=row.pk, on=on, content=said)


def said(row: Model, *, on: date | None = None) -> Content | None:
    """What a paper said last, or what it said on a day; None where it was not issued by then."""
    found = Issued.objects.filter(noun=row._meta.label_lower, object_id=row.pk)
    if on:
        found = found.filter(on__lte=on)
    last = found.order_by("-id").first()
    return last and json.loads(last.content)
