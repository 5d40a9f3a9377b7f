"""Rows of a file become records: recognised, checked, written together, with trace, search and journal."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from zhike.exchange.importing import journal
from zhike.exchange.importing.cells import Cells
from zhike.exchange.importing.drafts import Draft
from zhike.exchange.importing.extras import extras_of
from zhike.exchange.importing.making import Blanks, Sound
from zhike.exchange.importing.matching import Key, Matcher
from zhike.exchange.importing.models import ImportRun
from zhike.kit import search, writing, writing_many
from zhike.kit.access.rows import readable
from zhike.kit.audit import trace
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.postgres.meanwhile import meanwhile
from zhike.reading import values


class Intake:
    """Takes the rows of one run in. Everything happens in the caller's transaction."""

    def __init__(self, entity: Entity, run: ImportRun, cells: Cells, options: dict[str, Any]):
        offered, entity = entity.editable, entity.seen_by(run.by)
        self.entity, self.run, self.cells, self.extras = entity, run, cells, extras_of(entity.model)
        self.mode = options.get("mode", "upsert")
        rule = [name for name in str(options.get("match", "")).split("+") if name]
        self.matcher = Matcher(entity, rule, by=run.by)
        self.further = [column.name for column in self.extras.columns] if self.extras else []
        self.fields = {field.name: field for field in entity.editable}
        for field in offered:
            if field.name in cells.labels and field.name not in self.fields:
                raise Refusal(_("Your role may not write “%(field)s”; leave its column out.") % {"field": field.label})
        self.blanks, self.sound = Blanks(entity.model), Sound(entity.model)

    def take(self, drafts: Sequence[Draft]) -> None:
        """Bring rows in; each ends with its outcome, and a rejected one with its reason."""
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")  # what the database refuses, it refuses at once
        self.blanks.renew()
        self._take([draft for draft in drafts if not draft.outcome])
        while beside := [draft for draft in drafts if draft.may_follow]:
            for draft in beside:
                draft.outcome, draft.reason, draft.may_follow = "", "", False
            if all(draft.may_follow for draft in self._take(beside)):
                break

    def _take(self, waiting: list[Draft]) -> list[Draft]:
        """In waves: a row that says something else of a record of this wave waits for the next one."""
        drafts = waiting
        for row in self.cells.relate(drafts):
            journal.keep_made(self.run, type(row), [row.pk])
        while waiting := [draft for draft in waiting if not draft.outcome]:
            wave: dict[Key, Draft] = {}
            for draft in waiting:
                first = wave.setdefault(self.matcher.key(draft) or ((), (draft.record.number,)), draft)
                if first is not draft and first.said == draft.said:
                    draft.outcome = "merged"
                    first.same.append(draft)
            self._take_wave(wave)
        return drafts

    def _take_wave(self, wave: dict[Key, Draft]) -> None:
        known = self.matcher.find({key: draft for key, draft in wave.items() if key[0]})
        ours = journal.touched(self.run, self.entity.model, [row.pk for row in known.values()])
        for key, draft in wave.items():
            row = known.get(key)
            if not draft.outcome:
                self._prepare(draft, row, is_ours=row is not None and row.pk in ours)
        self._refuse_taken(wave)
        writing_many.bisect([draft for draft in wave.values() if not draft.reason], self._write, self._refuse)
        for draft in wave.values():
            for same in draft.same if draft.reason else ():
                same.refuse(draft.reason)

    def _prepare(self, draft: Draft, row: Model | None, *, is_ours: bool) -> None:
        if row and self.mode == "create" and not is_ours:
            draft.refuse(_("There is such a record already."))
            return
        if not row and self.mode == "update":
            draft.refuse(_("There is no such record that you may change."))
            return
        draft.outcome = "merged" if is_ours else "changed" if row else "created"
        try:
            self._fill(draft, row)
        except (ValidationError, Refusal) as error:
            self._refuse(draft, error)

    def _fill(self, draft: Draft, row: Any) -> None:
        """Put what is said into the record, checked as a form would; raises where it cannot be."""
        draft.is_new, held = row is None, row or self.blanks.take()
        draft.row = held
        if self.extras and (further := self._further(draft)):
            self.extras.check(further)
        others = [(self.fields[name], said) for name, said in draft.said.items() if name in self.fields]
        others = [(field, said) for field, said in others if _differs(field.stored(held), said)]
        if row and not others:
            return
        before = trace.snapshot(row) if row else {}
        for field, said in others:
            field.put(held, said)
        held.derive()
        if row is None and (missing := self._missing(draft)):
            raise ValidationError({name: _("is empty") for name in missing})
        self.sound.check(held, draft.said)
        held.clean()
        draft.changes = trace.difference(before, trace.snapshot(row)) if row else {}

    def _missing(self, draft: Draft) -> set[str]:
        return {column.name for column in self.cells.needed if draft.said.get(column.name) in (None, [])}

    def _further(self, draft: Draft) -> dict[str, str]:
        return {name: draft.said[name] for name in self.further if name in draft.said}

    def _refuse_taken(self, wave: dict[Key, Draft]) -> None:
        """Reject what another record holds already where only one may hold it."""
        for name, field in self.fields.items():
            if not getattr(field.model_field, "unique", False) or all(way == (name,) for way, _values in wave):
                continue
            said = [d for d in wave.values() if d.row and not d.reason and d.said.get(name) is not None]
            holders = self.entity.model._base_manager.filter(**{f"{name}__in": [draft.said[name] for draft in said]})
            held: dict[Any, Any] = dict(holders.values_list(name, "pk"))
            for draft in said:
                assert draft.row is not None
                if held.setdefault(draft.said[name], draft.row.pk or draft) not in (draft.row.pk, draft):
                    draft.refuse(_("%(labels)s: this value cannot be used here") % {"labels": field.label})

    def _write(self, drafts: list[Draft]) -> None:
        with meanwhile(connection):
            self._write_beside(drafts)

    def _write_beside(self, drafts: list[Draft]) -> None:
        model, run = self.entity.model, self.run
        new: list[Any] = [draft.row for draft in drafts if draft.is_new]
        changed: list[Any] = [draft.row for draft in drafts if draft.changes]
        keys = [row.pk for row in changed]
        writing_many.insert(new)
        journal.keep_made(run, model, [row.pk for row in new])
        journal.keep_before(run, model, keys)
        for field in journal.kept_beside(model):
            if any(field.name in draft.changes for draft in drafts):
                journal.keep_beside(run, field, model, keys)
        writing_many.update(changed, trace.columns(model, {name for draft in drafts for name in draft.changes}))
        journal.keep_changed(run, model, keys)
        self._require_in_sight(drafts)
        grown = self._bring_further(drafts)
        written: list[Any] = [d for d in drafts if d.is_new or d.changes or d.row.pk in grown]  # type: ignore[union-attr]
        search.index([draft.row for draft in written])
        search.follow(model, [draft.row.pk for draft in written if self.entity.title in draft.changes])
        trace.record_each("load", [(draft.row, draft.changes) for draft in written], by=run.by)
        unchanged = {id(draft) for draft in drafts} - {id(draft) for draft in written}
        for draft in drafts:
            if draft.outcome == "changed" and id(draft) in unchanged:
                draft.outcome = "unchanged"

    def _bring_further(self, drafts: list[Draft]) -> set[int]:
        pairs: list[Any] = [(draft.row, said) for draft in drafts if (said := self._further(draft))]
        made = self.extras.bring(pairs) if self.extras and pairs else {}
        for model in {model for model, _keys in made.values()}:
            journal.keep_made(self.run, model, [key for one, keys in made.values() if one is model for key in keys])
        return set(made)

    def _require_in_sight(self, drafts: list[Draft]) -> None:
        keys: list[Any] = [draft.row and draft.row.pk for draft in drafts]
        seen = readable(self.entity.model, keys, by=self.run.by)
        if unseen := {place for place, key in enumerate(keys) if key not in seen}:
            raise writing_many.Unwanted(unseen, _("That would put the record out of your own sight."))

    def _refuse(self, draft: Draft, error: Exception) -> None:
        if isinstance(error, ValidationError):
            named = writing.errors_by_field(error)
            reasons = (f"{self._label(name)}{sentence}" for name, some in named.items() for sentence in some)
            draft.refuse(" ".join(reasons))
        elif isinstance(error, Refusal | writing_many.Unwanted):
            draft.refuse(error)
        else:
            draft.refuse(self._surprise(draft))

    def _surprise(self, draft: Draft) -> str:
        """Why the database refused a row that seemed right: the model may know, row by row."""
        assert draft.row is not None
        try:
            draft.row.full_clean()
        except ValidationError as error:
            return " ".join(error.messages)
        return _("The database refuses this row.")

    def _label(self, name: str) -> str:
        return f"{self.fields[name].label}: " if name in self.fields else ""


def _differs(old: Any, said: Any) -> bool:
    """Whether a value is another one; a text that differs only in blanks, which no file keeps, is not."""
    return old != said and not (isinstance(old, str) and values.prose(old) == said)
