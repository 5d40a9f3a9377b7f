"""The sales forecast with its bands, and how its method did at earlier days."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models.customer import Kind
from zhike.insight.pictures.picture import Card, Column, Figures, Picture, Unit, Words, month
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Band, Bars, Lines, Series

PAST = 36
METHODS = {
    "seasonal_naive": gettext_lazy("The last season again"),
    "ets": gettext_lazy("Exponential smoothing"),
    "theta": gettext_lazy("Theta"),
    "mean": gettext_lazy("Mean of the methods"),
    "arima": gettext_lazy("ARIMA"),
    "tsb": gettext_lazy("TSB, for rare sales"),
    "croston": gettext_lazy("Croston, for rare sales"),
}
AHEAD = (
    *(Column("period", gettext_lazy("Period")), Column("forecast", gettext_lazy("Forecast"), Unit.MONEY)),
    Column("low_50", gettext_lazy("From (50 %)"), Unit.MONEY),
    Column("high_50", gettext_lazy("To (50 %)"), Unit.MONEY),
    Column("low_90", gettext_lazy("From (90 %)"), Unit.MONEY),
    Column("high_90", gettext_lazy("To (90 %)"), Unit.MONEY),
)
BEFORE = (
    *(Column("period", gettext_lazy("Period")), Column("value", gettext_lazy("Net sales"), Unit.MONEY)),
    Column("is_running", gettext_lazy("Not over"), Unit.TRUTH),
)
PARTS = {
    "region": gettext_lazy("Region"),
    "channel": gettext_lazy("Channel"),
    "category": gettext_lazy("Product category"),
}
KINDS = {"regular": gettext_lazy("regular"), "intermittent": gettext_lazy("rare sales")}


def build(seen: Seen) -> list[Card]:
    """The forecast of everything or of the part that was chosen, and its back-test."""
    parts = {row["series"] for row in seen.rows("parts_forecast")}
    beside = "parts_" if seen.choice in parts else ""
    ahead = seen.rows(f"{beside}forecast")
    if not ahead:
        return []
    name = seen.choice if beside else ahead[0]["series"]
    ahead = [row for row in ahead if row["series"] == name]
    past = [row for row in seen.rows(f"{beside}history") if row["series"] == name]
    cards = [forecast(past, ahead)]
    tested, covered = (
        [row for row in seen.rows(f"{beside}{table}") if row.get("series", name) == name]
        for table in ("backtest", "coverage")
    )
    tried = [row | {"words": str(METHODS.get(row["method"], row["method"]))} for row in tested]
    return [*cards, back_test(tried, covered)] if tried else cards


def choices(seen: Seen) -> list[tuple[str, list[tuple[str, Words]]]]:
    """Everything, then the parts that are forecast beside it."""
    codes = sorted({row["series"] for row in seen.rows("parts_forecast")})
    found: list[tuple[str, list[tuple[str, Words]]]] = []
    for part, words in PARTS.items():
        listed = [(code, part_words(code)) for code in codes if code.partition(":")[0] == part]
        found += [(str(words), listed)] if listed else []
    return [("", [("", _("Everything"))]), *found] if found else []


def part_words(code: str) -> Words:
    """What a part is called: a channel by its word, others by their own names."""
    part, _colon, name = code.partition(":")
    return dict(Kind.choices).get(name, name) if part == "channel" else name


def forecast(past: list[dict[str, Any]], ahead: list[dict[str, Any]]) -> Card:
    """The past as it was, the running period apart, and what comes with its bands."""
    method = METHODS.get(ahead[0]["method"], ahead[0]["method"])
    told = {"n": len(ahead), "sum": format.money(sum(row["forecast"] for row in ahead)), "method": method}
    sentence = _("%(sum)s expected over the next %(n)s periods, by: %(method)s.") % told
    figures = [
        Figures(_("Forecast"), AHEAD, [row | {"period": at(row["period"])} for row in ahead]),
        Figures(_("Past"), BEFORE, [row | {"period": at(row["period"])} for row in past]),
    ]
    note = _("a ring is the running period so far; it was not learnt from")
    return Card(_("What will be sold"), note, drawing(past, ahead, sentence), figures, [sentence])


def drawing(past: list[dict[str, Any]], ahead: list[dict[str, Any]], sentence: str) -> Lines:
    """Periods by their place along the axis; the forecast begins where the past ends."""
    whole = [row for row in past if not row["is_running"]]
    later = dict(enumerate(ahead, start=len(whole)))
    first, so_far = max(len(whole) - PAST, 0), _("%(period)s so far")
    joined = [(len(whole) - 1, whole[-1]["value"])] if whole else []
    says = {place: at(row["period"]) for place, row in enumerate([*whole, *ahead])}
    return Lines(
        label=_("Net sales, past and to come"),
        says=sentence,
        series=[
            Series(_("Net sales"), [(place, row["value"]) for place, row in enumerate(whole) if place >= first], "t4"),
            Series(_("Forecast"), [*joined, *((place, row["forecast"]) for place, row in later.items())], "t0"),
        ],
        bands=[
            Band(_("90 % band"), [(place, row["low_90"], row["high_90"]) for place, row in later.items()], "b0"),
            Band(_("50 % band"), [(place, row["low_50"], row["high_50"]) for place, row in later.items()], "b1"),
        ],
        y_says=format.money,
        x_marks=[(place, words) for place, words in says.items() if place >= first and (place - first) % 3 == 0],
        x_says=lambda place: says.get(round(place), ""),
        borders=[(len(whole) - 0.5, _("to come"))],
        odd=[(len(whole), one["value"], so_far % {"period": at(one["period"])}) for one in past if one["is_running"]],
    )


def back_test(tried: list[dict[str, Any]], covered: list[dict[str, Any]]) -> Card:
    """Every method at earlier days, and what share of what came the bands held."""
    columns = (
        *(Column("words", _("Method")), Column("kind_words", _("For"))),
        *(Column("mase", _("Error (MASE)"), Unit.NUMBER), Column("smape", _("Error in per cent"), Unit.NUMBER)),
        *(Column("trials", _("Trials"), Unit.COUNT), Column("is_chosen", _("Chosen"), Unit.TRUTH)),
    )
    rows = [row | {"kind_words": str(KINDS.get(row["kind"], row["kind"]))} for row in tried]
    regular = [row for row in rows if row["kind"] == "regular"] or rows
    says = [_("The shortest bar was chosen. Where nothing beats the last season, last year's figure will do.")]
    if (chosen := next((row for row in regular if row["is_chosen"]), None)) and chosen["mase"] is not None:
        told = {"method": chosen["words"], "error": format.number(round(chosen["mase"], 2))}
        says.insert(0, _("%(method)s was chosen: its error of %(error)s is the smallest.") % told)
    errors = Bars(
        label=_("Error of each method at earlier days"),
        says=says[0],
        names=[row["words"] for row in regular],
        series=[(_("Error (MASE)"), "t0", [row["mase"] or 0.0 for row in regular])],
        y_says=lambda error: format.number(round(error, 2)),
        tones=["t0" if row["is_chosen"] else "t4" for row in regular],
        height=220,
    )
    held = [row | {"words": str(METHODS.get(row["method"], row["method"]))} for row in covered]
    bands = (
        *(Column("words", _("Method")), Column("level", _("Band"), Unit.SHARE)),
        *(
            Column("after", _("Held at earlier days"), Unit.SHARE),
            Column("before", _("Before it was stretched"), Unit.SHARE),
        ),
        *(Column("factor", _("Stretched by"), Unit.NUMBER), Column("errors", _("Periods looked at"), Unit.COUNT)),
    )
    figures = [Figures(_("Methods"), columns, rows), Figures(_("Bands"), bands, held)]
    return Card(
        _("How good was it at earlier days?"),
        _("1: as far off as taking the last season again used to be"),
        errors,
        figures,
        says,
    )


def at(period: Any) -> str:
    """A period: its month where it is a day, else its number."""
    return month(period) if hasattr(period, "year") else str(period)


FORECAST = Picture(
    "forecast",
    gettext_lazy("Sales forecast"),
    gettext_lazy("What will be sold in the months to come, how sure that is, and which method did best before."),
    (
        gettext_lazy(
            "Plan by the middle, stock by the upper end of the 90 % band, promise by the lower end of the 50 % band."
        ),
        gettext_lazy(
            "The method was chosen by how it would have done at earlier days, not by how well it fits the past."
        ),
        gettext_lazy("Beside everything, the twelve largest regions, channels and product categories are forecast."),
        gettext_lazy(
            "An error (MASE) of 1 is as far off as taking the last season again was on average over the whole past; "
            "less is better."
        ),
    ),
    build,
    choices=choices,
)
