"""Papers as files."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhike.kit.access.rows import rows
from zhike.rights.figures import require_known
from zhike.sales import contents
from zhike.sales.issuing import Content, said
from zhike.sales.models import Contract, Delivery, Order, Quote
from zhike.sales.papers import drawn, file_name

KINDS: dict[str, Any] = {"quotes": Quote, "orders": Order, "contracts": Contract, "deliveries": Delivery}


@require_GET
@never_cache
def paper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A paper as it was issued, or as it was on the day asked for; before that as the draft it is."""
    if slug not in KINDS:
        raise Http404
    row = rows(KINDS[slug], by=request.user).get(pk=pk)
    require_known(KINDS[slug], by=request.user)
    content = said(row, on=_day(request.GET.get("on", "")))
    if content is None and not isinstance(row, Quote | Contract):
        raise Http404
    return pdf(content or _draft(row), is_draft=content is None)


def pdf(content: Content, *, is_draft: bool = False) -> HttpResponse:
    """The file, shown by the browser."""
    headers = {"Content-Disposition": f'inline; filename="{file_name(content)}"'}
    return HttpResponse(drawn(content, is_draft=is_draft), content_type="application/pdf", headers=headers)


def _draft(row: Quote | Contract) -> Content:
    return contents.of_quote(row) if isinstance(row, Quote) else contents.of_contract(row)


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None
