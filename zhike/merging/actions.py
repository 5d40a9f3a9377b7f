"""The verbs every noun has whose rows people may change: merge another row into one, and take them apart again."""

from typing import Any

from django.db import IntegrityError, connection
from django.db.models import ForeignKey, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.kit import lineage, registry, search
from zhike.kit.access.rows import pointable, rows
from zhike.kit.actions import Verb
from zhike.kit.audit import trace
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.lineage import Lineage
from zhike.kit.refusal import Refusal
from zhike.kit.search.models import SearchDoc
from zhike.merging import journal, moving
from zhike.merging.models import Merge, Pair, survivor_of, with_absorbed

REFUSE, KEEP = "refuse", "keep"
trace.PLAIN["merged"] = gettext_lazy("merged this into another record")
trace.PLAIN["split"] = gettext_lazy("brought this record back")
lineage.declare(Lineage(numbers=with_absorbed, survivor=survivor_of))
LATER = ((REFUSE, gettext_lazy("stop and tell me")), (KEEP, gettext_lazy("keep later changes, undo the rest")))


@registry.each_entity
def offer_verbs(entity: Entity) -> None:
    """Give both verbs to every noun that has none yet."""
    model = entity.model
    offered = any(verb.word == "merge" for verb in registry.verbs_of(model))
    if offered or not entity.merges or entity.rights.change is None:
        return
    about = {"other": model._meta.verbose_name, "take": gettext_lazy("fields taken from it")}
    announced = f"{model._meta.app_label}.{model._meta.model_name}"
    Verb(
        _merge_of(model),
        model,
        title=gettext_lazy("Merge…"),
        past=gettext_lazy("merged another record into this one"),
        announces=f"{announced}_merged",
        undo=f"{model._meta.app_label}.split",
        rare=True,
        labels=about,
    )
    Verb(
        split,
        model,
        title=gettext_lazy("Undo the merge"),
        past=gettext_lazy("undid the merge"),
        announces=f"{announced}_split",
        offered=lambda row: merges_into(row).exists(),
        rare=True,
        labels={"changed_since": gettext_lazy("what was changed since")},
        choices={"changed_since": LATER},
    )


def _merge_of(model: type[Model]) -> Any:
    def merge(row: Model, *, by, other: model, take: list[str] | None = None):  # type: ignore[valid-type]
        """Let `other` go up in this row, with everything that points at it.

        `take` names the fields whose value `other` brings; by default those that are empty here.
        """
        return _merge(row, other, take, by=by)

    return merge


def _merge(row: Any, other: Model, take: list[str] | None, *, by) -> dict[str, list[str | None]]:
    reachable = rows(type(row), by=by, to="change").select_for_update(of=("self",))
    loser: Any = reachable.filter(pk=other.pk).exclude(pk=row.pk).first()
    if loser is None:
        raise Refusal(_("There is nothing with the number %(number)s.") % {"number": other.pk}, field="other")
    noun = row._meta.label_lower
    merge = Merge.objects.create(noun=noun, survivor=row.pk, loser=loser.pk, title=str(loser)[:200], by=by)
    taken = taken_by_default(row, loser, by=by)
    if take is not None:
        offered = {field.name for field in editable(row, by=by)}
        taken = [*_known(row, take, by=by), *(field for field in taken if field.name not in offered)]
    trace.record("merged", loser, by=by, changes={})
    journal.keep(merge, type(row), 't."id" = any(%(keys)s)', keys=[row.pk, loser.pk])
    try:
        moving.absorb(merge, type(row), row.pk, loser.pk)
        _take(row, loser, taken)
        row.save()
    except IntegrityError as error:
        raise Refusal(_("The database does not let these two become one.")) from error
    SearchDoc.objects.filter(noun=noun, object_id=loser.pk).delete()
    pairs_of(row, loser.pk).update(status=Pair.Status.MERGED, decided_by=by, decided_at=timezone.now())
    journal.settle(merge)
    search.index([row])
    search.follow(type(row), [row.pk])
    return {"merged": [None, str(loser)]}


def split(row: Any, *, by, changed_since: str = REFUSE) -> dict[str, list[str | None]]:
    """Take the record apart that was merged into this one last; every row is as it was before."""
    merge = merges_into(row).select_for_update().first()
    if merge is None:
        raise Refusal(_("Nothing is merged into this record."))
    if changed_since == REFUSE and (since := len(journal.conflicts(merge))):
        told = ngettext("%(n)s row was changed since the merge.", "%(n)s rows were changed since the merge.", since)
        raise Refusal(told % {"n": since}, field="changed_since")
    try:
        journal.restore(merge)
        with connection.cursor() as cursor:  # so that what is missing shows here, and not when all is committed
            cursor.execute("set constraints all immediate; set constraints all deferred")
    except IntegrityError as error:
        raise Refusal(
            _("“%(title)s” cannot come back: a later merge or record is in its way. Undo that first.")
            % {"title": merge.title}
        ) from error
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    row.refresh_from_db()
    loser = rows(type(row), by=by, to="change").filter(pk=merge.loser).first()
    if loser is None:
        raise Refusal(_("That would put the record out of your own sight."))
    pairs_of(row, loser.pk).update(status=Pair.Status.OPEN, decided_by=None, decided_at=None)
    trace.record("split", loser, by=by, changes={})
    for one in (row, loser):
        search.index([one])
        search.follow(type(one), [one.pk])
    return {"merged": [str(loser), None]}


def merges_into(row: Model) -> Any:
    """What is merged into a row, the last first."""
    return Merge.objects.filter(noun=row._meta.label_lower, survivor=row.pk, undone_at=None).order_by("-pk")


def pairs_of(row: Model, other: int) -> Any:
    """The found pair of two rows, where there is one."""
    a, b = sorted((row.pk, other))
    return Pair.objects.filter(noun=row._meta.label_lower, a=a, b=b)


def taken_by_default(row: Model, loser: Model, *, by) -> list[Field]:
    """The fields that are empty in one row and say something in the other that `by` may write down.

    Those that their role does not let them see are kept too: nothing is lost by who merges.
    """
    return [
        field
        for field in registry.entity_of(type(row)).editable
        if _is_empty(field, row) and _may_write(field, loser, by=by)
    ]


def editable(row: Model, *, by) -> list[Field]:
    """The fields of which one of two values has to be chosen."""
    return registry.entity_of(type(row)).seen_by(by).editable


def _is_empty(field: Field, row: Model) -> bool:
    return field.stored(row) in (None, "", [])


def _may_write(field: Field, row: Model, *, by) -> bool:
    if field.kind != "relation" or _is_empty(field, row):
        return not _is_empty(field, row)
    return pointable(field.related, by=by).filter(pk=field.stored(row)).exists()


def _known(row: Model, names: list[str], *, by) -> list[Field]:
    known = {field.name: field for field in editable(row, by=by)}
    for name in names:
        if name not in known:
            raise Refusal(_("There is no “%(field)s” to set here.") % {"field": name}, field="take")
    return [known[name] for name in names]


def _take(row: Any, loser: Any, fields: list[Field]) -> None:
    for field in fields:
        field.put(row, field.stored(loser))
    for column in row._meta.concrete_fields:
        if isinstance(column, ForeignKey) and column.related_model is type(row):
            setattr(row, column.attname, _above(column, row, loser))


def _above(column: ForeignKey, row: Any, loser: Any) -> Any:
    """What a row points at among its own kind, but never itself, be it by way of others."""
    first = key = getattr(row, column.attname)
    if key == loser.pk:
        first = key = getattr(loser, column.attname)
    passed = {loser.pk, row.pk}
    while key is not None and key not in passed:
        passed.add(key)
        key = type(row)._base_manager.filter(pk=key).values_list(column.attname, flat=True).first()
    return None if key in (row.pk, loser.pk) else first
