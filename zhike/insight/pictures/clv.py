"""Lifetime value by the plain formula: how it is spread, what it is made of and hangs on, whether it was right."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.pictures.clv_judged import judgement
from zhike.insight.pictures.clv_moved import coming, moved
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.pictures.worth import of_band, said_of, spread, tier_place, tier_words
from zhike.insight.reach import EARNED
from zhike.look import format
from zhike.look.charts import Bars

FIRST = 20
BASES = {
    "margin_12m": gettext_lazy("margin in 12 months"),
    "stated_margin": gettext_lazy("a stated share of net sales"),
    "net_sales_12m": gettext_lazy("net sales in 12 months, for lack of costs"),
}
PAYMENTS = {
    "end": gettext_lazy("at the end of a year, if they stayed"),
    "now": gettext_lazy("at the beginning of a year"),
}
VALUES = (
    Column("clv", gettext_lazy("Value to come"), Unit.MONEY),
    Column("yearly_value", gettext_lazy("Value a year"), Unit.MONEY),
    Column("yearly_retention", gettext_lazy("Retention"), Unit.SHARE),
    Column("multiple", gettext_lazy("Multiple"), Unit.NUMBER),
    Column("purchases_12m", gettext_lazy("Purchases in 12 months"), Unit.COUNT),
    Column("days_since_last_purchase", gettext_lazy("Days since the last purchase"), Unit.COUNT),
)


def build(seen: Seen) -> list[Card]:
    """The spread, the formula by tiers and over the years, what would change it, whom it is about, and the checks."""
    table = seen.own("customers", "customer_id")
    valued = table.filter(table["clv"].is_valid()) if table.num_columns else table
    if not valued.num_rows:
        return []
    for name in ("clv", "yearly_value", "multiple"):
        place = valued.column_names.index(name)
        valued = valued.set_column(place, name, valued[name].cast(pa.float64()))
    cards = [spread(seen, valued, picture="clv"), made_of(seen, valued)]
    cards += [coming(seen, valued), moved(seen, valued), worth_most(seen, valued)]
    return [*cards, *judgement(seen)] if seen.answers_for_the_firm else cards


def made_of(seen: Seen, valued: pa.Table) -> Card:
    """From a year's value to that of a lifetime, by the tier whose retention was taken."""
    rows = by_tier(valued)
    whole = sum(row["yearly"] for row in rows)
    told = {
        "multiple": format.number(round(pc.sum(valued["clv"]).as_py() / whole, 2)) if whole else "—",
        "discount": format.percent(seen.run.parameters["yearly_discount"], digits=1),
        "least": format.percent(min(row["retention"] for row in rows)),
        "most": format.percent(max(row["retention"] for row in rows)),
    }
    sentence = _(
        "Money of one year is worth %(multiple)s times as much from now on: "
        "%(least)s to %(most)s of the customers stay each year, and waiting a year costs %(discount)s."
    )
    drawing = Bars(
        label=_("Value of a year and from now on, by tier"),
        says=sentence % told,
        names=[row["words"] for row in rows],
        series=[
            (_("in one year"), "t4", [row["yearly"] for row in rows]),
            (_("from now on"), "t0", [row["clv"] for row in rows]),
        ],
        y_says=format.money,
    )
    columns = (
        *(Column("words", _("Value tier")), Column("customers", _("Customers"), Unit.COUNT)),
        *(Column("yearly", _("Value a year"), Unit.MONEY), Column("retention", _("Retention"), Unit.SHARE)),
        *(Column("multiple", _("Multiple"), Unit.NUMBER), Column("clv", _("Value to come"), Unit.MONEY)),
        Column("mean", _("Per customer"), Unit.MONEY),
    )
    given = (Column("what", _("What the formula was given")), Column("told", _("In this run")))
    figures = [
        Figures(_("Value by tier"), columns, rows),
        Figures(_("What the formula was given"), given, inputs(seen, valued), is_open=True),
    ]
    note = _("value of a year × retention and discount = value to come")
    return Card(_("What it is made of"), note, drawing, figures, [sentence % told])


def by_tier(valued: pa.Table) -> list[dict[str, Any]]:
    """Customers, their money of a year and its worth by retention tier, the highest first."""
    sums = valued.group_by("retention_tier").aggregate(
        [
            *(("customer_id", "count"), ("yearly_value", "sum"), ("clv", "sum")),
            *(("yearly_retention", "mean"), ("multiple", "mean")),
        ]
    )
    alone = sums.num_rows == 1
    return [
        {
            "words": tier_words(row["retention_tier"], alone=alone),
            "customers": row["customer_id_count"],
            "yearly": row["yearly_value_sum"],
            "retention": row["yearly_retention_mean"],
            "multiple": row["multiple_mean"],
            "clv": row["clv_sum"],
            "mean": row["clv_sum"] / row["customer_id_count"],
        }
        for row in sorted(sums.to_pylist(), key=lambda row: tier_place(row["retention_tier"]))
    ]


def inputs(seen: Seen, valued: pa.Table) -> list[dict[str, str]]:
    """What shaped the values of this run, in words."""
    given = seen.run.parameters
    years = given["horizon_years"]
    counts = {row["values"]: row["counts"] for row in pc.value_counts(valued["value_basis"]).to_pylist()}
    basis = [
        _("%(words)s (%(n)s customers)") % {"words": BASES[name], "n": format.number(count)}
        for name, count in counts.items()
    ]
    estimated = pc.sum(valued["value_is_estimated"]).as_py() or 0
    told: Sequence[tuple[str, str]] = (
        (_("Value of a year"), "; ".join(basis)),
        (_("Estimated in part"), format.number(estimated)),
        (_("Retention"), _("stated") if given["yearly_retention"] is not None else _("learned: who bought again")),
        (_("Discount of a year"), format.percent(given["yearly_discount"], digits=1)),
        (_("Years counted"), _("without an end") if years is None else format.number(years)),
        (_("Money comes"), str(PAYMENTS[given["first_payment"]])),
    )
    return [{"what": what, "told": words} for what, words in told]


def worth_most(seen: Seen, valued: pa.Table) -> Card:
    """The first customers, with their owners and what their value is made of."""
    order = [("clv", "descending"), ("customer_id", "ascending")]
    rows = valued.take(pc.sort_indices(valued, sort_keys=order)[:FIRST]).to_pylist()
    people = seen.owned([row["customer_id"] for row in rows])
    rows = [row | people[row["customer_id"]] for row in rows if row["customer_id"] in people]
    columns = (Column("customer", _("Customer")), Column("owner", _("Owner")), *VALUES)
    links = {at: f"/customers/{row['customer_id']}/" for at, row in enumerate(rows)}
    title, note = _("Who is worth most"), _("weigh effort by the order of size, not by the last digit")
    return Card(title, note, figures=[Figures(title, columns, rows, links, is_open=True)])


CLV = Picture(
    "clv",
    gettext_lazy("Lifetime value"),
    gettext_lazy("What customers are worth if the last year goes on, what that depends on, and who they are."),
    (
        gettext_lazy(
            "Last year's margin times a multiple: who stays brings as much again, and later money counts for less."
        ),
        gettext_lazy(
            "Everybody in a tier is given the same chance to stay, so it tells sizes apart, "
            "not the fate of one customer; for that look at fitted lifetime value."
        ),
        gettext_lazy(
            "What was earned already is not in it, nor what winning the customer cost; "
            "who bought nothing for a year counts as nothing, though some come back."
        ),
        gettext_lazy(
            "Spend no more on keeping a customer than the value to come; "
            "look at what a point of retention is worth first."
        ),
    ),
    build,
    Groups("customers", "customer_id", "clv", lambda _seen, group: said_of(group), VALUES, within=of_band),
    amounts_of=EARNED,
)
