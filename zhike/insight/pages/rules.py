"""The rules: every number in a sentence, every version kept with who, when and why, and drafts that are tried first."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.insight import actions, jobs
from zhike.insight.books import looked_at, newest
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import Draft, RuleBook
from zhike.insight.pages.parts import may_compute, may_publish
from zhike.insight.pages.rule_form import RuleForm
from zhike.insight.pages.settings import condition_words, differences
from zhike.insight.questions import times
from zhike.insight.saying import saying
from zhike.insight.words import RULED
from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.look.toast import toast

SHOWN = 50


def rules(request: HttpRequest, measure: str) -> HttpResponse:
    """The rules of a measure: everybody may read them, managers may draft others and try them."""
    if measure not in RULED:
        raise Http404
    book, may_draft = looked_at(measure), actions.may_draft(person(request))
    begun = newest(measure) if may_draft else book
    form = RuleForm(begun, request.POST or None)
    if request.method == "POST" and form.is_valid() and (draft := kept(request, form)):
        return redirect("insight:draft", draft.pk)
    context = {
        "measure": measure,
        "measures": RULED,
        "book": book,
        "form": form,
        "begun": begun,
        "conditions": [condition_words(measure, one, by=request.user) for one in begun.conditions],
        "versions": (told := versions(book, by=request.user)),
        "newest": told[0]["book"],
        "drafts": Draft.objects.filter(measure=measure).select_related("made_by").order_by("-pk"),
        "run": times.latest(measure),
        "under_way": jobs.under_way(),
        "may_compute": may_compute(request.user),
        "may_draft": may_draft,
        "may_publish": may_publish(request.user),
    }
    return render(request, "insight/rules.html", context, status=422 if form.is_bound else 200)


@require_POST
def back(request: HttpRequest, measure: str, version: int) -> HttpResponse:
    """Put the rules of an earlier version in force again."""
    if measure not in RULED:
        raise Http404
    book = actions.go_back(measure, f"v{version}", by=request.user)
    toast(request, published_words(book))
    return redirect("insight:version", measure, book.version)


def kept(request: HttpRequest, form: RuleForm) -> Draft | None:
    """The draft that a form asks for, being tried already; None where the form says why not."""
    given = form.cleaned_data
    told: dict[str, Any] = {"by": request.user, "conditions": form.typed_conditions, "note": given["note"]}
    try:
        if isinstance(form.book, Draft):
            draft = actions.redraft(form.book, form.settings, edition=given["edition"], **told)
        else:
            draft = actions.draft(form.book.measure, form.settings, version=given["version"], **told)
        actions.preview(draft, by=request.user)
    except MeasureRefused as refusal:
        form.refuse(saying(refusal.sentence, refusal.values), of=refusal.values.get("name"))
    except Refusal as refusal:
        form.refuse(str(refusal))
    else:
        return draft
    return None


def versions(in_force: RuleBook, *, by: Any) -> list[dict[str, Any]]:
    """Every version with what it changed, the newest first."""
    measure = in_force.measure
    found = RuleBook.objects.filter(measure=measure).select_related("made_by")
    books = list(found.order_by("-version")[: SHOWN + 1]) or [in_force]
    before = [*books[1:], None]
    return [
        {"book": book, "changes": differences(measure, earlier, book, by=by) if earlier else []}
        for book, earlier in zip(books, before, strict=True)
    ][:SHOWN]


def published_words(book: RuleBook) -> str:
    """What is said after a publication."""
    said = {"version": book.label, "day": book.effective_from.isoformat() if book.effective_from else ""}
    return _("%(version)s is published, in force from %(day)s. Everybody is judged again in the background.") % said
