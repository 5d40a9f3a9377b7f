"""Drawings of targets and forecasts."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhike.look import format
from zhike.look.charts import Bars
from zhike.targets.foreseeing import Forecast
from zhike.targets.models import Way

TONES = {Way.PIPELINE: "t0", Way.STATISTICAL: "t2", Way.JUDGED: "t3"}


def forecast_drawing(found: Forecast, months: Sequence[date]) -> Bars:
    """Each month's bars: what came so far, and what each way says."""
    names = [f"{month:%Y-%m}" for month in months]
    so_far = [(_("Sold so far"), "t4", [float(found.came.get(month, 0)) for month in months])]
    said = [
        (
            str(way.label),
            TONES[way],
            [float(one.amount) if (one := found.said[str(way)].get(month)) else 0.0 for month in months],
        )
        for way in Way
        if found.said[str(way)]
    ]
    return Bars(
        label=_("What each way expects, month by month"),
        says=_("Bars of a month side by side; where they are far apart, ask why."),
        names=names,
        series=[*so_far, *said],
        y_says=format.money,
    )
