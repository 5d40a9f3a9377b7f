"""How often which way helped: counts over the objections in sight, as tables whose cells open their rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from zhike.kit.access.rows import rows
from zhike.look.charts import Drawing
from zhike.look.charts.bars import Ranges
from zhike.look.format import number, percent
from zhike.objections.models import Method, Objection, ObjectionKind, Outcome, Tenure, Timing
from zhike.objections.rules import Share, ranked, wilson

COLUMNS = ("kind", "method", "timing", "tenure")
Counts = dict[tuple[Any, ...], tuple[int, int]]  # overcome and decided, by the values of columns


@dataclass(frozen=True)
class Asked:
    """What the page is narrowed to: one kind, one tenure, and a first day."""

    kind: int | None = None
    tenure: str = ""
    since: date | None = None

    @classmethod
    def read(cls, params: QueryDict) -> "Asked":
        """From an address; what makes no sense there is as if it were not said."""
        kind, tenure = params.get("kind", ""), params.get("tenure", "")
        return cls(
            kind=int(kind) if kind.isdecimal() and len(kind) < 19 else None,
            tenure=tenure if tenure in Tenure.values else "",
            since=_day(params.get("since", "")),
        )

    @property
    def address(self) -> dict[str, Any]:
        """The same as parameters of the list of objections."""
        said = {"kind": self.kind, "tenure": self.tenure, "raised_on.min": self.since}
        return {name: value for name, value in said.items() if value}

    @property
    def own_address(self) -> str:
        """The same as the address of the page."""
        said = {"kind": self.kind, "tenure": self.tenure, "since": self.since}
        return urlencode({name: value for name, value in said.items() if value})

    def rows(self, *, by: Any) -> Any:
        """The objections meant, of those in sight."""
        found = rows(Objection, by=by)
        said = {"kind": self.kind, "tenure": self.tenure, "raised_on__gte": self.since}
        return found.filter(**{name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Cell:
    """A share and the way to the decided objections behind it."""

    share: Share
    url: str

    @property
    def warmth(self) -> int:
        """How strongly it is coloured: by what is sure, none where there are too few."""
        return round(10 * self.share.low) if self.share.is_enough else 0


@dataclass(frozen=True)
class Table:
    """Rows of cells under heads; the last of each row is all of them."""

    title: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]


def page(asked: Asked, *, by: Any) -> dict[str, Any]:
    """All that the page tells."""
    found = asked.rows(by=by)
    counts = found.counted(*COLUMNS)
    kinds = list(rows(ObjectionKind, by=by).order_by("position", "pk").values_list("pk", "name"))
    methods = ("method", Method.choices)
    tables = [
        _table(_("Method and time"), asked, counts, methods, ("timing", Timing.choices)),
        _table(_("Method and seller"), asked, counts, methods, ("tenure", Tenure.choices)),
        _table(_("Kind and method"), asked, counts, ("kind", kinds), methods),
    ]
    return {
        "asked": asked,
        "kinds": kinds,
        "tenures": Tenure.choices,
        "decided": Share(*summed(counts).get((), (0, 0))),
        "waiting": found.filter(outcome=Outcome.OPEN).count(),
        "chart": chart(asked, summed(counts, "timing", "method")),
        "tables": tables,
    }


def summed(counts: Counts, *names: str) -> Counts:
    """Counts by `COLUMNS`, by some of these alone."""
    places = [COLUMNS.index(name) for name in names]
    found: Counts = {}
    for key, (won, tried) in counts.items():
        short = tuple(key[place] for place in places)
        before = found.get(short, (0, 0))
        found[short] = (before[0] + won, before[1] + tried)
    return found


def chart(asked: Asked, counts: Counts) -> Drawing | None:
    """The ways with cases enough, the surest first: the share, and the ends of 50 % and 95 % certainty."""
    ways = {(method, timing): count for (timing, method), count in counts.items() if method}
    lines = []
    for (method, timing), share in ranked(ways):
        if share.is_enough and share.rate is not None:
            low, high = wilson(share.won, share.tried, confidence=0.5)
            name = f"{Method(method).label} · {Timing(timing).label} ({number(share.tried)})"
            figures = (share.low, low, share.rate, high, share.high)
            lines.append((name, _list(asked, method=method, timing=timing), figures))
    if not lines:
        return None
    said = _("How often each way helped, with what is sure")
    return Ranges(label=said, rows=lines, says_figure=lambda value: percent(value))


def every(asked: Asked, *, by: Any) -> list[tuple[list[str], Share]]:
    """Each combination of kind, method, time and tenure in words, with its share."""
    names = dict(rows(ObjectionKind, by=by).values_list("pk", "name"))
    words: list[Callable[[Any], Any]] = [
        lambda key: names.get(key, ""),
        lambda word: dict(Method.choices).get(word, ""),
        lambda word: Timing(word).label,
        lambda word: Tenure(word).label,
    ]
    counts = sorted(asked.rows(by=by).counted(*COLUMNS).items())
    return [
        ([str(say(value)) for say, value in zip(words, values, strict=True)], Share(*count)) for values, count in counts
    ]


def _table(title: str, asked: Asked, every: Counts, down: Any, across: Any) -> Table:
    """`down` and `across` are the name of a column with its choices."""
    (row_name, row_choices), (name, choices) = down, across
    counts = summed(every, row_name, name)

    def cell(row: Any, values: Iterable[Any], **narrowed: Any) -> Cell:
        some = [counts.get((row, value), (0, 0)) for value in values]
        share = Share(sum(won for won, _tried in some), sum(tried for _won, tried in some))
        return Cell(share, _list(asked, **{row_name: row}, **narrowed))

    every_value = {value for _row, value in counts}
    lines = [
        (str(label), [*(cell(row, [value], **{name: value}) for value, _word in choices), cell(row, every_value)])
        for row, label in row_choices
    ]
    return Table(title, [*(str(word) for _value, word in choices), _("all")], lines)


def _list(asked: Asked, **narrowed: Any) -> str:
    """The address of the decided objections behind a figure."""
    parameters = asked.address | narrowed | {"outcome": ["overcome", "lost"]}
    return f"{reverse('kit:list', args=['objections'])}?{urlencode(parameters, doseq=True)}"


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None
