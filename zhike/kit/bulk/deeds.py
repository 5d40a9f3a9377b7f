"""What is done to the rows of a selection, chunk by chunk: a change, a verb, or the taking back of either."""

from collections.abc import Callable, Iterable
from copy import copy
from datetime import timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit import batches, jobs, registry
from zhike.kit.access.rows import rows
from zhike.kit.atomic import one_act
from zhike.kit.audit.trace import snapshot
from zhike.kit.batches.models import Batch
from zhike.kit.bulk.changing import REFUSALS, Rewritten, change_many, sentence
from zhike.kit.bulk.forms import asked_values, edit_form
from zhike.kit.bulk.models import Earlier
from zhike.kit.bulk.selection import Selection
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.verbs import verb_form
from zhike.kit.values import plain

CHUNK = 300  # rows in one transaction
KEPT = timedelta(days=30)
Act = Callable[[list[Any]], list[tuple[str, str]]]


@batches.kind("bulk.change")
def change(batch: Batch) -> None:
    """Set the same fields of every chosen row."""
    model = _model(batch)
    entity = registry.entity_of(model)
    form = _again(edit_form(entity, by=batch.by, data=QueryDict(batch.asked["typed"])))
    values = asked_values(entity, form)

    def act(some: list[Model]) -> list[tuple[str, str]]:
        return _kept(batch, change_many(model, [row.pk for row in some], by=batch.by, values=values))

    go_through(batch, Selection.again(entity, batch.asked, by=batch.by).found, act)


@batches.kind("bulk.verb")
def do(batch: Batch) -> None:
    """Do a verb to every chosen row."""
    verb = registry.verb_named(batch.asked["verb"])
    if verb is None:
        raise Refusal(_("This can no longer be done."))
    values = _again(verb_form(verb, by=batch.by, data=QueryDict(batch.asked["typed"]))).cleaned_data

    def act(some: list[Model]) -> list[tuple[str, str]]:
        return _kept(batch, _each(some, lambda row: verb(row, by=batch.by, **values)))

    go_through(batch, Selection.again(registry.entity_of(verb.model), batch.asked, by=batch.by).found, act)


@batches.kind("cell.undo")
@batches.kind("bulk.undo")
def undo(batch: Batch) -> None:
    """Put back what a batch changed, in the rows that nobody changed since."""
    undone = Batch.objects.get(pk=batch.asked["batch"])
    model, verb = _model(undone), _undoing(undone)

    def act(some: list[Earlier]) -> list[tuple[str, str]]:
        now = rows(model, by=batch.by, to="change").select_for_update(of=("self",)).in_bulk([e.object_id for e in some])
        same = [e for e in some if e.object_id in now and now[e.object_id].version == e.version]
        left = [now.get(e.object_id, f"#{e.object_id}") for e in some if e not in same]
        refused = [(str(row), _("Somebody changed this since; it was left as it is.")) for row in left]
        if verb:
            return refused + _told(_each([now[e.object_id] for e in same], lambda row: verb(row, by=batch.by)))
        return refused + _told(_put_back(model, same, by=batch.by))

    go_through(batch, undone.earlier.all(), act, key="object_id")


def may_undo(batch: Batch) -> bool:
    """Whether a batch can be taken back: it is over, not too old, not taken back yet, and something was kept."""
    fresh = batch.created_at > timezone.now() - KEPT and not batch.is_going and "undone" not in batch.result
    takes_back = batch.kind != "bulk.verb" or _undoing(batch) is not None
    return fresh and takes_back and batch.earlier.exists()


def go_through(batch: Batch, found: QuerySet, act: Act, *, key: str = "pk") -> None:
    """Let `act` have the rows in chunks, each in a transaction with the note of how far the batch is."""
    if batch.total is None:
        batch.report(total=found.count())
    found = found.order_by(key)
    while some := list(found.filter(**{f"{key}__gt": batch.state.get("last", 0)})[:CHUNK]):
        with one_act():
            batch.went(len(some), act(some), last=getattr(some[-1], key))


@jobs.daily(4)
def forget() -> None:
    """What can no longer be taken back is not kept."""
    Earlier.objects.filter(batch__created_at__lt=timezone.now() - KEPT).delete()


def earlier_of(batch: Batch, row: Any, before: dict[str, Any]) -> Earlier:
    """What is to be kept of a row whose columns were `before`: those of its fields that are other now."""
    now, fields = snapshot(row), _written(type(row), by=batch.by)
    values = {name: plain(copy(value)) for name, value in before.items() if name in fields and now[name] != value}
    return Earlier(batch=batch, object_id=row.pk, version=row.version, values=values)


def _written(model: type[Any], *, by) -> dict[str, Field]:
    """The editable fields by what a snapshot calls them."""
    editable = registry.entity_of(model).seen_by(by).editable
    return {field.model_field.attname if field.is_column else field.name: field for field in editable}


def _kept(batch: Batch, rewritten: Rewritten) -> list[tuple[str, str]]:
    Earlier.objects.bulk_create(earlier_of(batch, row, before) for row, before in rewritten.changed)
    return _told(rewritten)


def _told(rewritten: Rewritten) -> list[tuple[str, str]]:
    return [(str(row)[:200], why) for row, why in rewritten.refused]


def _each(some: Iterable[Any], act: Callable[[Any], Any]) -> Rewritten:
    """Do something to each row, in a savepoint of its own."""
    done = Rewritten([], [])
    for row in some:
        before = snapshot(row)
        try:
            done.changed.append((act(row), before))
        except REFUSALS as refusal:
            done.refused.append((row, sentence(refusal)))
    return done


def _put_back(model: type[Any], some: Iterable[Earlier], *, by) -> Rewritten:
    """Rows that held the same get it back together."""
    done = Rewritten([], [])
    fields = _written(model, by=by)
    for _held, group in groupby(sorted(some, key=_held_as_text), key=_held_as_text):
        alike = list(group)
        values = {name: fields[name].model_field.to_python(kept) for name, kept in alike[0].values.items()}
        done.refused.extend(change_many(model, [each.object_id for each in alike], by=by, values=values).refused)
    return done


def _held_as_text(earlier: Earlier) -> str:
    return repr(earlier.values)


def _undoing(batch: Batch):
    """The verb that takes back the verb of a batch, where there is one."""
    verb = registry.verb_named(batch.asked.get("verb", ""))
    return registry.verb_named(verb.undo) if verb and verb.undo else None


def _model(batch: Batch) -> type[Any]:
    return apps.get_model(batch.noun)


def _again(form: forms.Form) -> forms.Form:
    """A form that was filled in when the batch was asked for; what was right then may not be any more."""
    if not form.is_valid():
        raise Refusal(" ".join(str(line) for lines in form.errors.values() for line in lines))
    return form
