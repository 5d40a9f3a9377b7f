"""A draft of rules: what it changes, who would move, and the way to publish or discard it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.customers.models import Customer
from zhike.insight import actions, jobs
from zhike.insight.books import newest, version_of
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import Draft, Move, RuleBook, Trial
from zhike.insight.moved import asked_for
from zhike.insight.pages.gone import of_draft
from zhike.insight.pages.parts import may_publish
from zhike.insight.pages.rule_form import RuleForm
from zhike.insight.pages.rules import kept, published_words
from zhike.insight.pages.settings import condition_words, differences
from zhike.insight.questions import trials
from zhike.insight.questions.signals_tried import tried_signals
from zhike.insight.reach import BOUGHT, EARNED, answers_for_the_firm, hidden_words, knows_amounts
from zhike.insight.saying import saying
from zhike.insight.words import EXPLAINED, RULED, SETTLED, kind_of
from zhike.kit.access.rows import sees_all
from zhike.kit.batches.models import Batch
from zhike.kit.refusal import Refusal
from zhike.look.toast import toast

SHOWN = 50
#: The measures whose places are bands of money, and the one that tells what is at risk.
TOLD_IN_AMOUNTS = {"lifetime": EARNED, "clv": EARNED, "signals": BOUGHT}


@of_draft
def draft(request: HttpRequest, row: Draft) -> HttpResponse:
    """What a draft changes and what came of trying it; htmx asks for the moving part alone."""
    user = request.user
    form = RuleForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid() and kept(request, form):
        return redirect("insight:draft", row.pk)
    book = newest(row.measure)
    batch = Batch.objects.filter(pk=row.batch).first() if row.batch else None
    trial = Trial.objects.filter(draft=row).first() if batch and batch.status == Batch.Status.DONE else None
    context = {
        "draft": row,
        "form": form,
        "batch": batch,
        "trial": trial,
        "book": book,
        "measure": row.measure,
        "changes": differences(row.measure, version_of(row.measure, f"v{row.version}") or book, row, by=user),
        "conditions": [condition_words(row.measure, one, by=user) for one in row.conditions],
        "first_day": actions.first_day(),
        "may_draft": True,
        "may_publish": may_publish(user),
        **(_found(request, trial, row.measure) if trial else {}),
    }
    part = request.headers.get("HX-Target") == "tried"
    template = "insight/tried.html" if part else "insight/draft.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_POST
@of_draft
def try_again(request: HttpRequest, row: Draft) -> HttpResponse:
    """Try a draft once more, by the orders of now."""
    actions.preview(row, by=request.user)
    return redirect("insight:draft", row.pk)


@require_POST
@of_draft
def discard(request: HttpRequest, row: Draft) -> HttpResponse:
    """Let a draft go."""
    actions.discard(row, by=request.user)
    toast(request, _("The draft is discarded; the rules in force are as they were."))
    return redirect("insight:rules", row.measure)


@require_POST
@of_draft
def publish(request: HttpRequest, row: Draft) -> HttpResponse:
    """Put a draft in force."""
    sent = request.POST
    try:
        day = parse_date(sent["effective_from"]) if sent.get("effective_from") else None
    except ValueError:
        raise Refusal(_("This is not a day."), field="effective_from") from None
    try:
        note, edition = sent.get("note", "")[:200], sent.get("edition", "")
        book = actions.publish_draft(row, by=request.user, note=note, effective_from=day, edition=edition)
    except MeasureRefused as refusal:
        raise Refusal(saying(refusal.sentence, refusal.values)) from None
    toast(request, published_words(book))
    return redirect("insight:version", book.measure, book.version)


def version(request: HttpRequest, measure: str, version: int) -> HttpResponse:
    """A version: what it changed, and who moved when it came into force, by the rules and by behaviour."""
    book = RuleBook.objects.filter(measure=measure, version=version).select_related("made_by").first()
    if book is None or measure not in RULED:
        raise Http404
    earlier = version_of(measure, f"v{version - 1}")
    trial = book.trials.order_by("pk").first()
    context = {
        "measure": measure,
        "book": book,
        "newest": newest(measure),
        "changes": differences(measure, earlier, book, by=request.user) if earlier else [],
        "trial": trial,
        "settled": measure in SETTLED,
        "under_way": trial is None and jobs.under_way(),
        "may_publish": may_publish(request.user),
        **(_found(request, trial, measure) if trial else {}),
    }
    part = request.headers.get("HX-Target") == "tried"
    return render(request, "insight/settled.html" if part else "insight/version.html", context)


def _found(request: HttpRequest, trial: Trial, measure: str) -> dict[str, Any]:
    """The matrix of a trial, the months, and the customers of the cell that the address asks for.

    Of risk signals, the alerts that come and go. Nothing where it is told in amounts that are not to be known.
    """
    told_of = TOLD_IN_AMOUNTS.get(measure, ())
    if not knows_amounts(request.user, told_of):
        return {"trial": None, "hidden": hidden_words(request.user, told_of)}
    if measure == "signals":
        return {"tried": tried_signals(trial, by=request.user)}
    cause = Move.Cause.BEHAVIOUR if request.GET.get("cause") == "behaviour" else Move.Cause.RULES
    was, now = request.GET.get("was"), request.GET.get("now")
    some = trials.moved(trial, cause=cause, was=was, now=now, by=request.user)
    grid = trials.matrix(trial, measure, cause=cause, by=request.user)
    months = trials.months(trial, by=request.user) if trial.draft_id else []
    return {
        "matrix": grid,
        "counts_all": answers_for_the_firm(request.user),
        "sees_all": sees_all(Customer, by=request.user),
        "counted": _counted(grid, was, now or ""),
        "cause": str(cause),
        "months": months,
        "cell": {"was": trials.place(measure, was), "now": trials.place(measure, now or "")} if was is not None else {},
        "listed": asked_for(trial, cause=cause, cell=None if was is None else (was, now or "")),
        "page": Paginator(some, SHOWN).get_page(request.GET.get("page")),
        "kind": measure,
        "explained": "" if trial.draft_id or measure not in EXPLAINED else kind_of(measure),
    }


def _counted(grid: trials.Matrix, was: str | None, now: str) -> int:
    """How many go the way that the list below is about."""
    if was is None:
        return grid.moved
    cell = grid.cells.get((was, now))
    return cell.customers if cell else 0
