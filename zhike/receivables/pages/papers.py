"""Statements of account and letters, on the screen and as files."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache

from zhike.customers.models import Customer
from zhike.kit.access.person import person
from zhike.kit.access.rows import require, rows
from zhike.look.paper import pdf
from zhike.receivables.models import Instalment, Invoice, Receipt, Reminder
from zhike.receivables.pages.ageing import asked_day
from zhike.receivables.statements import statement, statement_pdf
from zhike.rights.figures import require_known
from zhike.sales.models import FirmProfile

LANGUAGES = ("zh-hans", "en")


@never_cache
def statement_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a customer owed, bought, paid and owes, over a period."""
    customer, since, until = _asked(request, pk)
    context = {"customer": customer, "since": since, "until": until}
    context |= {"sheets": statement(customer, since=since, until=until)}
    return render(request, "receivables/statement.html", context)


@never_cache
def statement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file, in the language asked for."""
    customer, since, until = _asked(request, pk)
    made = statement_pdf(customer, since=since, until=until, language=_language(request))
    return _file(made, f"statement-{customer.pk}-{until}.pdf")


@never_cache
def letter_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A reminder as a file, in the language asked for."""
    reminder = rows(Reminder, by=person(request)).select_related("customer").get(pk=pk)
    require_known(Reminder, by=person(request))
    language = _language(request)
    with translation.override(language):
        firm = FirmProfile.objects.first()
        name = (firm.name_en if language == "en" else firm.name) if firm else ""
        text = reminder.text_en if language == "en" else reminder.text_zh
        told = {"reminder": reminder, "text": text, "firm": firm, "firm_name": name or settings.FIRM_NAME}
        return _file(pdf("receivables/papers/letter.html", told), f"reminder-{reminder.pk}.pdf")


def _asked(request: HttpRequest, pk: int) -> tuple[Customer, date, date]:
    by = person(request)
    require(by, "read", Instalment)
    require_known(Instalment, Receipt, Invoice, by=by)
    customer = rows(Customer, by=by).get(pk=pk)
    until = asked_day(request.GET.get("until", ""))
    since = asked_day(request.GET["since"]) if request.GET.get("since") else until - timedelta(days=90)
    return customer, min(since, until), until


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else translation.get_language() or LANGUAGES[0]


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
