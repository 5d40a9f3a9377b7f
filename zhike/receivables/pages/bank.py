"""The lines of a bank's file: which are sure, which are suggested and why, which nobody knows; confirmed by key."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from zhike.customers.models import Customer
from zhike.exchange.importing.models import ImportRun
from zhike.kit import batches
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.access.rows import require, rows
from zhike.kit.surfaces.forms import relation_input
from zhike.receivables.importing.confirming import assign
from zhike.receivables.importing.confirming import confirm as confirm_lines
from zhike.receivables.models import BankLine, Instalment, Receipt
from zhike.receivables.models.bank import Match
from zhike.rights.figures import require_known

SHOWN, FILES = 100, 30
TABS = (*Match.choices, ("done", gettext_lazy("Confirmed")), ("passed", gettext_lazy("Passed over")))
REASONS = {
    "number": gettext_lazy("the remark names %(what)s"),
    "instalment": gettext_lazy("the remark names the instalment %(what)s"),
    "part": gettext_lazy("the remark says “%(what)s”"),
    "account": gettext_lazy("paid from this account before"),
    "name": gettext_lazy("the payer's name"),
    "alike": gettext_lazy("a name much like it"),
    "amount": gettext_lazy("exactly one instalment"),
    "sum": gettext_lazy("several instalments together"),
    "only_amount": gettext_lazy("nobody else owes this amount"),
    "day": gettext_lazy("about the day it was due"),
    "exchange": gettext_lazy("owed in another currency, exchanged at %(what)s as of the day"),
    "several": gettext_lazy("several customers fit as well"),
    "chosen": gettext_lazy("chosen by hand"),
}


def files_page(request: HttpRequest) -> HttpResponse:
    """The latest files, each with how many of its lines wait."""
    waiting = Q(bank_lines__receipt=None, bank_lines__passed_over=False)
    runs = _runs(person(request)).annotate(waiting=Count("bank_lines", filter=waiting), lines=Count("bank_lines"))
    return render(request, "receivables/bank_files.html", {"runs": runs.order_by("-pk")[:FILES]})


def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of a file by how sure it is whose they are."""
    run = _run(request, pk)
    tab = request.GET.get("tab", "")
    every = BankLine.objects.filter(run=run).select_related("customer", "receipt")
    counts = {name: _of_tab(every, name).count() for name, _label in TABS}
    tabs = [(name, label, counts[name]) for name, label in TABS]
    tab = tab if tab in dict(TABS) else next((name for name, _label, count in tabs if count), Match.SURE)
    lines = list(_of_tab(every, tab).order_by("row_number")[:SHOWN])
    names = _names({share[0] for line in lines for share in line.shares}, by=person(request))
    shown = [(line, _reasons(line), [_share(one, names) for one in line.shares]) for line in lines]
    context = {
        "run": run,
        "tabs": tabs,
        "tab": tab,
        "lines": shown,
        "left_out": max(counts[tab] - SHOWN, 0),
        "is_open": tab not in ("done", "passed"),
        "sure": counts[Match.SURE],
        "rejected": run.counts.get("rejected", 0),
    }
    return render(request, "receivables/bank.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Make receipts of the ticked lines, or of all that are sure."""
    run, by = _run(request, pk), person(request)
    if "all" in request.POST:
        count = _of_tab(BankLine.objects.filter(run=run), Match.SURE).count()
        title, page = _("Confirm %(n)s receipts") % {"n": count}, reverse("receivables:bank", args=[pk])
        batch = batches.start("receivables.confirm_bank", by=by, title=title, run=pk, page=page)
        return redirect("batches:one", batch.pk)
    keys = [int(key) for key in request.POST.getlist("line") if key.isdecimal() and len(key) < 19]
    if "pass" in request.POST:
        BankLine.objects.filter(run=run, pk__in=keys, receipt=None).update(passed_over=True)
        return redirect(f"{request.path.removesuffix('confirm/')}?tab={request.POST.get('tab', '')}")
    lines = BankLine.objects.filter(run=run, pk__in=keys).values_list("pk", flat=True)
    done = confirm_lines(list(lines), by=by)
    messages.success(
        request, ngettext("%(n)s receipt was recorded.", "%(n)s receipts were recorded.", done) % {"n": done}
    )
    return redirect(f"{request.path.removesuffix('confirm/')}?tab={request.POST.get('tab', '')}")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw every receipt of the file; its lines can be confirmed anew, or read in from a better file."""
    run = _run(request, pk)
    title = _("Take back the receipts of %(file)s") % {"file": run.file_name}
    page = reverse("receivables:bank", args=[pk])
    batch = batches.start("receivables.undo_bank", by=person(request), title=title, run=pk, page=page)
    return redirect("batches:one", batch.pk)


def line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Say whose money one line is."""
    run, by = _run(request, pk), person(request)
    row = BankLine.objects.filter(run=run, receipt=None).select_related("customer").get(pk=line)
    form = forms.Form(request.POST or None, initial={"customer": row.customer})
    form.fields["customer"] = relation_input(Customer, by=by, label=_("Customer"), required=True)
    if request.method == "POST" and form.is_valid():
        assign(row, form.cleaned_data["customer"].pk)
        return redirect(f"/receivables/bank/{pk}/?tab=sure")
    context = {"run": run, "row": row, "form": form, "reasons": _reasons(row)}
    return render(request, "receivables/bank_line.html", context, status=422 if form.errors else 200)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    """A file of the bank: one's own, an administrator's are everybody's."""
    return _runs(person(request)).get(pk=pk)


def _runs(by: Staff) -> QuerySet[ImportRun]:
    require(by, "load", Receipt)
    require_known(Receipt, Instalment, by=by)
    runs = ImportRun.objects.filter(target="bank")
    return runs if by.is_at_least(Role.ADMIN) else runs.filter(by=by)


def _of_tab(lines: Any, tab: str) -> Any:
    if tab == "done":
        return lines.filter(receipt__isnull=False)
    if tab == "passed":
        return lines.filter(passed_over=True)
    return lines.filter(match=tab, receipt=None, passed_over=False)


def _share(share: list[Any], names: dict[int, str]) -> tuple[str, Decimal, Decimal | None, str]:
    """What part of a line settles: its name, how much goes for it, and for how much in which other currency."""
    key, amount, *exchanged = share
    settled, currency = exchanged or (None, "")
    return names.get(key, ""), Decimal(amount), settled and Decimal(settled), currency


def _reasons(line: BankLine) -> list[str]:
    return [_reason(*reason.partition(":")[::2]) for reason in line.reasons]


def _reason(word: str, what: str) -> str:
    """One reason in words, with what the remark names."""
    return str(REASONS.get(word, word)) % {"what": what or _("a document")}


def _names(keys: set[int], *, by) -> dict[int, str]:
    return dict(rows(Instalment, by=by).filter(pk__in=keys).values_list("pk", "name"))
