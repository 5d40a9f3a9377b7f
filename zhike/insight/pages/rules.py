"""The rules: every number in a sentence, every version kept with who, when and why."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhike.insight.actions import amend
from zhike.insight.books import looked_at
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import RuleBook
from zhike.insight.pages.parts import may_compute
from zhike.insight.pages.rule_form import RuleForm, refusal_words
from zhike.insight.pages.rule_words import CHAPTERS
from zhike.insight.questions import times
from zhike.kit.refusal import Refusal
from zhike.look.toast import toast

SHOWN = 50


def rules(request: HttpRequest, measure: str) -> HttpResponse:
    """The rules of a measure in force: everybody may read them, managers may change them."""
    if measure not in CHAPTERS:
        raise Http404
    book = looked_at(measure)
    form = RuleForm(book, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect("insight:rules", measure)
    versions = RuleBook.objects.filter(measure=measure).select_related("made_by").order_by("-version")[:SHOWN]
    context = {
        "measure": measure,
        "book": book,
        "form": form,
        "versions": versions or [book],
        "run": times.latest(measure),
        "may_compute": may_compute(request.user),
    }
    return render(request, "insight/rules.html", context, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, form: RuleForm) -> bool:
    """Whether the new version stands; else the form says why not."""
    given = form.cleaned_data
    try:
        book = amend(form.book.measure, form.settings, by=request.user, note=given["note"], version=given["version"])
    except MeasureRefused as refusal:
        form.refuse(refusal_words(refusal.sentence, dict(refusal.values)))
        return False
    except Refusal as refusal:
        form.refuse(str(refusal))
        return False
    toast(
        request,
        _("Version %(version)s is in force. Standings follow with the next computation.") % {"version": book.version},
    )
    return True
