"""Standings as fields of a customer: columns, filters and sort keys like any other."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from typing_extensions import TypedDict

from zhike.customers import outlook
from zhike.customers.kinds import KINDS, mark_of, words_of
from zhike.customers.knowing import Telling, is_told, telling_to, without
from zhike.customers.models import Standing
from zhike.kit.fields import Field
from zhike.kit.surfaces.parts import Part
from zhike.look.format import money, number


def standings(*names: str, show: bool = False) -> tuple["StandingField", ...]:
    """Fields for these kinds of standing, all of them conditions of the list."""
    return tuple((NumberStanding if KINDS[name].numeric else CodedStanding)(name, show=show) for name in names)


def as_told(by: Any, every: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of a customer that tell somebody nothing of orders and costs that they may not know."""
    telling = telling_to(by)
    if telling is None:
        return every
    return tuple(_covered(field, telling) for field in every if is_told(field.name, by=by))


class StandingData(TypedDict):
    """A standing as programs read it; `number` is a decimal as text, days are ISO dates."""

    value: str | None
    number: str | None
    since: str
    as_of: str
    rule_version: str
    evidence: dict[str, Any]


class Brief(NamedTuple):
    """A standing without its birth certificate, which no list shows."""

    value: str
    number: Decimal | None


class Beliefs:
    """What is believed of some customers shown together, asked for when it is needed: once for all of them.

    `kinds` are those that somebody is going to ask for.
    """

    def __init__(self, customers: Iterable[int]):
        self.customers, self.kinds = list(customers), set[str]()

    def want(self, kind: str) -> None:
        """Expect a kind to be asked for; what was fetched without it is fetched again."""
        if kind not in self.kinds:
            self.kinds.add(kind)
            self.__dict__.pop("brief", None)
            self.__dict__.pop("full", None)

    @cached_property
    def brief(self) -> dict[tuple[int, str], Brief]:
        """By customer and kind, enough to show."""
        found = self._current().values_list("customer", "kind", "value", "number")
        return {(customer, kind): Brief(value, number) for customer, kind, value, number in found}

    @cached_property
    def full(self) -> dict[tuple[int, str], Standing]:
        """By customer and kind, with evidence."""
        return {(standing.customer_id, standing.kind): standing for standing in self._current()}

    def _current(self) -> Any:
        # One parameter however many customers there are; a list of them takes longer to write than to answer.
        some = RawSQL("select unnest(%s::bigint[])", [self.customers])
        return Standing.objects.current().filter(customer__in=some, kind__in=self.kinds)


class StandingField(Field):
    """The current standing of one kind. Read-only: only computations and verbs write standings."""

    telling: Telling | None = None  # names of evidence that its reader may not know

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

    def value(self, row: Model) -> Standing | Brief | None:
        """The standing itself where one row is looked at, else in brief; None where nothing is known."""
        return self._standing(row, "brief")

    shape = StandingData

    def data(self, row: Model) -> StandingData | None:
        """The standing with its birth certificate."""
        standing = self._standing(row, "full")
        if standing is None:
            return None
        return {
            "value": standing.value or None,
            "number": None if standing.number is None else format(standing.number, "f"),
            "since": standing.since.isoformat(),
            "as_of": standing.as_of.isoformat(),
            "rule_version": standing.rule_version,
            "evidence": without(self.telling, standing.evidence) if self.telling else standing.evidence,
        }

    def attach(self, some: list[Model]) -> None:
        """Of one row everything, as its page shows it; of several what will be asked for, when it is."""
        if len(some) > 1:
            beliefs = Beliefs(row.pk for row in some)
            for row in some:
                row.__dict__.setdefault("beliefs", beliefs).want(self.name)
        elif some:
            some[0].believed  # type: ignore[attr-defined]  # noqa: B018  asked for with the latest steps

    def _standing(self, row: Model, depth: str) -> Any:
        if "believed" in row.__dict__:
            return row.__dict__["believed"].get(self.name)
        beliefs = row.__dict__.get("beliefs")
        return getattr(beliefs, depth).get((row.pk, self.name)) if beliefs else None

    def html(self, row: Model) -> SafeString | str:
        return self.in_language(get_language())(row)

    def in_language(self, language: str | None) -> Callable[[Model], SafeString | str]:
        """What writes the standing of a row, in a language that every row shares."""
        raise NotImplementedError

    def nothing_known(self) -> Q:
        return ~Q(Exists(self._current()))

    def _parted(self, known: list[Part], found: QuerySet, ranked: Q) -> list[Part]:
        """A long list along the index of standings: the rows that are known, then those without a `ranked` one."""
        return [*known, Part(found.filter(~Exists(self._current().filter(ranked))))]

    @property
    def _mine(self) -> Q:
        return Q(standings__kind=self.name, standings__until=None)

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
        if self.standing.told:
            told = self._standing(row, "full")
            return outlook.title(told) if told else ""
        standing = self.value(row)
        return words_of(self.name, standing.value) if standing else ""

    def in_language(self, language: str | None) -> Callable[[Model], SafeString | str]:
        """What writes the word with its colour mark; never the colour alone."""

        def write(row: Model) -> SafeString | str:
            if self.standing.told:
                return escape(self.words(row))
            standing = self.value(row)
            return "" if standing is None else _marked(self.name, standing.value, language)

        return write

    def order(self, queryset):
        """Best value first, as the words are listed; codes without words (RFM) as they are."""
        found = queryset.annotate(standing_value=Subquery(self._current().values("value")[:1]))
        ranks = [When(standing_value=value, then=Value(rank)) for rank, (value, _word) in enumerate(self.choices)]
        return found.annotate(sort_key=Case(*ranks, default=None) if ranks else F("standing_value"))

    def group(self, queryset):
        return queryset.annotate(group_key=Subquery(self._current().values("value")[:1]))

    def parts(self, found: QuerySet) -> list[Part]:
        """Value by value where they are listed, else in one run."""
        if not self.choices:
            coded = found.filter(self._mine, ~Q(standings__value=""))
            known = [Part(coded.annotate(sort_key=F("standings__value")), runs=True)]
            return self._parted(known, found, ~Q(value=""))
        values = [value for value, _word in self.choices]
        known = [Part(found.filter(self._mine, standings__value=value), rank) for rank, value in enumerate(values)]
        return self._parted(known, found, Q(value__in=values))

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

    def in_language(self, language: str | None) -> Callable[[Model], SafeString | str]:
        """What writes the number with its unit, or the amount."""
        unit = _unit(self.name, language)

        def write(row: Model) -> SafeString | str:
            standing = self.value(row)
            if standing is None or standing.number is None:
                return ""
            if self.money:
                return self._banded(row) if self.standing.told else money(standing.number, language=language)
            return SafeString(f"{number(standing.number)} {unit}")

        return write

    def _banded(self, row: Model) -> SafeString | str:
        """The amount, and between what amounts it lies in nine cases of ten."""
        full = self._standing(row, "full")
        if ends := outlook.band(full.evidence):
            return format_html('{} <small class="faint">{}–{}</small>', *map(money, (full.number, *ends)))
        return money(full.number)

    def order(self, queryset):
        return queryset.annotate(sort_key=Subquery(self._current().values("number")[:1]))

    def parts(self, found: QuerySet) -> list[Part]:
        """Number by number."""
        numbered = found.filter(self._mine, standings__number__isnull=False)
        known = [Part(numbered.annotate(sort_key=F("standings__number")), runs=True)]
        return self._parted(known, found, Q(number__isnull=False))

    def condition(self, operator: str, values: list[Any]) -> Q:
        if operator == "empty":
            return self.nothing_known()
        lookup = {"min": "number__gte", "max": "number__lte", "is": "number"}[operator]
        return Q(Exists(self._current().filter(**{lookup: values[0]})))


def _covered(field: Field, telling: Telling) -> Field:
    if isinstance(field, StandingField):
        field = copy(field)
        field.telling = telling
    return field


@cache
def _unit(kind: str, language: str | None) -> str:
    """The unit of a number, in a language; a list shows it in every row."""
    return escape(str(KINDS[kind].unit))


@lru_cache(maxsize=1000)
def _marked(kind: str, value: str, language: str | None) -> SafeString:
    """The word of a value with its mark, in a language."""
    return format_html('<span class="{}">{}</span>', mark_of(kind, value), words_of(kind, value))
