"""Churn risk: how many may leave, whom to see first, what gives them away, and whether it was right before."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers import outlook
from zhike.customers.kinds import RISKS, words_of
from zhike.insight.computing import kept
from zhike.insight.models import Run
from zhike.insight.pictures.classes import in_classes
from zhike.insight.pictures.judged import Told, judgement
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.risk_classes import RiskClasses
from zhike.look import format
from zhike.look.charts import Bars

FIRST = 20
CLASSES = tuple(code for code, _words in RISKS)
AT_STAKE = (
    Column("net", gettext_lazy("Net sales in 12 months"), Unit.MONEY),
    Column("loss", gettext_lazy("Loss to expect"), Unit.MONEY),
)
MOST_AT_STAKE = gettext_lazy("at high risk, those with most to lose in front: risk × net sales")
TONES = ("t3", "t1", "t0")
TOLD = Told(
    said=gettext_lazy("said to leave"),
    said_head=gettext_lazy("Said to leave"),
    came=gettext_lazy("did leave"),
    came_head=gettext_lazy("Did leave"),
    label=gettext_lazy("Risk said and what came true"),
    alike=gettext_lazy("Where both bars are alike, a risk of so much per cent can be taken at its word."),
    note=gettext_lazy("tenths of cases, from the lowest risk to the highest"),
    reach=gettext_lazy(
        "Calling the %(share)s at the highest risk finds %(found)s of all leavers, %(lift)s times chance."
    ),
    reach_label=gettext_lazy("Leavers found by calling the highest risks first"),
    reach_title=gettext_lazy("How far does a call list reach?"),
    reach_figures=gettext_lazy("Reach of a call list"),
    found=gettext_lazy("Leavers found"),
    found_share=gettext_lazy("Of all leavers"),
    first=gettext_lazy("Called"),
    by=gettext_lazy("by risk"),
)


def build(seen: Seen) -> list[Card]:
    """The classes of risk, whom to see first and why, over the customers in sight; how right it was, over the firm."""
    chances = seen.own("chances", "id")
    if not chances.num_rows:
        return []
    table = with_sales(seen, chances)
    high = table.filter(pc.equal(table["risk"], "high"))
    cards = [by_class(seen, table), *(of_high(seen, high) if high.num_rows else [])]
    if not seen.answers_for_the_firm:
        return cards
    calibrated, judged, reach = (seen.rows(name) for name in ("calibration", "judged", "reach"))
    return [*cards, *judgement(TOLD, calibrated=calibrated, judged=judged, reach=reach)]


def with_sales(seen: Seen, judged: pa.Table) -> pa.Table:
    """Each chance with its class, the net sales in 12 months and what of them to expect to lose.

    Sales are those of the plain figures of the same day; unknown where these were not kept, or are not to be known.
    """
    figures = kept.newest("figures")
    same = seen.knows_amounts and figures is not None and figures.as_of == seen.run.as_of
    sales = kept.table(figures, "customers", columns=["customer_id", "net_sales_12m"]) if figures and same else None
    table = judged.append_column("pk", judged["id"].cast(pa.int64()))
    table = table.append_column("risk", classed(seen.run, judged["chance"]))
    if sales is None:
        table = table.append_column("net", pa.nulls(table.num_rows, pa.float64()))
    else:
        net = sales["net_sales_12m"].cast(pa.float64())
        table = table.join(pa.table({"pk": sales["customer_id"].cast(pa.int64()), "net": net}), "pk")
    return table.append_column(
        "loss", pc.multiply(table["chance"], pc.max_element_wise(table["net"], 0.0, skip_nulls=False))
    )


def classed(run: Run, chances: pa.ChunkedArray) -> pa.ChunkedArray:
    """The class of each chance by the borders of its run."""
    classes, _others = RiskClasses.split(run.parameters)
    lower = pc.if_else(pc.greater_equal(chances, classes.medium_from), "medium", "low")
    return pc.if_else(pc.greater_equal(chances, classes.high_from), "high", lower)


def by_class(seen: Seen, table: pa.Table) -> Card:
    """How many are in each class, and how many of them to expect to leave."""
    inside = [summed(code, table.filter(pc.equal(table["risk"], code))) for code in CLASSES]
    told = {
        "n": format.number(table.num_rows),
        "leave": format.number(round(sum(row["leave"] for row in inside))),
        "days": format.number(seen.run.parameters.get("horizon_days", 0)),
        "high": format.number(inside[0]["customers"]),
    }
    sentence = _(
        "Of %(n)s customers about %(leave)s are expected to buy nothing in the next %(days)s days; "
        "%(high)s are at high risk."
    )
    columns = (
        *(Column("words", _("Class")), Column("customers", _("Customers"), Unit.COUNT)),
        *(Column("leave", _("Expected to leave"), Unit.TENTHS), Column("chance", _("Mean risk"), Unit.SHARE)),
        *(AT_STAKE if seen.knows_amounts else ()),
    )
    note = _("customers who bought within the last %(days)s days; open a bar to see who")
    days = {"days": format.number(seen.run.parameters.get("active_days", 0))}
    way = {"title": _("Who is about to leave"), "note": note % days, "label": _("Customers by risk")}
    return in_classes(seen, inside, columns, **way, says=sentence % told, tones=TONES)


def summed(code: str, table: pa.Table) -> dict[str, Any]:
    """A class over some customers; money is unknown where it is of all of them."""
    return {
        "group": code,
        "words": words_of("churn_risk", code),
        "customers": table.num_rows,
        "leave": pc.sum(table["chance"]).as_py() or 0.0,
        "chance": pc.mean(table["chance"]).as_py(),
        **{name: pc.sum(table[name]).as_py() for name in ("net", "loss")},
    }


def of_high(seen: Seen, high: pa.Table) -> list[Card]:
    """Whom of those at high risk to see first, and what raises the risk of them all."""
    reasons = seen.reasons()
    if not reasons.num_rows:
        return [first(seen, high, reasons)]
    raising = pc.and_(pc.greater(reasons["effect"], 0), pc.is_in(reasons["id"], value_set=pc.unique(high["id"])))
    reasons = reasons.filter(raising)
    return [first(seen, high, reasons), signs(high.num_rows, reasons)]


def first(seen: Seen, high: pa.Table, reasons: pa.Table) -> Card:
    """Those with most to lose, with their owners and what gives each away."""
    order = [("loss", "descending"), ("chance", "descending"), ("pk", "ascending")]
    rows = high.take(pc.sort_indices(high, sort_keys=order)[:FIRST]).to_pylist()
    people = seen.owned([row["pk"] for row in rows])
    rows = [row | {"why": why(row["id"], reasons)} | people[row["pk"]] for row in rows if row["pk"] in people]
    columns = (
        *(Column("customer", _("Customer")), Column("chance", _("Risk"), Unit.SHARE)),
        *(AT_STAKE if seen.knows_amounts else ()),
        *(Column("owner", _("Owner")), Column("why", _("What raises it"))),
    )
    links = {at: f"/customers/{row['pk']}/" for at, row in enumerate(rows)}
    title, notes = _("Whom to see first"), (_("at high risk, the highest first"), MOST_AT_STAKE)
    return Card(title, notes[seen.knows_amounts], figures=[Figures(title, columns, rows, links, is_open=True)])


def why(key: str, reasons: pa.Table) -> str:
    """What raises the risk of one customer, the strongest first."""
    mine = reasons.filter(pc.equal(reasons["id"], key)).to_pylist() if reasons.num_rows else []
    return " · ".join(outlook.seen_in(reason) for reason in mine)


def signs(high: int, reasons: pa.Table) -> Card:
    """What raises the risk of those at high risk, by how many it is among the three strongest reasons of."""
    counts = {row["values"]: row["counts"] for row in pc.value_counts(reasons["field"]).to_pylist()}
    rows = [
        {"sign": str(outlook.SIGNS.get(field, field)), "customers": count, "share": count / high}
        for field, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    drawing = Bars(
        label=_("What raises the risk"),
        says=_("Of how many customers at high risk each sign is among the three strongest reasons."),
        names=[row["sign"] for row in rows],
        series=[(_("Customers"), "t3", [row["customers"] for row in rows])],
        y_says=format.number,
    )
    columns = (
        *(Column("sign", _("Sign")), Column("customers", _("Customers"), Unit.COUNT)),
        Column("share", _("Of those at high risk"), Unit.SHARE),
    )
    figures = [Figures(_("What raises the risk"), columns, rows)]
    return Card(_("What gives them away"), _("customers at high risk, by sign"), drawing, figures, [drawing.says])


def of_class(run: Run, judged: pa.Table, risk: str) -> pa.Array | None:
    """Which chances belong to a class by the borders of the run; None for no class."""
    return pc.equal(classed(run, judged["chance"]), risk) if risk in CLASSES else None


CHURN_RISK = Picture(
    "churn_risk",
    gettext_lazy("Churn risk"),
    gettext_lazy("Who is likely to buy no more, what gives them away, and whether it was right before."),
    (
        gettext_lazy(
            "A risk of 70 % means: of ten customers like this one, seven bought nothing in the days that followed."
        ),
        gettext_lazy("Begin with those who have most to lose; a small customer at high risk may not be worth a visit."),
        gettext_lazy(
            "The signs tell how a customer differs from the usual one; they open the talk, they are not the cause."
        ),
        gettext_lazy(
            "Risks are learnt from earlier windows that lie wholly before the day, and judged on the latest of them, "
            "which the model had not seen."
        ),
    ),
    build,
    Groups(
        *("chances", "id", "chance"),
        lambda _seen, risk: words_of("churn_risk", risk),
        (Column("chance", gettext_lazy("Risk"), Unit.SHARE),),
        within=of_class,
    ),
    amounts_of=(),
)
