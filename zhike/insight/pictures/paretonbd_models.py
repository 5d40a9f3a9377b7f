"""The models of repeat buying side by side: how each fits, how each did in the time held out, and what was found."""

from collections import defaultdict
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.pictures.back_test import signed
from zhike.insight.pictures.picture import Card, Column, Figures, Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.words import MODELS
from zhike.look import format
from zhike.look.charts import Lines, Series

TONES = {"paretonbd": "t0", "mbgnbd": "t2", "bgnbd": "t3"}
LEAVING = {
    "paretonbd": gettext_lazy("at any time"),
    "mbgnbd": gettext_lazy("after any purchase"),
    "bgnbd": gettext_lazy("after a repeat purchase"),
}
MEANINGS = {
    "r": gettext_lazy("how alike customers buy: the smaller, the more they differ"),
    "alpha": gettext_lazy("weeks; r / alpha purchases a week while somebody is a customer"),
    "s": gettext_lazy("how alike customers leave: the smaller, the more they differ"),
    "beta": gettext_lazy("weeks; s / beta is how fast customers leave at first"),
}


def models(seen: Seen) -> list[Card]:
    """The comparison, and the parameters of the model that the page follows."""
    compared = seen.rows("models")
    return [*([comparison(seen, compared)] if compared else []), parameters(seen)]


def comparison(seen: Seen, compared: list[dict]) -> Card:
    """Log-likelihoods and errors of each, with their lines over the time held out."""
    rows = [row | {"name": MODELS[row["model"]], "leaves": str(LEAVING[row["model"]])} for row in compared]
    likeliest = min((row for row in rows if row["aic"] is not None), key=lambda row: row["aic"], default=rows[0])
    sentences = [_("%(model)s fits what is known best (AIC).") % {"model": likeliest["name"]}]
    if tracked := later(seen.rows("models_tracking")):
        nearest = min(rows, key=lambda row: abs(row["events_predicted"] - row["events_actual"]))
        told = {"model": nearest["name"], "miss": signed(nearest["events_predicted"], nearest["events_actual"])}
        sentences.append(_("In the time held out %(model)s came nearest to what was bought: %(miss)s.") % told)
    columns = (
        *(Column("name", _("Model")), Column("leaves", _("Customers leave"))),
        *(
            Column("parameters", _("Parameters"), Unit.COUNT),
            Column("log_likelihood", _("Log-likelihood"), Unit.NUMBER),
        ),
        *(Column("aic", "AIC", Unit.NUMBER), Column("events_predicted", _("Expected"), Unit.NUMBER)),
        *(Column("events_actual", _("Purchases made"), Unit.COUNT), Column("bias", _("Off by"), Unit.SHARE)),
        *(Column("mae", _("Mean error of a customer"), Unit.NUMBER), Column("rmse", "RMSE", Unit.NUMBER)),
        Column("correlation", _("Correlation"), Unit.NUMBER),
    )
    drawing = lines(tracked, sentences[-1]) if tracked else None
    note = _("whole weeks of the time held out, summed up; the table counts to its last day")
    figures = [Figures(_("Models side by side"), columns, rows, is_open=True)]
    return Card(_("Which model to believe"), note if drawing else "", drawing, figures, sentences)


def later(rows: list[dict]) -> dict[str, list[dict]]:
    """The weeks held out by model, each in order of time."""
    found: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        if row["is_holdout"]:
            found[row["model"]].append(row)
    return found


def lines(tracked: dict[str, list[dict]], says: str) -> Lines:
    """What was made in the time held out, and what each model expected of it, summed up."""
    weeks = next(iter(tracked.values()))
    drawn: list[tuple[str, str, list[dict], str]] = [
        (_("made"), "t4", weeks, "actual"),
        *((MODELS[model], TONES[model], rows, "expected") for model, rows in tracked.items()),
    ]
    every = max(len(weeks) // 8, 1)
    return Lines(
        label=_("Repeat purchases of the time held out, by model"),
        says=says,
        series=[
            Series(
                name, list(enumerate(accumulate(row[figure] for row in rows), start=1)), tone, dashed=figure != "actual"
            )
            for name, tone, rows, figure in drawn
        ],
        y_says=format.number,
        x_marks=[(week, f"{week}") for week in range(every, len(weeks) + 1, every)],
        x_says=lambda week: _("week %(n)s") % {"n": round(week)},
    )


def parameters(seen: Seen) -> Card:
    """What was found, with its errors, and what follows of it for a new customer."""
    rows = [row | {"means": str(MEANINGS.get(row["parameter"], ""))} for row in seen.rows("parameters")]
    found = {row["parameter"]: row["value"] for row in rows}
    columns = (
        *(Column("parameter", _("Parameter")), Column("value", _("Value"), Unit.NUMBER)),
        *(Column("standard_error", _("Standard error"), Unit.NUMBER), Column("low_90", _("From (90 %)"), Unit.NUMBER)),
        *(Column("high_90", _("To (90 %)"), Unit.NUMBER), Column("means", _("What it is"))),
    )
    title, note = _("Parameters found"), _("parameters of %(model)s, under the names of the paper")
    told = {"model": MODELS["paretonbd"] if "s" in found else "NBD"}
    figures = [Figures(_("Parameters"), columns, rows, is_open=True)]
    return Card(title, note % told, figures=figures, sentences=follows(found))


def follows(found: dict[str, Any]) -> list[str]:
    """How often a new customer buys, and when half of them have left: β (2^(1/s) - 1), the median of a Pareto law."""
    rate = found["r"] / found["alpha"]
    sentences = [
        _("A new customer buys %(n)s times a year on average while being one.")
        % {"n": format.number(round(52 * rate, 1))}
    ]
    if "s" not in found:
        return [*sentences, _("No sign that anybody leaves was found: everybody counts as a customer still.")]
    weeks = found["beta"] * (2 ** min(1 / found["s"], 60) - 1)
    if weeks > 52 * 20:
        return [*sentences, _("Customers hardly leave: after twenty years more than half are still there.")]
    told = {"weeks": format.number(round(weeks))}
    return [*sentences, _("Half of the new customers have left after %(weeks)s weeks.") % told]
