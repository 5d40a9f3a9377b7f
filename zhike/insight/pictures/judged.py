"""Whether chances were right before: said against came true, and how many one finds from the highest chance down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhike.insight.pictures.picture import Card, Column, Figures, Unit, Words
from zhike.look import format
from zhike.look.charts import Bars, Lines, Series

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """How a measure of chances speaks of what it foretells.

    `said` and `came` stand in the legend, `said_head` and `came_head` in tables; `label` and `alike` are of the chart,
    `note` tells its groups. Of the reach: what is `found` and by what order; `reach` is a sentence with `share`,
    `found` and `lift`.
    """

    said: Words
    said_head: Words
    came: Words
    came_head: Words
    label: Words
    alike: Words
    note: Words
    reach: Words
    reach_label: Words
    reach_title: Words
    reach_figures: Words
    found: Words
    found_share: Words
    first: Words
    by: Words


def judgement(told: Told, *, calibrated: Rows, judged: Rows, reach: Rows) -> list[Card]:
    """What the model said of cases it had not seen, beside what came of them; nothing where that is not kept."""
    chosen = [row for row in judged if row["is_chosen"]]
    cards = [calibration(told, calibrated, judged, chosen[-1])] if calibrated and chosen else []
    return [*cards, reached(told, reach)] if reach else cards


def calibration(told: Told, rows: Rows, judged: Rows, chosen: dict[str, Any]) -> Card:
    """Ten groups of rising chance: the share it was said of, and the share it came true of."""
    figures_said = {
        "rows": format.number(chosen["rows"]),
        "auc": format.number(round(chosen["auc"], 3)),
        "brier": format.number(round(chosen["brier"], 3)),
        "base": format.number(round(chosen["base_rate"] * (1 - chosen["base_rate"]), 3)),
    }
    sentence = _(
        "On %(rows)s cases the model had not seen: AUC %(auc)s (0.5 would be guessing, 1 perfect), Brier score "
        "%(brier)s (smaller is better; to say the same of everybody scores %(base)s)."
    )
    drawing = Bars(
        label=str(told.label),
        says=str(told.alike),
        names=[format.number(row["group"]) for row in rows],
        series=[
            (str(told.said), "t0", [row["said"] for row in rows]),
            (str(told.came), "t4", [row["came"] for row in rows]),
        ],
        y_says=lambda share: format.percent(share, digits=0),
    )
    columns = (
        *(Column("group", _("Tenth"), Unit.COUNT), Column("rows", _("Cases"), Unit.COUNT)),
        *(Column("said", told.said_head, Unit.SHARE), Column("came", told.came_head, Unit.SHARE)),
    )
    figures = [Figures(_("Calibration"), columns, rows), models(told, judged)]
    return Card(_("Was it right before?"), told.note, drawing, figures, [drawing.says, sentence % figures_said])


def models(told: Told, judged: Rows) -> Figures:
    """Every model that was tried, by both ways to hold cases out."""
    ways = {"folds": _("five folds by chance"), "time": _("the latest fifth")}
    kinds = {"logistic": _("logistic regression"), "trees": _("boosted trees")}
    rows = [row | {"way": ways.get(row["split"], row["split"]), "kind": kinds[row["model"]]} for row in judged]
    columns = (
        *(Column("kind", _("Model")), Column("way", _("Held out")), Column("is_chosen", _("Taken"), Unit.TRUTH)),
        *(Column("rows", _("Cases"), Unit.COUNT), Column("base_rate", told.came_head, Unit.SHARE)),
        *(Column("auc", "AUC", Unit.NUMBER), Column("brier", _("Brier score"), Unit.NUMBER)),
        Column("average_precision", _("Average precision"), Unit.NUMBER),
        Column("top_decile_lift", _("Lift of the first tenth"), Unit.NUMBER),
    )
    return Figures(_("Models tried"), columns, rows)


def reached(told: Told, rows: Rows) -> Card:
    """How many one finds who takes the highest tenth, two tenths, and so on."""
    fifth = min(rows, key=lambda row: abs(row["share"] - 0.2))
    sentence = str(told.reach) % {
        "share": format.percent(fifth["share"]),
        "found": format.percent(fifth["found_share"]),
        "lift": format.number(round(fifth["lift"], 2)),
    }
    begun = [(0.0, 0.0)]
    drawing = Lines(
        label=str(told.reach_label),
        says=sentence,
        series=[
            Series(str(told.by), [*begun, *((row["share"], row["found_share"]) for row in rows)], "t0"),
            Series(_("by chance"), [*begun, (1.0, 1.0)], "t4", dashed=True),
        ],
        y_says=lambda share: format.percent(share, digits=0),
        x_marks=[(tenth / 10, format.percent(tenth / 10, digits=0)) for tenth in range(0, 11, 2)],
        x_says=lambda share: format.percent(share, digits=0),
        most=1.0,
    )
    columns = (
        *(Column("share", told.first, Unit.SHARE), Column("rows", _("Cases"), Unit.COUNT)),
        *(Column("found", told.found, Unit.COUNT), Column("found_share", told.found_share, Unit.SHARE)),
        Column("lift", _("Times chance"), Unit.NUMBER),
    )
    figures = [Figures(told.reach_figures, columns, rows)]
    return Card(told.reach_title, _("on the same cases"), drawing, figures, [sentence])
