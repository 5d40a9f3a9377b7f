"""Merges for programs: which rows went up in another, and taking them apart again by the number of the merge."""

from typing import Any, Literal

from django.apps import apps
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Body, Router
from pydantic import AwareDatetime, BaseModel, ConfigDict

from zhike.api.rest.door import charge, only
from zhike.api.rest.problems import OutOfScope
from zhike.api.rest.values import as_json
from zhike.kit import registry
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.values import plain
from zhike.merging.actions import merges_into
from zhike.merging.models import Merge

SHOWN = 200


class MergeTold(BaseModel):
    """One row that went up in another, by their numbers; `undone_at` once both are back."""

    id: int
    noun: str
    survivor: int
    loser: int
    at: AwareDatetime
    undone_at: AwareDatetime | None


class Undoing(BaseModel):
    """What becomes of what was changed since the merge: it refuses the undo, or is kept while the rest is undone."""

    model_config = ConfigDict(extra="forbid")
    changed_since: Literal["refuse", "keep"] = "refuse"


def router() -> Router:
    """The addresses."""
    router = Router()
    add = router.add_api_operation
    add("", ["GET"], merges, response=list[MergeTold], operation_id="merges_list")
    add("/{int:pk}/undo", ["POST"], undo, response=MergeTold, operation_id="merges_undo")
    return router


def merges(request: HttpRequest, noun: str = "") -> HttpResponse:
    """The last two hundred merges of a noun into rows that the person may see, newest first."""
    only(request, "noun")
    entity = registry.entity_named(noun)
    if entity is None:
        raise Refusal(_("“%(noun)s” is no noun.") % {"noun": noun}, field="noun")
    seen = rows(entity.model, by=request.user).values("pk")
    found = Merge.objects.filter(noun=entity.model._meta.label_lower, survivor__in=seen).order_by("-pk")[:SHOWN]
    told = [_told(merge) for merge in found]
    charge(request, len(told))
    return as_json(told, safe=False)


def undo(request: HttpRequest, pk: int, body: Undoing = Body(Undoing())) -> HttpResponse:  # noqa: B008 - read only
    """Take apart what was merged, if nothing else was merged into the row since; every row is as it was before."""
    only(request)
    with transaction.atomic():
        merge = Merge.objects.get(pk=pk)
        entity = registry.entity_of(apps.get_model(merge.noun))
        row = rows(entity.model, by=request.user).select_for_update(of=("self",)).get(pk=merge.survivor)
        if not request.user.has_scope(entity.slug, "change"):  # type: ignore[union-attr]
            raise OutOfScope(f"{entity.slug}:write")
        if merges_into(row).first() != merge:
            raise Refusal(_("This merge is undone already, or a later one has to be undone first."))
        split: Any = next(verb for verb in registry.verbs_of(entity.model) if verb.word == "split")
        split(row, by=request.user, changed_since=body.changed_since)
        merge.refresh_from_db()
    return as_json(_told(merge))


def _told(merge: Merge) -> dict[str, Any]:
    told = {name: plain(getattr(merge, name)) for name in MergeTold.model_fields}
    return told | {"noun": registry.entity_of(apps.get_model(merge.noun)).slug}
