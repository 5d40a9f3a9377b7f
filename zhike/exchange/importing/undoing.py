"""Taking an import back: rows it made go, rows it changed become what they were; what was edited since is kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count, F, Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.exchange.importing import journal
from zhike.exchange.importing.extras import extras_of
from zhike.exchange.importing.journal import has_version
from zhike.exchange.importing.models import UNDO_DAYS, ImportedRow, ImportRun
from zhike.exchange.importing.running import undisturbed
from zhike.kit import batches, jobs, search, writing_many
from zhike.kit.access.rows import rows
from zhike.kit.audit import trace
from zhike.kit.batches.models import Batch
from zhike.kit.events import announce
from zhike.kit.refusal import Refusal
from zhike.kit.registry import is_entity

LINES_AT_ONCE = 1_000
SHOWN = 50
TOLD = 1_000  # rows that are named when it is over
KIND = "undo-import"
EDITED = gettext_lazy("It was edited after the import; those edits would be lost.")
POINTED_AT = gettext_lazy("Other records point at it now.")
OUT_OF_REACH = gettext_lazy("It is out of your reach now.")
CLASHES = gettext_lazy("What it was before clashes with other records now.")


def start(run: ImportRun, *, by) -> Batch:
    """Ask for an import to be undone in the background. Raises Refusal where that is no longer possible."""
    if not run.can_be_undone:
        raise Refusal(_("This import can no longer be undone."))
    title, page = _("Undo the import of %(file)s") % {"file": run.file_name}, reverse("importing:run", args=[run.pk])
    return batches.start(KIND, by=by, title=title, run=run.pk, page=page)


def done(run: ImportRun) -> list[tuple[Any, int, int]]:
    """How many rows of each table the import made and changed."""
    counted = run.journal.order_by("noun").values_list("noun")
    found = counted.annotate(made=Count("pk", filter=Q(before__isnull=True)), every=Count("pk"))
    return [
        (apps.get_model(noun)._meta.verbose_name_plural, made, every - made)
        for noun, made, every in found.values_list("noun", "made", "every")
    ]


def hindered(run: ImportRun, *, by) -> list[tuple[str, str]]:
    """The first rows that an undo would leave as they are, by title, each with the reason."""
    told = []
    for model in _models(run):
        made = run.journal.filter(noun=model._meta.label_lower, before__isnull=True).values("object_id")
        told += [(model, key, EDITED) for key in sorted(_edited(run, model))]
        told += [(model, key, POINTED_AT) for key in sorted(_pointed_at(run, model, made, but_ours=True))]
    return [(_title(model, key, by=by), str(why)) for model, key, why in told[:SHOWN]]


def latest(run: ImportRun) -> Batch | None:
    """The last time that somebody asked for this import to be undone."""
    return Batch.objects.filter(kind=KIND, asked__run=run.pk).order_by("-pk").first()


@batches.kind(KIND)
def work(batch: Batch) -> None:
    """Undo, the newest rows first, until a whole round changes nothing: rows may wait for rows that point at them."""
    run = ImportRun.objects.get(pk=batch.asked["run"])
    if batch.total is None:
        batch.report(total=run.journal.count())
    with undisturbed(run):
        while _round(run, batch):
            pass
        _finish(run, batch)


@jobs.daily(4)
@jobs.named(gettext_lazy("Forget what old imports could be undone with"))
def forget_old() -> None:
    """Throw away the notes of imports too old to be undone."""
    oldest = timezone.now() - timedelta(days=UNDO_DAYS)
    ImportedRow.objects.filter(run__finished_at__lt=oldest).delete()


def _round(run: ImportRun, batch: Batch) -> int:
    """Try every line that is left, once; how many were undone."""
    undone, before = 0, None
    while lines := list(_left(run, before)):
        before = lines[-1].pk
        by_noun: dict[str, list[ImportedRow]] = {}
        for line in lines:
            by_noun.setdefault(line.noun, []).append(line)
        with transaction.atomic():
            gone = sum(_Step(run, apps.get_model(noun), some, by=batch.by).undo() for noun, some in by_noun.items())
        batch.went(gone)
        undone += gone
    return undone


def _left(run: ImportRun, before: int | None) -> Any:
    lines = run.journal.order_by("-pk")
    return (lines.filter(pk__lt=before) if before else lines)[:LINES_AT_ONCE]


@transaction.atomic
def _finish(run: ImportRun, batch: Batch) -> None:
    kept = list(run.journal.order_by("pk"))
    batch.went(0, [(_title(apps.get_model(one.noun), one.object_id, by=batch.by), one.kept) for one in kept[:TOLD]])
    batch.report(result={"undone": batch.done, "kept": len(kept)})
    run.report(status=ImportRun.Status.UNDONE)
    announce("kit.import_undone", run=run.pk, by=batch.by_id)


class _Step:
    """Some journal lines of one table, with the rows they are about, locked."""

    def __init__(self, run: ImportRun, model: type[Model], lines: list[ImportedRow], *, by):
        self.run, self.model, self.by = run, model, by
        self.lines = {line.object_id: line for line in lines}
        there = model._base_manager.filter(pk__in=self.lines)
        self.there = there.select_for_update(of=("self",)).in_bulk()
        self.reasons = self._reasons()

    def undo(self) -> int:
        """Take back what can be; the lines of the rest say why not. How many lines are gone."""
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        free = [key for key in self.lines if key not in self.reasons]
        writing_many.bisect([key for key in free if key in self.there], self._take_back, self._keep)
        gone = [self.lines[key].pk for key in free if key not in self.reasons]
        ImportedRow.objects.filter(pk__in=gone).delete()
        for why in {str(why) for why in self.reasons.values()}:
            kept = [self.lines[key].pk for key in self.reasons if str(self.reasons[key]) == why]
            ImportedRow.objects.filter(pk__in=kept).update(kept=why)
        return len(gone)

    def _reasons(self) -> dict[int, object]:
        keys = list(self.there)
        reach = rows(self.model, by=self.by, to="change") if is_entity(self.model) else self.model._base_manager.all()
        reached = set(reach.filter(pk__in=keys).values_list("pk", flat=True))
        made = [key for key in keys if self.lines[key].before is None]
        pointed_at = dict.fromkeys(_pointed_at(self.run, self.model, made), POINTED_AT)
        edited = dict.fromkeys(_edited(self.run, self.model, keys), EDITED)
        return {**pointed_at, **edited, **dict.fromkeys(set(keys) - reached, OUT_OF_REACH)}

    def _take_back(self, keys: list[int]) -> None:
        made = [key for key in keys if self.lines[key].before is None]
        old = [key for key in keys if self.lines[key].before is not None]
        if is_entity(self.model):
            self._put_beside(keys)
            trace.record_many("unload", [self.there[key] for key in keys], by=self.by)
        owners = [] if is_entity(self.model) else _owners([self.there[key] for key in keys])
        _restore(self.run, self.model, old)
        self.model._base_manager.filter(pk__in=made).delete()
        for model, owned in owners:
            search.index(model._base_manager.filter(pk__in=owned))
        search.forget(self.model, made)
        search.index(self.model._base_manager.filter(pk__in=old))
        search.follow(self.model, old)

    def _put_beside(self, keys: list[int]) -> None:
        """Put what stood beside the table on the rows; it is written with the trace."""
        for field in journal.kept_beside(self.model):
            noted = {key: (self.lines[key].before or {}).get(journal.beside(field)) for key in keys}
            rows = [self.there[key] for key in keys if noted[key] is not None or self.lines[key].before is None]
            field.attach(rows)
            for row in rows:
                if noted[row.pk] is not None or field.value(row):
                    field.put(row, field.typed(noted[row.pk] or ""))

    def _keep(self, key: int, error: Exception) -> None:
        self.reasons[key] = CLASHES


def _owners(some: Sequence[Model]) -> list[tuple[type[Model], set[int]]]:
    """The records that rows of a table beside them belong to, and are found by."""
    columns: Any = some[0]._meta.concrete_fields
    pointing = [column for column in columns if column.related_model and is_entity(column.related_model)]
    return [(field.related_model, {getattr(row, field.attname) for row in some} - {None}) for field in pointing]


def _edited(run: ImportRun, model: type[Model], keys: list[int] | None = None) -> set[int]:
    """Rows that are no longer as the import left them."""
    table = connection.ops.quote_name(model._meta.db_table)
    differs = "t.version <> j.version" if has_version(model) else "to_jsonb(t) <> j.after"
    sql = f"""
        select j.object_id from exchange_importedrow j join {table} t on t.id = j.object_id
        where j.run_id = %s and j.noun = %s and (%s::bigint[] is null or j.object_id = any(%s)) and {differs}
    """  # noqa: S608 - the name of our own table
    with connection.cursor() as cursor:
        cursor.execute(sql, [run.pk, model._meta.label_lower, keys, keys])
        return {key for (key,) in cursor.fetchall()}


def _pointed_at(run: ImportRun, model: type[Model], keys: Any, *, but_ours: bool = False) -> set[int]:
    """Those of the rows that other rows point at; `but_ours` leaves out rows that the same import made or changed."""
    extras = extras_of(model)
    going: tuple[type[Model], ...] = extras.goes_with if extras else ()
    found: set[int] = set()
    for relation in model._meta.related_objects:
        if relation.related_model in going:
            continue
        name = relation.field.attname
        holders = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
        if relation.related_model is model:
            holders = holders.exclude(pk=F(name))
        if but_ours:
            ours = run.journal.filter(noun=relation.related_model._meta.label_lower)
            holders = holders.exclude(pk__in=ours.values("object_id"))
        found |= set(holders.values_list(name, flat=True))
    return found


def _restore(run: ImportRun, model: type[Model], keys: list[int]) -> None:
    """Write the noted values back; the version goes on, because an undo is a change like any other."""
    if not keys:
        return
    quote = connection.ops.quote_name
    table, own = quote(model._meta.db_table), {"id", "version", "changed_at"}
    columns = [quote(str(field.column)) for field in model._meta.concrete_fields if field.column not in own]
    sql = f"""
        update {table} as t
        set version = t.version + 1, changed_at = %s, {", ".join(f"{column} = b.{column}" for column in columns)}
        from exchange_importedrow j cross join lateral jsonb_populate_record(null::{table}, j.before) b
        where j.run_id = %s and j.noun = %s and j.object_id = any(%s) and t.id = j.object_id
    """  # noqa: S608 - names of our own table and columns
    with connection.cursor() as cursor:
        cursor.execute(sql, [timezone.now(), run.pk, model._meta.label_lower, keys])


def _models(run: ImportRun) -> list[type[Model]]:
    return [apps.get_model(noun) for noun in run.journal.order_by().values_list("noun", flat=True).distinct()]


def _title(model: type[Model], key: int, *, by) -> str:
    """The row by name, where `by` may know it."""
    row = rows(model, by=by).filter(pk=key).first() if is_entity(model) else None
    return str(row) if row else f"{model._meta.verbose_name} #{key}"
