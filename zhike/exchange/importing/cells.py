"""From the cells of a file to values of a noun: choices by code or word, rows of others by whatever names them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from zhike.exchange.importing.drafts import Draft
from zhike.kit import writing
from zhike.kit.access.rows import may, pointable
from zhike.kit.atomic import one_act
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of, is_entity
from zhike.reading.mapping import Mapping, TargetColumn
from zhike.reading.records import Plan, Record
from zhike.reading.source import Row

LANGUAGES = ("zh-hans", "en")
PICKED = re.compile(r"#(\d{1,18})\s*$")
MASK = "***"  # what an export writes in the place of what may not be taken away
MOST_TOLD = 12  # choices that a refusal lists


class Cells:
    """Understands the mapped cells of one file, for one person."""

    def __init__(self, entity: Entity, columns: Sequence[TargetColumn], mapping: Mapping, header: Sequence, *, by):
        self.model = entity.model
        # What is needed is asked for where a record is made, not where one is changed.
        self.needed = [column for column in columns if column.required]
        self.columns = [replace(column, required=False) for column in columns if column.name in mapping.columns]
        self.plan = Plan(mapping, self.columns, ZoneInfo(settings.TIME_ZONE))
        self.header = header
        fields = [field for field in entity.editable if field.name in mapping.columns]
        beside = {column.name for column in columns} - {field.name for field in entity.editable}
        self.personal = {field.name for field in fields if field.personal} | beside
        self.choices = {field.name: _reader(field) for field in fields if field.kind in ("choice", "choices")}
        makes = mapping.options.get("missing") == "create"
        self.relations = {
            field.name: Related(field, by=by, makes=makes) for field in fields if field.kind == "relation"
        }
        self.labels = {column.name: column.label for column in self.columns}

    def drafts(self, records: Iterable[Record]) -> list[Draft]:
        """Records of the file as drafts, rejected where a cell could not be read."""
        return [self._draft(record) for record in records]

    def mended(self, rows: Iterable[Row]) -> list[Draft]:
        """Rows of the file that somebody mended, as drafts."""
        return self.drafts(map(self.plan.reader(self.header), rows))

    def relate(self, drafts: Sequence[Draft]) -> list[Model]:
        """Put keys where rows of others were named, rejecting what names none; returns rows that had to be made."""
        for name, related in self.relations.items():
            related.look_up({draft.said[name] for draft in drafts if isinstance(draft.said.get(name), str)})
            for draft in drafts:
                self._point(draft, name, related)
        return [row for related in self.relations.values() for row in related.taken()]

    def _draft(self, record: Record) -> Draft:
        draft = Draft(record)
        if record.problem:
            draft.refuse(record.problem.sentence)
            return draft
        for column, cell in zip(self.columns, record.fields, strict=True):
            if cell is None or (column.name in self.personal and MASK in str(cell)):
                continue  # a blank or masked cell leaves the field as it is, or at its default
            if column.name in self.choices:
                try:
                    cell = self.choices[column.name](cell)
                except Refusal as refusal:
                    draft.refuse(refusal)
                    continue
            draft.said[column.name] = cell
        return draft

    def _point(self, draft: Draft, name: str, related: "Related") -> None:
        typed = draft.said.get(name)
        if not isinstance(typed, str):
            return
        if (key := related.known.get(typed)) is None:
            told = {"label": self.labels[name], "typed": typed}
            draft.refuse(_("%(label)s: “%(typed)s” does not name exactly one") % told)
            draft.may_follow = related.model is self.model
        else:
            draft.said[name] = key


class Related:
    """The rows one relation may point at, by everything that names exactly one of them."""

    def __init__(self, field: Field, *, by, makes: bool):
        self.model, self.by, self.known, self._made = field.related, by, {}, []  # type: ignore[var-annotated]
        self.makes = makes and is_entity(self.model) and may(by, "create", self.model)
        self.pointable = pointable(self.model, by=by)

    def look_up(self, typed: set[str]) -> None:
        """Learn the keys of what was typed: "name #12", any unique field, the title; of staff the user name or name."""
        missing = typed - self.known.keys()
        picked = {text: int(found[1]) for text in missing if (found := PICKED.search(text))}
        if picked:
            there = set(self.pointable.filter(pk__in=set(picked.values())).values_list("pk", flat=True))
            self.known |= {text: key for text, key in picked.items() if key in there}
        for name in _names(self.model):
            if missing := missing - self.known.keys():
                self._by(name, missing)
        for text in sorted(missing - self.known.keys()) if self.makes else ():
            self._make(text)

    def taken(self) -> list[Model]:
        """The rows made since this was asked last."""
        made, self._made = self._made, []
        return made

    def _by(self, name: str, typed: set[str]) -> None:
        found = defaultdict(set)
        for text, key in self.pointable.filter(**{f"{name}__in": typed}).values_list(name, "pk"):
            found[text].add(key)
        self.known |= {text: keys.pop() for text, keys in found.items() if len(keys) == 1}

    def _make(self, text: str) -> None:
        title = entity_of(self.model).title
        if self.pointable.filter(**{title: text}).exists():
            return  # it names more than one: another of that name helps nobody
        try:
            with one_act():
                row = writing.create(self.model, by=self.by, values={title: text})
        except (Refusal, ValidationError):
            return
        self.known[text] = row.pk
        self._made.append(row)


def _names(model: type[Model]) -> list[str]:
    """The text columns by which a row may be named, the unique ones first."""
    unique = [f.name for f in model._meta.concrete_fields if f.unique and isinstance(f, models.CharField)]
    return list(dict.fromkeys([*unique, entity_of(model).title if is_entity(model) else "name"]))


def _few(field: Field) -> str:
    """The words of the choices, as many as one reads in a line."""
    words = [str(word) for _value, word in field.choices]
    return "、".join(words[:MOST_TOLD]) + ("…" if len(words) > MOST_TOLD else "")


def _reader(field: Field) -> Callable[[Any], Any]:
    """What reads a choice by its code, or by its word in every language. It raises Refusal."""
    if not field.is_column:
        return field.typed
    words: dict[str, Any] = {}
    for language in (*LANGUAGES, translation.get_language()):
        with translation.override(language):
            words |= {str(word).casefold(): value for value, word in field.model_field.flatchoices}
    words |= {str(value).casefold(): value for value, _word in field.choices}

    def read(cell: Any) -> Any:
        if (typed := str(cell).casefold()) not in words:
            told = {"label": field.label, "typed": cell, "choices": _few(field)}
            raise Refusal(_("%(label)s: “%(typed)s” is none of the choices: %(choices)s") % told)
        return words[typed]

    return read
