"""Survival: how long it takes until customers buy again, or fall silent."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models.customer import Kind
from zhike.insight.pictures.picture import Card, Column, Figures, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Band, Lines, Series

MOST, LEAST_P = 5, 0.0001
BANDS = ("b0", "b2", "b3", "b4", "b0")
KINDS = dict(Kind.choices)


def build(seen: Seen) -> list[Card]:
    """The curves of the largest groups with their bands, and what they say in days."""
    curves: dict[str, list[dict]] = defaultdict(list)
    for row in seen.rows("survival"):
        curves[row["group"]].append(row)
    groups = sorted(seen.rows("groups"), key=lambda row: -row["customers"])
    if not any(row["events"] for row in groups):
        return []
    silent = of_silence(seen)
    shown = [row["group"] for row in groups if curves[row["group"]]][:MOST]
    rows = [row | {"words": words_of(row["group"])} for row in groups]
    columns = (
        *(Column("words", _("Customer group")), Column("customers", _("Customers"), Unit.COUNT)),
        Column("events", _("Fell silent") if silent else _("Bought again"), Unit.COUNT),
        Column("median_days", _("Half of them within days"), Unit.NUMBER),
    )
    title = _("How long until they fall silent") if silent else _("How long until the second purchase")
    note = _("share to whom it has not happened yet, by days since the first purchase; the bands hold nine tenths")
    every = (
        *(
            Column("words", _("Customer group")),
            Column("days", _("Days"), Unit.COUNT),
            Column("at_risk", _("Still waiting"), Unit.COUNT),
        ),
        *(Column("events", _("It happened to"), Unit.COUNT), Column("survival", _("Share left"), Unit.SHARE)),
        *(Column("low_90", _("From (90 %)"), Unit.SHARE), Column("high_90", _("To (90 %)"), Unit.SHARE)),
    )
    points = [row | {"words": words_of(name)} for name in shown for row in curves[name]]
    figures = [Figures(_("Groups"), columns, rows), Figures(_("Curves"), every, points)]
    return [Card(title, note, drawing({name: curves[name] for name in shown}, title), figures, verdict(seen, rows))]


def of_silence(seen: Seen) -> bool:
    """Whether the run asked when customers fall silent, and not when they buy again."""
    return bool(seen.run.parameters.get("of") == "silence")


def drawing(curves: dict[str, list[dict]], title: str) -> Lines:
    """A falling line for each group, from everybody on."""
    series, bands = [], []
    for at, (name, rows) in enumerate(curves.items()):
        words = words_of(name)
        points = [(0, 1.0), *((row["days"], row["survival"]) for row in rows)]
        ends = [(0, 1.0, 1.0), *((row["days"], row["low_90"], row["high_90"]) for row in rows)]
        series.append(Series(words, points, f"t{at}", stays=True))
        bands.append(Band("", ends, BANDS[at], stays=True))
    longest = max(rows[-1]["days"] for rows in curves.values())
    step = 90 if longest <= 900 else 180
    return Lines(
        label=title,
        says=_("Where a curve turns flat, those who are left will hardly come any more."),
        series=series,
        bands=bands,
        y_says=lambda value: format.percent(value, digits=0),
        x_marks=[(day, _("day %(n)s") % {"n": format.number(day)}) for day in range(0, longest + 1, step)],
        x_says=lambda day: _("day %(n)s") % {"n": round(day)},
    )


def verdict(seen: Seen, rows: list[dict[str, Any]]) -> list[str]:
    """Half of the largest group, and whether groups differ more than chance makes them."""
    said = []
    if rows[0]["median_days"] is not None:
        told = {"group": rows[0]["words"], "days": format.number(rows[0]["median_days"])}
        silent = _("%(group)s: half of them fell silent within %(days)s days.")
        again = _("%(group)s: half of them bought again within %(days)s days.")
        said.append((silent if of_silence(seen) else again) % told)
    for test in seen.rows("log_rank"):
        p = max(test["p"], LEAST_P)
        sure = _("The groups differ more than chance explains (log-rank test, p %(p)s).")
        unsure = _("Chance could explain how the groups differ (log-rank test, p %(p)s).")
        said.append((sure if p < 0.05 else unsure) % {"p": f"= {p:.2g}" if p > LEAST_P else f"< {LEAST_P}"})
    return said


def words_of(group: str) -> str:
    """A kind of customer by its word, everything together as such, a region or a year as it is."""
    return _("All customers") if group == "all" else str(KINDS.get(group, group))


SURVIVAL = Picture(
    "survival",
    gettext_lazy("Survival curves"),
    gettext_lazy("How long customers take to buy a second time, or to fall silent, those still waiting counted in."),
    (
        gettext_lazy(
            "Where the curve turns flat, those who are left will hardly come back: care for them before that day."
        ),
        gettext_lazy(
            "Where the bands of two groups part, the groups differ; where they overlap, look at the test below."
        ),
        gettext_lazy(
            "Customers who came late count for as long as they have been seen, so newcomers do not make it look worse."
        ),
    ),
    build,
    amounts_of=(),
)
