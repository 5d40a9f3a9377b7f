"""Standings as fields of a customer: columns, filters and sort keys like any other."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.html import format_html
from django.utils.safestring import SafeString
from typing_extensions import TypedDict

from zhike.customers.kinds import KINDS, mark_of, words_of
from zhike.customers.models import Standing
from zhike.kit.fields import Field
from zhike.kit.surfaces.parts import Part
from zhike.look.format import money, number


def standings(*names: str, show: bool = False) -> tuple["StandingField", ...]:
    """Fields for these kinds of standing, all of them conditions of the list."""
    return tuple((NumberStanding if KINDS[name].numeric else CodedStanding)(name, show=show) for name in names)


class StandingData(TypedDict):
    """A standing as programs read it; `number` is a decimal as text, days are ISO dates."""

    value: str | None
    number: str | None
    since: str
    as_of: str
    rule_version: str
    evidence: dict[str, Any]


class StandingField(Field):
    """The current standing of one kind. Read-only: only computations and verbs write standings."""

    def __init__(self, name: str, *, show: bool):
        self.standing = KINDS[name]
        super().__init__(name, show=show, filter=True, edit=False, unit=self.standing.unit, money=self.standing.money)

    def bind(self, model: type[Model]) -> None:
        self.model_field = None

    @property
    def label(self) -> Any:
        return self.standing.label

    @property
    def nullable(self) -> bool:
        return True

    def value(self, row: Model) -> Standing | None:
        """The standing itself, with evidence; None where nothing is known."""
        return row.__dict__.get("believed", {}).get(self.name)

    shape = StandingData

    def data(self, row: Model) -> StandingData | None:
        """The standing with its birth certificate."""
        standing = self.value(row)
        if standing is None:
            return None
        return {
            "value": standing.value or None,
            "number": None if standing.number is None else format(standing.number, "f"),
            "since": standing.since.isoformat(),
            "as_of": standing.as_of.isoformat(),
            "rule_version": standing.rule_version,
            "evidence": standing.evidence,
        }

    def attach(self, some: list[Model]) -> None:
        missing: dict[Any, Any] = {row.pk: row for row in some if "believed" not in row.__dict__}
        if len(missing) < 2:
            for row in missing.values():
                row.believed  # noqa: B018  one alone asks for its latest steps too, which its page tells of
            return
        for row in missing.values():
            row.__dict__["believed"] = {}
        for standing in Standing.objects.current().filter(customer__in=missing):
            missing[standing.customer_id].__dict__["believed"][standing.kind] = standing

    def nothing_known(self) -> Q:
        return ~Q(Exists(self._current()))

    def parts(self, found: QuerySet) -> list[Part]:
        """A long list in this order, along the index of standings."""
        mine = Q(standings__kind=self.name, standings__until=None)
        return [*self._known(found, mine), Part(found.filter(~Exists(self._current().filter(self._ranked()))))]

    def _known(self, found: QuerySet, mine: Q) -> list[Part]:
        """The rows with a standing of this kind, in parts."""
        raise NotImplementedError

    def _ranked(self) -> Q:
        """Which standings stand in those parts."""
        raise NotImplementedError

    def _current(self) -> Any:
        return Standing.objects.current().filter(kind=self.name, customer=OuterRef("pk"))


class CodedStanding(StandingField):
    """A standing with a word: tier, rung, stage."""

    kind = "choice"
    operators = ("in",)

    @property
    def choices(self) -> Sequence[tuple[str, Any]]:
        return self.standing.values

    def words(self, row: Model) -> str:
        standing = self.value(row)
        return words_of(self.name, standing.value) if standing else ""

    def html(self, row: Model) -> SafeString | str:
        """The word with its colour mark; never the colour alone."""
        standing = self.value(row)
        if standing is None:
            return ""
        return format_html('<span class="{}">{}</span>', mark_of(self.name, standing.value), self.words(row))

    def order(self, queryset):
        """Best value first, as the words are listed; codes without words (RFM) as they are."""
        found = queryset.annotate(standing_value=Subquery(self._current().values("value")[:1]))
        ranks = [When(standing_value=value, then=Value(rank)) for rank, (value, _word) in enumerate(self.choices)]
        return found.annotate(sort_key=Case(*ranks, default=None) if ranks else F("standing_value"))

    def group(self, queryset):
        return queryset.annotate(group_key=Subquery(self._current().values("value")[:1]))

    def _known(self, found: QuerySet, mine: Q) -> list[Part]:
        if not self.choices:
            coded = found.filter(mine, ~Q(standings__value=""))
            return [Part(coded.annotate(sort_key=F("standings__value")), runs=True)]
        ranked = enumerate(value for value, _word in self.choices)
        return [Part(found.filter(mine, standings__value=value), rank) for rank, value in ranked]

    def _ranked(self) -> Q:
        return Q(value__in=[value for value, _word in self.choices]) if self.choices else ~Q(value="")

    def condition(self, operator: str, values: list[Any]) -> Q:
        """Any of the values; a shorter value matches its beginning, so that `rfm=54` is every score of R 5 and F 4."""
        if operator == "empty":
            return self.nothing_known()
        wanted = [value for value in values if value is not None]
        some = Q(value__in=wanted)
        if self.name == "rfm":
            for value in wanted:
                some |= Q(value__startswith=value)
        found = Q(Exists(self._current().filter(some)))
        return found | self.nothing_known() if None in values else found


class NumberStanding(StandingField):
    """A standing with a number: days, counts, money."""

    kind = "number"
    operators = ("is", "min", "max")

    def words(self, row: Model) -> str:
        standing = self.value(row)
        return "" if standing is None else format(standing.number, "f")

    def html(self, row: Model) -> SafeString | str:
        standing = self.value(row)
        if standing is None or standing.number is None:
            return ""
        if self.money:
            return money(standing.number)
        return format_html("{} {}", number(standing.number), self.unit)

    def order(self, queryset):
        return queryset.annotate(sort_key=Subquery(self._current().values("number")[:1]))

    def _known(self, found: QuerySet, mine: Q) -> list[Part]:
        numbered = found.filter(mine, standings__number__isnull=False)
        return [Part(numbered.annotate(sort_key=F("standings__number")), runs=True)]

    def _ranked(self) -> Q:
        return Q(number__isnull=False)

    def condition(self, operator: str, values: list[Any]) -> Q:
        if operator == "empty":
            return self.nothing_known()
        lookup = {"min": "number__gte", "max": "number__lte", "is": "number"}[operator]
        return Q(Exists(self._current().filter(**{lookup: values[0]})))
