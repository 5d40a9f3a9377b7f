"""How value is spread over customers, by bands that open who is in them."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.kinds import TIERS, words_of
from zhike.insight.bands import BORDERS, band
from zhike.insight.models import Run
from zhike.insight.pictures.picture import Card, Column, Figures, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars

BY_BAND = (
    *(Column("band", gettext_lazy("Value to come")), Column("customers", gettext_lazy("Customers"), Unit.COUNT)),
    *(Column("money", gettext_lazy("Together"), Unit.MONEY), Column("share", gettext_lazy("Share"), Unit.SHARE)),
)
LOSS = "loss"
BANDS = ((LOSS, None, 0), *((str(low), low, high) for low, high in zip(BORDERS, (*BORDERS[1:], None), strict=True)))


def spread(seen: Seen, valued: pa.Table, *, picture: str) -> Card:
    """Customers and money by how much is still to come."""
    whole = pc.sum(valued["clv"]).as_py()
    rows = [row | {"share": row["money"] / whole if whole else 0} for row in by_band(valued)]
    links = {at: seen.behind(picture, row["group"]) for at, row in enumerate(rows)}
    told = {
        "n": format.number(valued.num_rows),
        "sum": format.money(whole),
        "share": format.percent(first_tenth(valued) / whole if whole else 0),
    }
    sentence = _("%(n)s customers, together worth %(sum)s; the first tenth of them carries %(share)s.") % told
    drawing = Bars(
        label=_("Customers by value to come"),
        says=sentence,
        names=[row["band"] for row in rows],
        series=[(_("Customers"), "t0", [row["customers"] for row in rows])],
        y_says=format.number,
        links=list(links.values()),
    )
    note = _("customers by what they are still worth; open a bar to see who")
    figures = [Figures(_("Value by band"), BY_BAND, rows, links)]
    return Card(_("How value is spread"), note, drawing, figures, [sentence])


def by_band(valued: pa.Table) -> Iterator[dict[str, Any]]:
    """How many customers are in each band, and what they are worth together; losses where there are any."""
    for group, _low, _high in BANDS:
        part = valued.filter(of_band(None, valued, group))
        if part.num_rows or group != LOSS:
            money = pc.sum(part["clv"]).as_py() or 0.0
            yield {"group": group, "band": said_of(group), "customers": part.num_rows, "money": money}


def of_band(_run: Run | None, valued: pa.Table, group: str) -> pa.Array | None:
    """Which values lie in a band, called by where it begins; None where there is no such band."""
    found = next(((low, high) for name, low, high in BANDS if name == group), None)
    if found is None:
        return None
    low, high = found
    above = pc.greater_equal(valued["clv"], low) if low is not None else pc.is_valid(valued["clv"])
    return above if high is None else pc.and_(above, pc.less(valued["clv"], high))


def said_of(group: str) -> str:
    """A band in words."""
    return _("less than nothing") if group == LOSS else band(float(group))


def first_tenth(valued: pa.Table) -> float:
    """What the most valuable tenth is worth, at least one customer."""
    order = pc.sort_indices(valued["clv"], sort_keys=[("", "descending")])
    worth: float = pc.sum(valued["clv"].take(order[: max(valued.num_rows // 10, 1)])).as_py()
    return worth


def tier_words(tier: str | None, *, alone: bool = False) -> str:
    """A tier in words; who is in none was given the retention of everybody."""
    if tier is not None:
        return words_of("tier", tier)
    return _("all customers") if alone else _("in no tier")


def tier_place(tier: str | None) -> int:
    """The place of a tier from the highest down; who is in none comes last."""
    codes = [code for code, _words in TIERS]
    return codes.index(tier) if tier in codes else len(codes)
