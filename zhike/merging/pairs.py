"""The pairs that may be the same: a list to decide by, and many merged at once."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit import batches, registry
from zhike.kit.access.person import person
from zhike.kit.access.rows import may, require, rows
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.kit.batches.models import Batch
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.cells import words
from zhike.look.toast import toast
from zhike.merging.actions import editable
from zhike.merging.finding import is_searched, sentences
from zhike.merging.models import Pair

SHOWN = 20
SURE = 0.95
trace.PLAIN["different"] = gettext_lazy("said that this is not the same as a similar record")


@dataclass(frozen=True)
class Shown:
    """A pair with both rows, the better kept one first, and what differs in words."""

    pair: Pair
    sides: list[tuple[Model, list[Any]]]
    why: list[str]


def pairs_page(request: HttpRequest, entity: Entity) -> HttpResponse:
    """Open pairs whose rows the reader may both change, the surest first; posted, work on many of them."""
    require(request.user, "change", entity.model)
    if request.method == "POST":
        _start(request, entity)
        return redirect("merging:duplicates", entity.slug)
    noun = entity.model._meta.label_lower
    mine = in_reach(entity.model, by=request.user)
    some = list(mine.order_by("-score", "id")[_skipped(request) :][: SHOWN + 1])
    known = rows(entity.model, by=request.user).in_bulk([key for pair in some for key in (pair.a, pair.b)])
    context = {
        "entity": entity,
        "pairs": [_shown(pair, known, by=request.user) for pair in some[:SHOWN]],
        "later": _skipped(request) + SHOWN if len(some) > SHOWN else None,
        "last": Batch.objects.filter(noun=noun, kind__in=("duplicates", "merge")).order_by("-pk").first(),
        "can_find": is_searched(entity.model) and may(request.user, "load", entity.model),
        "sure": int(SURE * 100),
    }
    return render(request, "merging/pairs.html", context)


def different_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """Say that two rows are not the same thing; the pair does not come back."""
    require(request.user, "change", entity.model)
    pair = in_reach(entity.model, by=request.user).get(pk=pk)
    if request.method == "POST":
        pair.status, pair.decided_by, pair.decided_at = Pair.Status.DIFFERENT, person(request), timezone.now()
        both = rows(entity.model, by=request.user).filter(pk__in=[pair.a, pair.b])
        with one_act():
            pair.save()
            trace.record_many("different", both, by=request.user)
        toast(request, _("Noted as not the same."))
    return redirect("merging:duplicates", entity.slug)


@batches.kind("merge")
def merge_many(batch: Batch) -> None:
    """Merge pairs, each into its more complete row; those that have become impossible meanwhile are told."""
    model = next(entity.model for entity in registry.entities() if entity.model._meta.label_lower == batch.noun)
    verb = next(verb for verb in registry.verbs_of(model) if verb.word == "merge")
    wanted = Pair.objects.filter(noun=batch.noun, pk__in=batch.asked["pairs"], pk__gt=batch.state.get("last", 0))
    batch.report(total=len(batch.asked["pairs"]))
    for pair in wanted.order_by("pk"):
        refusals = []
        known = rows(model, by=batch.by, to="change").in_bulk([pair.a, pair.b])
        if len(known) == 2:
            survivor, loser = sorted(known.values(), key=_completeness)
            try:
                verb(survivor, by=batch.by, other=loser)
            except Refusal as refusal:
                refusals = [(str(survivor), str(refusal))]
        else:
            refusals = [(f"#{pair.a}, #{pair.b}", _("One of the two is gone or not yours."))]
        batch.went(1, refusals, last=pair.pk)


def in_reach(model: type[Model], *, by) -> QuerySet[Pair]:
    """The open pairs of which `by` may change both rows."""
    mine = rows(model, by=by, to="change")
    both = [Exists(mine.filter(pk=OuterRef(side))) for side in ("a", "b")]
    return Pair.objects.filter(*both, noun=model._meta.label_lower, status=Pair.Status.OPEN)


def _start(request: HttpRequest, entity: Entity) -> None:
    model = entity.model
    if "find" in request.POST:
        require(request.user, "load", model)
        batches.start("duplicates", by=request.user, title=_("Find duplicates"), model=model)
        toast(request, _("The search has begun; its pairs appear here."))
        return
    mine = in_reach(model, by=request.user)
    picked = [int(key) for key in request.POST.getlist("pair") if key.isdecimal() and len(key) < 19]
    wanted = mine.filter(pk__in=picked) if "picked" in request.POST else mine.filter(score__gte=SURE)
    if keys := list(wanted.values_list("pk", flat=True)):
        batches.start("merge", by=request.user, title=_("Merge duplicates"), model=model, pairs=keys)
        toast(request, _("%(n)s pairs are being merged.") % {"n": len(keys)})


def _skipped(request: HttpRequest) -> int:
    asked = request.GET.get("later", "")
    return min(int(asked[:9]), 100_000) if asked.isdecimal() else 0


def _shown(pair: Pair, known: dict[int, Model], *, by) -> Shown:
    both = sorted((known[pair.a], known[pair.b]), key=_completeness)
    fields = [field for field in editable(both[0], by=by) if field.kind in ("text", "choice")]
    telling = [field for field in fields if any(field.value(row) for row in both)][1:5]
    sides = [(row, [(capfirst(field.label), words(field, row)) for field in telling]) for row in _plain(both)]
    return Shown(pair, sides, sentences(type(both[0]), pair.why))


def _plain(some: list[Any]) -> list[Any]:
    for row in some:
        row.hidden = set()
    return some


def _completeness(row: Model) -> tuple[int, int]:
    """Sorts the row that says more first, of two equal ones the older."""
    said = sum(field.stored(row) not in (None, "", []) for field in registry.entity_of(type(row)).editable)
    return -said, row.pk
