"""A question as one SQL text, in the part of the language that DuckDB and Spark share.

Every cell and every total comes from the rows themselves, by GROUPING SETS, so what cannot be added up never is. A bit
of `level` says of each dimension whether it is added over, so that a total is never taken for a missing value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import DISTINCT, EXACT, LAST, SUM, Dimension, Part
from zhike.insight.cubes.scope import Within
from zhike.insight.cubes.times import GRAINS
from zhike.insight.cubes.windows import Window


@dataclass
class Text:
    """SQL with `:name` parameters; the names of the parts in the order of its columns."""

    sql: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)

    def param(self, value: Any) -> str:
        """A value as a parameter."""
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f":{name}"


@dataclass(frozen=True)
class Scoped:
    """A question of somebody: the rows they may see of a source in a window.

    `kept` are the values of the first dimension of the rows that stand by themselves; all others are one row.
    """

    question: Question
    source: str
    seen: Within
    window: Window
    kept: Sequence[Any] | None = None

    def rows(self, text: Text, parts: Mapping[str, Part]) -> tuple[list[str], str]:
        """What is grouped by, and the rows with those columns."""
        grouped = _grouped(self.question, text, self.seen, self.kept)
        told = ", ".join([*(f"{sql} AS {name}" for name, sql in grouped.items()), "t.*", *_lasts(self.question, parts)])
        where = _where(self.question, text, self.seen, self.window)
        return list(grouped), f"(SELECT {told} FROM {self.source} t{where}) t"  # noqa: S608 -- declarations and parameters

    def every_set(self, grouped: Sequence[str], sums: Sequence[str], source: str, most: int) -> str:
        """Sums of every cell and total."""
        # In the order of the first set, which Spark asks for: the axes, then what is left over.
        level = f"grouping_id({', '.join(grouped)})" if grouped else "0"
        by = f" GROUP BY GROUPING SETS ({', '.join(_sets(self.question, self.kept))})" if grouped else ""
        shown = ", ".join([f"{level} AS level", *grouped, *sums])
        return f"SELECT {shown} FROM {source}{by} LIMIT {most}"  # noqa: S608 -- declarations and parameters


def cells(asked: Scoped, parts: Mapping[str, Part], *, most: int) -> Text:
    """These parts of every cell of a question with its totals, `most` rows at most."""
    text = Text(parts=list(parts))
    grouped, rows = asked.rows(text, parts)
    divided = is_divided(asked.question)
    sums = [f"{_aggregate(part, asked.question, divided)} AS part_{at}" for at, part in enumerate(parts.values())]
    text.sql = asked.every_set(grouped, sums, rows, most)
    return text


def extent(asked: Scoped, part: Part) -> Text:
    """How many of the finest cells there are, and between which numbers the records of a part lie."""
    text = Text()
    grouped, rows = asked.rows(text, {})
    by = f" GROUP BY {', '.join(grouped)}" if grouped else ""
    each = f"SELECT min({part.sql}) AS low, max({part.sql}) AS high FROM {rows}{by}"  # noqa: S608 -- declarations
    text.sql = f"SELECT count(*) AS cells, min(low) AS low, max(high) AS high FROM ({each})"  # noqa: S608 -- declarations
    return text


def marked(asked: Scoped, name: str, part: Part, *, low: int, high: int, most: int) -> Text:
    """How many records with numbers from `low` to `high` are behind every cell and total, each counted once.

    The finest cells mark theirs in a row of bits, and what any of several marks is marked in the total of them.
    """
    text = Text(parts=[name])
    grouped, rows = asked.rows(text, {})
    by = f" GROUP BY {', '.join(grouped)}" if grouped else ""
    marks = f"bitstring_agg(CASE WHEN {part.sql} BETWEEN {low} AND {high} THEN {part.sql} END, {low}, {high})"
    finest = f"SELECT {', '.join([*grouped, f'{marks} AS marks'])} FROM {rows}{by}"  # noqa: S608 -- declarations
    count = ["CAST(coalesce(bit_count(bit_or(marks)), 0) AS BIGINT) AS part_0"]
    text.sql = f"WITH finest AS MATERIALIZED ({finest}) {asked.every_set(grouped, count, 'finest', most)}"
    return text


def ranking(question: Question, source: str, seen: Within, *, window: Window, most: int) -> Text:
    """The values of the first dimension of the rows with the parts of the main measure, the largest first."""
    text, first = Text(), question.rows[0]
    parts = question.main.parts
    text.parts = list(parts)
    sums = ", ".join(
        f"{_aggregate(part, question, is_divided(question))} AS part_{at}" for at, part in enumerate(parts.values())
    )
    told = ", ".join([f"{seen.told(first)} AS d0", "t.*", *_lasts(question, parts)])
    where = _where(question, text, seen, window)
    inner = f"SELECT {told} FROM {source} t{where}"  # noqa: S608 -- declarations and parameters
    text.sql = f"SELECT d0, {sums} FROM ({inner}) t GROUP BY d0 ORDER BY 2 DESC NULLS LAST, d0 LIMIT {most}"  # noqa: S608
    return text


def lines(question: Question, source: str, seen: Within, *, most: int, start: int) -> Text:
    """The rows of a cell themselves: record, day, what tells lines apart, their numbers; the newest first."""
    text, cube = Text(), question.cube
    known = cube.dimensions(question.by)
    told = [f"{seen.told(known[name])} AS d{at}" for at, name in enumerate(cube.lines) if name in known]
    figures = [one.name for one in cube.figures_of(question.by)]
    columns = [f"{cube.key} AS record", f"{cube.day} AS day", *told, *figures]
    where = _counted(question, text, seen)
    ties = ", ".join(str(at) for at in range(3, len(columns) + 1))
    text.sql = (
        f"SELECT {', '.join(columns)} FROM {source} t{where}"  # noqa: S608 -- declarations and parameters
        f" ORDER BY 2 DESC, 1 DESC, {ties} LIMIT {most} OFFSET {start}"
    )
    return text


def sums(question: Question, source: str, seen: Within) -> Text:
    """How many rows a cell has, and what their numbers add up to."""
    text = Text()
    where = _counted(question, text, seen)
    added = "".join(f", sum({one.name}) AS {one.name}" for one in question.cube.figures_of(question.by))
    text.sql = f"SELECT count(*) AS lines{added} FROM {source} t{where}"  # noqa: S608 -- declarations and parameters
    return text


def _counted(question: Question, text: Text, seen: Within) -> str:
    """The rows that the measure of a question counts."""
    where, counts = _where(question, text, seen, question.window), question.main.counts
    return f"{where} {'AND' if where else 'WHERE'} ({counts})" if counts else where


def _names(question: Question) -> list[tuple[str, Dimension]]:
    return [(f"d{at}", dimension) for at, dimension in enumerate(question.axes)]


def _grouped(question: Question, text: Text, seen: Within, kept: Sequence[Any] | None) -> dict[str, str]:
    """What is grouped by, by its name: a column for each dimension, and one that tells what is left over."""
    found = {name: seen.told(dimension) for name, dimension in _names(question)}
    if kept is not None:
        stays = _any(found["d0"], kept, text)
        found["d0"] = f"CASE WHEN {stays} THEN {found['d0']} END"
        found["rest"] = f"CASE WHEN {stays} THEN 0 ELSE 1 END"
    return found


def _sets(question: Question, kept: Sequence[Any] | None) -> list[str]:
    """Rows with all totals above them, each with and without the columns."""
    down = [[f"d{at}" for at in range(depth)] for depth in range(len(question.rows), -1, -1)]
    across = [[f"d{len(question.rows)}"], []] if question.columns else [[]]
    rest = ["rest"] if kept is not None else []
    return [f"({', '.join([*one, *other, *(rest if one else [])])})" for one in down for other in across]


def parts_of(question: Question) -> dict[str, Part]:
    """What the engine computes of each cell of a question, by name."""
    return {name: part for measure in (*question.measures, question.main) for name, part in measure.parts.items()}


def is_divided(question: Question) -> bool:
    """Whether lines of one record are told apart."""
    return any(one.per_line for one in (*question.axes, *(cut.one for cut in question.cuts)))


def is_counted_once(part: Part, question: Question) -> bool:
    """Whether a part counts distinct records, and nothing smaller adds up to them."""
    return part.how == DISTINCT and (is_divided(question) or not part.once)


def _aggregate(part: Part, question: Question, divided: bool) -> str:  # noqa: FBT001 -- a fact, not a way
    if part.how == EXACT:
        return part.sql
    if part.how == DISTINCT:
        return f"count(DISTINCT {part.sql})" if divided or not part.once else f"coalesce(sum({part.once}), 0)"
    if part.how == SUM:
        return f"sum({part.sql})"
    time = _time_name(question)
    whole = f"sum(CASE WHEN is_last THEN {part.sql} END)"
    if time is None:
        return whole
    return f"CASE WHEN grouping({time}) = 1 THEN {whole} ELSE sum(CASE WHEN is_last_of THEN {part.sql} END) END"


def _lasts(question: Question, parts: Any) -> list[str]:
    """Of stocks: whether a row is of the last day of all, and of the last day of its cell."""
    if not any(part.how == LAST for part in parts.values()):
        return []
    of = f"PARTITION BY {question.time.name}" if question.time else ""
    return ["t.day = max(t.day) OVER () AS is_last", f"t.day = max(t.day) OVER ({of}) AS is_last_of"]


def _time_name(question: Question) -> str | None:
    return next((name for name, dimension in reversed(_names(question)) if dimension.is_time), None)


def _where(question: Question, text: Text, seen: Within, window: Window) -> str:
    conditions = [seen.sql] if seen.sql else []
    if question.cube.day:
        conditions.append(f"day < {text.param(window.end)}")
        if window.first:
            conditions.append(f"day >= {text.param(window.first)}")
    for cut in question.cuts:
        told = _any(seen.told(cut.one), cut.values, text, cut.one)
        conditions.append(f"NOT coalesce({told}, FALSE)" if cut.is_but else told)
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _any(name: str, values: Sequence[Any], text: Text, dimension: Dimension | None = None) -> str:
    """A column holds one of these values, nothing among them."""
    if dimension and dimension.is_time:
        grain = GRAINS[dimension.type]
        spans = [
            f"(day >= {text.param(day)} AND day < {text.param(grain.after(day))})" for day in values if _is_day(day)
        ]
        return f"({' OR '.join([*spans, *(['day IS NULL'] if None in values else [])]) or '1 = 0'})"
    told = [text.param(value) for value in values if value is not None]
    found = [f"{name} IN ({', '.join(told)})"] if told else []
    return f"({' OR '.join([*found, *([f'{name} IS NULL'] if None in values else [])]) or '1 = 0'})"


def _is_day(value: Any) -> bool:
    return isinstance(value, date)
