"""Rows of a source as values for targets: each row either read whole, or refused with the first thing wrong in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from zhike.reading import amounts, dates, values
from zhike.reading.mapping import Mapping, TargetColumn
from zhike.reading.problems import BadValue, Problem
from zhike.reading.source import Row, Source

REMEMBERED = 1 << 14  # cells repeat: codes, prices, days

Read = Callable[[object], object]


class Record(NamedTuple):
    """One row. ``fields`` are in the order of the targets, None where a target has no column or the cell is blank.

    ``problem`` is set where the row was refused; ``fields`` are then empty. ``raw`` is the row as the file had it.
    """

    number: int
    fields: tuple
    raw: tuple
    problem: Problem | None = None


def records(source: Source, mapping: Mapping, targets: Sequence[TargetColumn], *, zone: ZoneInfo) -> Iterator[Record]:
    """Read every row of ``source``. Days and moments that name no zone are local to ``zone``."""
    mapping.check(source.columns, targets)
    return source.records(Plan(mapping, targets, zone))


@dataclass(frozen=True)
class Plan:
    """How rows become records: by itself, and as plain values for a process that reads them apart."""

    mapping: Mapping
    targets: Sequence[TargetColumn]
    zone: ZoneInfo

    def reader(self, columns: Sequence[str]) -> Callable[[Row], Record]:
        """What reads one row of a file with these columns, whether it comes from the file or was mended since."""
        readers = [_reader(target, columns, self.mapping, self.zone) for target in self.targets]
        return lambda row: _record(row, readers)

    def plain(self) -> list[Any]:
        """The plan as lists, without what it calls things."""
        targets = [(target.name, target.kind, target.required, target.longest) for target in self.targets]
        return [list(self.mapping.columns.items()), list(self.mapping.options.items()), targets, self.zone.key]

    @classmethod
    def of(cls, columns: Any, options: Any, targets: Sequence[Any], zone: str) -> "Plan":
        """A plan that was made plain."""
        nameless = [TargetColumn(name, "", kind, required, longest=most) for name, kind, required, most in targets]
        return cls(Mapping(dict(columns), dict(options)), nameless, ZoneInfo(zone))


def _record(row: Row, readers: list[Callable[[tuple], object]]) -> Record:
    if row.problem:
        return Record(row.number, (), row.values, row.problem)
    try:
        return Record(row.number, tuple([read(row.values) for read in readers]), row.values)
    except BadValue as problem:
        return Record(row.number, (), row.values, problem)


def _reader(
    target: TargetColumn, columns: Sequence[str], mapping: Mapping, zone: ZoneInfo
) -> Callable[[tuple], object]:
    if target.name not in mapping.columns:
        return lambda row: None
    position = columns.index(mapping.columns[target.name])
    read = lru_cache(REMEMBERED, typed=True)(_checked(target, _kind(target.kind, mapping, zone)))
    return lambda row: read(row[position])


def _kind(kind: str, mapping: Mapping, zone: ZoneInfo) -> Read:
    day_first = None if mapping.options.get("day_first") is None else bool(mapping.options["day_first"])
    decimal_comma = bool(mapping.options.get("decimal_comma"))
    kinds: dict[str, Read] = {
        "text": values.text,
        "prose": values.prose,
        "identifier": values.identifier,
        "truth": values.truth,
        "number": lambda raw: amounts.number(raw, decimal_comma=decimal_comma),
        "moment": lambda raw: dates.moment(raw, zone=zone, day_first=day_first),
        "day": lambda raw: dates.day(raw, zone=zone, day_first=day_first),
    }
    return kinds[kind]


def _checked(target: TargetColumn, read: Read) -> Read:
    """Read one cell for ``target``: blank is None, and every refusal names the target."""

    def checked(raw: object) -> object:
        try:
            value = read(raw)
            if value is None or value == "":
                if target.required:
                    raise BadValue("missing", raw)
                return None
            if isinstance(value, str) and len(value) > target.longest:
                raise BadValue("too_long", raw, limit=target.longest)
        except BadValue as problem:
            raise problem.of(target.name, target.label) from None
        return value

    return checked
