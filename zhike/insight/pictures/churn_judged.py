"""Whether the risk of leaving was right before: said against came true, and how many leavers a call list finds."""

from typing import Any

from django.utils.translation import gettext as _

from zhike.insight.pictures.picture import Card, Column, Figures, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars, Lines, Series


def judgement(seen: Seen) -> list[Card]:
    """What the model said of customers it had not seen, beside what they did; nothing where that is not kept."""
    calibrated, judged, reach = (seen.rows(name) for name in ("calibration", "judged", "reach"))
    chosen = [row for row in judged if row["is_chosen"]]
    cards = [calibration(calibrated, judged, chosen[-1])] if calibrated and chosen else []
    return [*cards, reached(reach)] if reach else cards


def calibration(rows: list[dict[str, Any]], judged: list[dict[str, Any]], chosen: dict[str, Any]) -> Card:
    """Ten groups of rising risk: the share said to leave, and the share that left."""
    told = {
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
        label=_("Risk said and what came true"),
        says=_("Where both bars are alike, a risk of so much per cent can be taken at its word."),
        names=[format.number(row["group"]) for row in rows],
        series=[
            (_("said to leave"), "t0", [row["said"] for row in rows]),
            (_("did leave"), "t4", [row["came"] for row in rows]),
        ],
        y_says=lambda share: format.percent(share, digits=0),
    )
    columns = (
        *(Column("group", _("Tenth"), Unit.COUNT), Column("rows", _("Cases"), Unit.COUNT)),
        *(Column("said", _("Said to leave"), Unit.SHARE), Column("came", _("Did leave"), Unit.SHARE)),
    )
    figures = [Figures(_("Calibration"), columns, rows), models(judged)]
    note = _("tenths of cases, from the lowest risk to the highest")
    return Card(_("Was it right before?"), note, drawing, figures, [drawing.says, sentence % told])


def models(judged: list[dict[str, Any]]) -> Figures:
    """Every model that was tried, by both ways to hold cases out."""
    ways = {"folds": _("five folds by chance"), "time": _("the latest fifth")}
    kinds = {"logistic": _("logistic regression"), "trees": _("boosted trees")}
    rows = [row | {"way": ways.get(row["split"], row["split"]), "kind": kinds[row["model"]]} for row in judged]
    columns = (
        *(Column("kind", _("Model")), Column("way", _("Held out")), Column("is_chosen", _("Taken"), Unit.TRUTH)),
        *(Column("rows", _("Cases"), Unit.COUNT), Column("base_rate", _("Did leave"), Unit.SHARE)),
        *(Column("auc", "AUC", Unit.NUMBER), Column("brier", _("Brier score"), Unit.NUMBER)),
        Column("average_precision", _("Average precision"), Unit.NUMBER),
        Column("top_decile_lift", _("Lift of the first tenth"), Unit.NUMBER),
    )
    return Figures(_("Models tried"), columns, rows)


def reached(rows: list[dict[str, Any]]) -> Card:
    """How many of the leavers one finds who calls the highest tenth, two tenths, and so on."""
    fifth = min(rows, key=lambda row: abs(row["share"] - 0.2))
    told = {
        "share": format.percent(fifth["share"]),
        "found": format.percent(fifth["found_share"]),
        "lift": format.number(round(fifth["lift"], 2)),
    }
    sentence = _("Calling the %(share)s at the highest risk finds %(found)s of all leavers, %(lift)s times chance.")
    begun = [(0.0, 0.0)]
    drawing = Lines(
        label=_("Leavers found by calling the highest risks first"),
        says=sentence % told,
        series=[
            Series(_("by risk"), [*begun, *((row["share"], row["found_share"]) for row in rows)], "t0"),
            Series(_("by chance"), [*begun, (1.0, 1.0)], "t4", dashed=True),
        ],
        y_says=lambda share: format.percent(share, digits=0),
        x_marks=[(tenth / 10, format.percent(tenth / 10, digits=0)) for tenth in range(0, 11, 2)],
        x_says=lambda share: format.percent(share, digits=0),
        most=1.0,
    )
    columns = (
        *(Column("share", _("Called"), Unit.SHARE), Column("rows", _("Cases"), Unit.COUNT)),
        *(Column("found", _("Leavers found"), Unit.COUNT), Column("found_share", _("Of all leavers"), Unit.SHARE)),
        Column("lift", _("Times chance"), Unit.NUMBER),
    )
    figures = [Figures(_("Reach of a call list"), columns, rows)]
    return Card(_("How far does a call list reach?"), _("on the same cases"), drawing, figures, [sentence % told])
