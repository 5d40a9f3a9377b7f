"""A question as one SQL text, in the part of the language that DuckDB and Spark share.

Every cell and every total comes from the rows themselves, by GROUPING SETS, so what cannot be added up never is. A bit
of `level` says of each dimension whether it is added over, so that a total is never taken for a missing value.
"""

from collections.abc import Sequence
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


def cells(
    question: Question, source: str, seen: Within, *, window: Window, kept: Sequence[Any] | None, most: int
) -> Text:
    """Every cell of a question with its totals, `most` rows at most.

    `kept` are the values of the first dimension of the rows that stand by themselves; all others are one row.
    """
    text = Text()
    grouped = _grouped(question, text, seen, kept)
    parts = _parts(question)
    text.parts = list(parts)
    divided = _is_divided(question)
    told = ", ".join([*(f"{sql} AS {name}" for name, sql in grouped.items()), "t.*", *_lasts(question, parts)])
    sums = ", ".join(f"{_aggregate(part, question, divided)} AS part_{at}" for at, part in enumerate(parts.values()))
    # In the order of the first set, which Spark asks for: the axes, then what is left over.
    level = f"grouping_id({', '.join(grouped)})" if grouped else "0"
    where = _where(question, text, seen, window)
    by = f" GROUP BY GROUPING SETS ({', '.join(_sets(question, kept))})" if grouped else ""
    shown = ", ".join([f"{level} AS level", *grouped, sums])
    inner = f"SELECT {told} FROM {source} t{where}"  # noqa: S608 -- declarations and parameters
    text.sql = f"SELECT {shown} FROM ({inner}) t{by} LIMIT {most}"  # noqa: S608 -- declarations and parameters
    return text


def ranking(question: Question, source: str, seen: Within, *, window: Window, most: int) -> Text:
    """The values of the first dimension of the rows with the parts of the main measure, the largest first."""
    text, first = Text(), question.rows[0]
    parts = question.main.parts
    text.parts = list(parts)
    sums = ", ".join(
        f"{_aggregate(part, question, _is_divided(question))} AS part_{at}" for at, part in enumerate(parts.values())
    )
    told = ", ".join([f"{seen.told(first)} AS d0", "t.*", *_lasts(question, parts)])
    where = _where(question, text, seen, window)
    inner = f"SELECT {told} FROM {source} t{where}"  # noqa: S608 -- declarations and parameters
    text.sql = f"SELECT d0, {sums} FROM ({inner}) t GROUP BY d0 ORDER BY 2 DESC NULLS LAST LIMIT {most}"  # noqa: S608
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


def _parts(question: Question) -> dict[str, Part]:
    return {name: part for measure in (*question.measures, question.main) for name, part in measure.parts.items()}


def _is_divided(question: Question) -> bool:
    """Whether lines of one record are told apart."""
    return any(one.per_line for one in (*question.axes, *(cut.one for cut in question.cuts)))


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
