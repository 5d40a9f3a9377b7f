"""Which record a row of a file means: the one with the same number, else the one that agrees in the chosen fields."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Model, Q
from django.utils.translation import gettext as _

from zhike.exchange.importing.drafts import Draft
from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.postgres.among import among

NUMBER = "id"  # the column of a file that holds the record's own number
Way = tuple[str, ...]
Key = tuple[Way, tuple]


class Matcher:
    """Recognises rows for one person, by `rule` (fields that must all agree) or by what the noun is known by.

    Without a rule a row is recognised by the first of `Entity.match` it has a value for, else by being equal in every
    value it says; so the same file again changes nothing.
    """

    def __init__(self, entity: Entity, rule: Sequence[str], *, by):
        self.entity, self.by = entity, by
        self.ways: list[Way] = [(NUMBER,), *([tuple(rule)] if rule else [(name,) for name in entity.match])]
        self.else_by_all = not rule
        self.fields = {field.name: field for field in entity.editable}
        labels = {field.name: field.label for field in entity.editable}
        self.columns: dict[str, Any] = {NUMBER: _("record number"), **labels}

    def key(self, draft: Draft) -> Key | None:
        """What a row is recognised by; None where it says nothing that could be."""
        for way in self.ways:
            if all(draft.said.get(name) is not None for name in way):
                return way, tuple(self._as_stored(name, draft.said[name]) for name in way)
        fields = {name: self._as_stored(name, value) for name, value in draft.said.items() if name in self.columns}
        return (tuple(fields), tuple(fields.values())) if self.else_by_all and fields else None

    def find(self, drafts: dict[Key, Draft]) -> dict[Key, Model]:
        """The records these rows mean, locked; rows that mean one out of reach, or several, are rejected."""
        there = {key: found for key, found in self._keys(drafts) if found or key[0] == (NUMBER,)}
        every = {pk for found in there.values() for pk in found}
        reached = rows(self.entity.model, by=self.by, to="change").filter(among("pk", every))
        moments = {"created_at", "changed_at"} & {column.name for column in self.entity.model._meta.concrete_fields}
        mine = {row.pk: row for row in reached.defer(*moments).select_for_update(of=("self",))}
        return {key: row for key, found in there.items() if (row := self._one(drafts[key], key[0], found, mine))}

    def _one(self, draft: Draft, way: Way, found: list[int], mine: dict[int, Model]) -> Model | None:
        reached = [mine[pk] for pk in found if pk in mine]
        if len(reached) == 1 or way not in self.ways:
            return reached[0] if reached else None
        if not (reached or self._tells_apart(way)):
            return None  # many rows may hold the same, and of those out of reach nothing is told
        labels = " + ".join(str(self.columns[name]) for name in way)
        if reached:
            draft.refuse(_("%(labels)s: several records agree; choose more fields") % {"labels": labels})
        else:
            draft.refuse(_("%(labels)s: this value cannot be used here") % {"labels": labels})
        return None

    def _tells_apart(self, way: Way) -> bool:
        """Whether one row at most can agree, so that another one could not be written either."""
        return any(name == NUMBER or getattr(self.entity.field(name).model_field, "unique", False) for name in way)

    def _keys(self, drafts: dict[Key, Draft]) -> Iterator[tuple[Key, list[int]]]:
        """For each row the numbers of the records that agree, whoever may see them, the oldest first."""
        by_way: dict[Way, list[tuple]] = defaultdict(list)
        for way, values in drafts:
            by_way[way].append(values)
        for way, some in by_way.items():
            agreeing = self._agreeing(way, some)
            yield from (((way, values), agreeing.get(values, [])) for values in some)

    def _agreeing(self, way: Way, some: list[tuple]) -> dict[tuple, list[int]]:
        probe, wanted = self._probe(way, some)
        found = defaultdict(list)
        are_texts = all(isinstance(value, str) for value in wanted)
        asked = among("probe", wanted) if are_texts else Q(probe__in=wanted)
        everything = self.entity.model._base_manager.alias(probe=probe).filter(asked).order_by("pk")
        for pk, *values in everything.values_list("pk", *(self._sql(name) for name in way)):
            found[tuple(values)].append(pk)
        return found

    def _probe(self, way: Way, some: list[tuple]) -> tuple[Any, set]:
        """By what to ask the database, and the values to ask for: a column with an index where there is one."""
        unique = [name for name in way if name == NUMBER or getattr(self.fields[name].model_field, "unique", False)]
        title = self.entity.title
        if unique or title not in way:
            name = (unique or list(way))[0]
            return self._sql(name), {values[way.index(name)] for values in some}
        column = self.entity.field(title).key
        return F(column), {getattr(self._said(way, values), column) for values in some}

    def _said(self, way: Way, values: tuple) -> Any:
        """A row that holds these values."""
        row: Any = self.entity.model()
        for name, value in zip(way, values, strict=True):
            if self.fields[name].kind != "sealed":
                self.fields[name].put(row, value)
        row.derive()
        return row

    def _sql(self, name: str) -> Any:
        return F("pk") if name == NUMBER else self.fields[name].sql

    def _as_stored(self, name: str, value: Any) -> Any:
        """A value as the database tells it: several options as one text, what is sealed as its mark."""
        if name != NUMBER and (marks := getattr(self.fields[name], "marks", None)):
            return marks(value)[0]
        return ",".join(value) if isinstance(value, list) else value
