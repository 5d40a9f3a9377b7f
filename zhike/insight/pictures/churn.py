"""Churn on four bases: customers, money, share of the market, and the place beside the largest rival."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.pictures.picture import Card, Column, Figures, Picture, Unit, month
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars


def build(seen: Seen) -> list[Card]:
    """A card for each basis whose figures may be known; those that need figures from outside say so."""
    rows = [row | {"period": period_of(row)} for row in seen.rows("churn")]
    if not any(row["active_at_start"] for row in rows):
        return []
    return [of_customers(rows), *((of_money(rows), of_market(rows)) if seen.knows_amounts else ())]


def of_customers(rows: list[dict[str, Any]]) -> Card:
    """Who was lost, and how often the verdict was wrong."""
    columns = (
        Column("period", _("Period")),
        Column("active_at_start", _("Active at the start"), Unit.COUNT),
        Column("lost", _("Lost of them"), Unit.COUNT),
        Column("joined", _("Joined"), Unit.COUNT),
        Column("won_back", _("Won back"), Unit.COUNT),
        Column("customer_churn", _("Churn"), Unit.SHARE),
        Column("lost_came_back", _("Lost, yet came back"), Unit.COUNT),
        Column("lapse_error", _("Wrongly called lost"), Unit.SHARE),
    )
    last = rows[-1]
    told = {
        "period": last["period"],
        "active": format.number(last["active_at_start"]),
        "lost": format.number(last["lost"]),
        "share": format.percent(last["customer_churn"] or 0, digits=1),
    }
    sentence = _("%(period)s: of %(active)s active customers %(lost)s were lost (%(share)s).") % told
    series = [(_("Churn"), "t3", values(rows, "customer_churn"))]
    return Card(
        _("Customers"),
        _("lost in a period, of those active at its start"),
        drawing(_("Customer churn"), sentence, rows, series),
        [Figures(_("Churn of customers"), columns, rows)],
        [sentence],
    )


def of_money(rows: list[dict[str, Any]]) -> Card:
    """What the customers of the start still spent."""
    columns = (
        Column("period", _("Period")),
        Column("money_before", _("Spent in the period before"), Unit.MONEY),
        Column("money_kept", _("Kept of it"), Unit.MONEY),
        Column("gross_money_retention", _("Gross retention"), Unit.SHARE),
        Column("money_of_the_same", _("Spent by the same"), Unit.MONEY),
        Column("net_money_retention", _("Net retention"), Unit.SHARE),
        Column("sales", _("Net sales"), Unit.MONEY),
    )
    series = [
        (_("Gross retention"), "t0", values(rows, "gross_money_retention")),
        (_("Net retention"), "t4", values(rows, "net_money_retention")),
    ]
    told = {"period": rows[-1]["period"]} | {
        name: format.percent(rows[-1][f"{name}_money_retention"] or 0, digits=1) for name in ("gross", "net")
    }
    finding = _("%(period)s: %(gross)s of the money was kept; with what the same customers added, %(net)s.") % told
    sentence = _("Gross leaves out what customers added; net counts it, and can lie above 100 %.")
    figures = [Figures(_("Churn of money"), columns, rows)]
    return Card(
        _("Money"),
        _("what the customers of the start still spent"),
        drawing(_("Retention of money"), finding, rows, series),
        figures,
        [finding, sentence],
    )


def of_market(rows: list[dict[str, Any]]) -> Card:
    """Share of the market, and beside the largest rival."""
    known = [row for row in rows if row["market_share"] is not None or row["relative_share"] is not None]
    if not known:
        sentence = _("These two need figures from outside: sales of the market and of the largest rival, per period.")
        return Card(_("Market and rival"), sentences=[sentence])
    columns = (
        *(Column("period", _("Period")), Column("sales", _("Net sales"), Unit.MONEY)),
        *(Column("market", _("Market"), Unit.MONEY), Column("market_share", _("Market share"), Unit.SHARE)),
        Column("largest_rival", _("Largest rival"), Unit.MONEY),
        Column("relative_share", _("Beside the rival"), Unit.SHARE),
    )
    series = [
        (_("Market share"), "t0", values(known, "market_share")),
        (_("Beside the rival"), "t1", values(known, "relative_share")),
    ]
    sentence = _("Above 100 % beside the rival, you are the larger one.")
    figures = [Figures(_("Market and rival"), columns, rows)]
    return Card(
        _("Market and rival"), "", drawing(_("Share of the market"), sentence, known, series), figures, [sentence]
    )


def drawing(label: str, says: str, rows: list[dict], series: Sequence[tuple[str, str, list[float]]]) -> Bars:
    """Bars for each period."""
    names = [row["period"] for row in rows]
    return Bars(
        label=label,
        says=says,
        names=names,
        series=series,
        y_says=lambda share: format.percent(share, digits=0),
        height=220,
    )


def values(rows: list[dict[str, Any]], name: str) -> list[float]:
    """A column as heights; unknown has none."""
    return [row[name] or 0.0 for row in rows]


def period_of(row: dict[str, Any]) -> str:
    """A period by its first month."""
    return _("from %(month)s") % {"month": month(row["period_start"])}


CHURN = Picture(
    "churn",
    gettext_lazy("Churn on four bases"),
    gettext_lazy("What was lost: customers, their money, share of the market, the place beside the rival."),
    (
        gettext_lazy(
            "The four can differ: small customers may leave while the money stays; the market may grow faster than you."
        ),
        gettext_lazy("A customer counts as lost after a silence far longer than the own usual gap between purchases."),
        gettext_lazy(
            "“Wrongly called lost” is the mistake of that rule so far; it is bound to be small for the last period."
        ),
        gettext_lazy(
            "The churn among the loyalty figures is another one: who bought in the year before and not in this one."
        ),
    ),
    build,
    amounts_of=(),
)
