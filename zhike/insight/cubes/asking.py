"""A question to a cube as an address asks it: read, checked, and said back in its plainest form.

    ?cube=sales&rows=month,tier&columns=channel&measures=net,orders&window=24m&tier=gold&tier=silver&top=10&by=net
    &show=row&shape=bars&calc=share:%margin/net

A name that is none of these is a dimension, and its values are those that count; after `but.` those that do not.
Unknown names are refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.custom.models import CustomField
from zhike.insight.cubes import cuts
from zhike.insight.cubes.calculated import MOST, made_up
from zhike.insight.cubes.cuts import BUT, Cut
from zhike.insight.cubes.declaring import Cube, Dimension, Measure, cubes
from zhike.insight.cubes.windows import Window, window
from zhike.kit.access.models import Staff
from zhike.kit.refusal import Refusal

SHOWS = ("value", "row", "column", "total", "before", "year")
SHAPES = ("table", "bars", "stacked", "lines")
TOPS = (5, 10, 20, 50)
MOST_ROWS, MOST_MEASURES = 3, 6
RESERVED = ("cube", "rows", "columns", "measures", "window", "top", "by", "show", "shape", "calc", "first", "last")
State = dict[str, list[str]]


@dataclass(frozen=True)
class Question:
    """What is asked of a cube by one person."""

    cube: Cube
    by: Staff
    rows: tuple[Dimension, ...]
    columns: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    cuts: tuple[Cut, ...]
    window: Window
    top: int = 0
    ranked: Measure | None = None
    show: str = "value"
    shape: str = "table"
    state: State = field(default_factory=dict)

    @property
    def axes(self) -> tuple[Dimension, ...]:
        """The dimensions of the rows, then that of the columns."""
        return (*self.rows, *self.columns)

    @property
    def main(self) -> Measure:
        """The measure that rows are ordered and drawn by."""
        return self.ranked or self.measures[0]

    @property
    def time(self) -> Dimension | None:
        """The finest time among the axes."""
        return next((one for one in reversed(self.axes) if one.is_time), None)

    def address(self, **changes: list[str] | str | None) -> str:
        """The address of this question with some of it said otherwise; None leaves it out."""
        return address({**self.state, **{name: _listed(value) for name, value in changes.items()}})


def read(params: QueryDict, *, by: Staff, end: date) -> Question:
    """Understand the parameters of an address. Raises Refusal naming what is not understood."""
    cube = _cube(params.get("cube", ""), by)
    known, measures = cube.dimensions(by), cube.measures_of(by)
    if not measures:
        raise Refusal(_("Your role may not know any of these numbers. Ask an administrator."))
    calc = [told for told in params.getlist("calc") if told.strip()][:MOST]
    made = {one.name: one for one in (made_up(told, measures) for told in calc)}
    rows = _axis(cube, known, params, "rows", MOST_ROWS)
    columns = _axis(cube, known, params, "columns", 1)
    if twice := {one.name for one in rows} & {one.name for one in columns}:
        columns = tuple(one for one in columns if one.name not in twice)
    chosen = _measures(cube, measures, made, params)
    named = [name for name in params if name not in RESERVED]
    for name in named:
        if name.removeprefix(BUT) not in known:
            raise _unknown(cube, name.removeprefix(BUT), field=name)
    span = _said(params, "window") or cube.usual.get("window", "")
    if span == "between":
        span = f"{params.get('first', '')}..{params.get('last', '')}"
    question = Question(
        cube, by, rows, columns, chosen, tuple(cuts.read(known, params, named)), window(span, end=end),
        top=_number(params.get("top", "")),
        ranked=next((one for one in chosen if one.name == params.get("by")), None),
        show=_one_of(SHOWS, params, "show"),
        shape=_one_of(SHAPES, params, "shape"),
    )  # fmt: skip
    question.state.update(_state(question, calc))
    return question


def address(state: State) -> str:
    """A state as the query of an address."""
    params = QueryDict(mutable=True)
    for name, values in state.items():
        if values:
            params.setlist(name, values)
    return params.urlencode(safe=",:/.()*")


def _state(question: Question, calc: list[str]) -> State:
    """What the address says, in its plainest form: names in lists, nothing that is usual."""
    said: State = {
        "cube": [question.cube.name],
        "rows": [",".join(one.name for one in question.rows) or "-"],
        "columns": [",".join(one.name for one in question.columns) or "-"],
        "measures": [",".join(one.name for one in question.measures)],
        "calc": calc,
        "window": [question.window.code],
        "top": [str(question.top)] if question.top else [],
        "by": [question.ranked.name] if question.ranked else [],
        "show": [question.show] if question.show != SHOWS[0] else [],
        "shape": [question.shape] if question.shape != SHAPES[0] else [],
    }
    return said | {cut.name: cut.codes for cut in question.cuts}


def _cube(name: str, by: Staff) -> Cube:
    offered = {cube.name: cube for cube in cubes(by=by)}
    if name and name not in offered:
        raise Refusal(_("There is no cube called “%(name)s”.") % {"name": name[:40]}, field="cube")
    if not offered:
        raise Refusal(_("Your role may not know any of these numbers. Ask an administrator."))
    return offered[name] if name else next(iter(offered.values()))


def _axis(cube: Cube, known: Mapping[str, Dimension], params: QueryDict, axis: str, most: int) -> tuple[Dimension, ...]:
    """The dimensions of an axis, each once; a dash says that there is none."""
    asked = [part for said in params.getlist(axis) for part in said.split(",") if part]
    if not asked and not any(params.getlist(name) for name in ("rows", "columns")):
        asked = [name for name in cube.usual.get(axis, "").split(",") if name in known]
    names = list(dict.fromkeys(name for name in asked if name != "-"))
    for name in names:
        if name not in known:
            raise _unknown(cube, name, field=axis)
    if len(names) > most:
        raise Refusal(
            _("An axis takes %(most)s dimensions at most; filter by the others.") % {"most": most}, field=axis
        )
    return tuple(known[name] for name in names)


def _measures(
    cube: Cube, declared: Mapping[str, Measure], made: Mapping[str, Measure], params: QueryDict
) -> tuple[Measure, ...]:
    """Those asked for and, whoever makes one up wants to see it, all that are made up."""
    known = {**declared, **made}
    asked = [part for said in params.getlist("measures") for part in said.split(",") if part]
    names = list(dict.fromkeys([*asked, *made])) or [name for name in cube.usual["measure"].split(",") if name in known]
    names = names or [next(iter(known))]
    for name in names:
        if name not in known:
            raise Refusal(_("This cube has no measure called “%(name)s”.") % {"name": name[:40]}, field="measures")
    if len(names) > MOST_MEASURES:
        raise Refusal(_("Choose %(most)s measures at most.") % {"most": MOST_MEASURES}, field="measures")
    return tuple(known[name] for name in names)


def _unknown(cube: Cube, name: str, *, field: str) -> Refusal:
    """That there is no such dimension, or that the field which was one is out of use."""
    if cube.added_to and (archived := CustomField.archived(name, cube.added_to)):
        sentence = _("The field “%(name)s” was archived. Choose another, or ask an administrator to restore it.")
        return Refusal(sentence % {"name": archived}, field=field)
    return Refusal(_("This cube has no dimension called “%(name)s”.") % {"name": name[:40]}, field=field)


def _one_of(known: tuple[str, ...], params: QueryDict, name: str) -> str:
    said = params.get(name) or known[0]
    if said not in known:
        raise Refusal(_("“%(value)s” is not a way to show a cube.") % {"value": said[:40]}, field=name)
    return said


def _number(said: str) -> int:
    if said not in ("", *map(str, TOPS)):
        raise Refusal(_("Show the largest 5, 10, 20 or 50, or all."), field="top")
    return int(said or 0)


def _said(params: QueryDict, name: str) -> str:
    return params.get(name, "")


def _listed(value: list[str] | str | None) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
