"""Next product: what is recommended to whom, how many customers it reaches, and whether it would have worked before."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.models import Run
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars

DRAWN = 12
METHODS = {
    "popularity": gettext_lazy("the same popular ones for everybody"),
    "own_past": gettext_lazy("what the customer bought most"),
    "items": gettext_lazy("products bought together"),
    "factors": gettext_lazy("hidden factors"),
}
MODES = {"new": gettext_lazy("products new to the customer"), "repeat": gettext_lazy("any product")}


def build(seen: Seen) -> list[Card]:
    """What comes first for the customers in sight, by what way; the back-test for who answers for the firm."""
    offers = seen.own("offers", "customer", ["customer", "place", "item", "way"])
    if not offers.num_rows:
        return []
    first = offers.filter(pc.equal(offers["place"], 1))
    cards = [by_product(seen, offers, first), by_way(first)]
    tried = [row for row in seen.rows("backtest") if row["customers"]] if seen.answers_for_the_firm else []
    return [*cards, back_test(seen, tried)] if tried else cards


def by_product(seen: Seen, offers: pa.Table, first: pa.Table) -> Card:
    """The products by how many customers they are the first offer to."""
    leading, named = counted(first), counted(offers)
    names = seen.products(named)
    rows: list[dict[str, Any]] = [
        {"product": names[code][0] if code in names else code, "code": code, "first": leading.get(code, 0)}
        | {"share": leading.get(code, 0) / first.num_rows, "named": count}
        for code, count in named.items()
    ]
    rows.sort(key=lambda row: (-row["first"], -row["named"], row["code"]))
    links = {at: seen.behind("recommend", row["code"]) for at, row in enumerate(rows) if row["first"]}
    counts = {"n": first.num_rows, "first": len(leading), "all": len(rows)}
    sentence = _("%(n)s customers are offered something; %(first)s products come first, %(all)s are offered at all.")
    says = sentence % {name: format.number(count) for name, count in counts.items()}
    drawn = rows[: min(DRAWN, len(leading))]
    drawing = Bars(
        label=_("Products recommended most"),
        says=says,
        names=[row["product"] for row in drawn],
        series=[(_("Customers"), "t0", [row["first"] for row in drawn])],
        y_says=format.number,
        links=[links[at] for at in range(len(drawn))],
    )
    columns = (
        *(Column("product", _("Product")), Column("code", _("Code"))),
        *(Column("first", _("First offer to"), Unit.COUNT), Column("share", _("Share"), Unit.SHARE)),
        Column("named", _("Among the offers to"), Unit.COUNT),
    )
    note = _("by how many customers a product is the first offer to; open a bar to see who")
    figures = [Figures(_("Products recommended"), columns, rows, links)]
    return Card(_("Products recommended most"), note, drawing, figures, [says])


def counted(offers: pa.Table) -> dict[str, int]:
    """To how many customers each product is offered."""
    return {row["values"]: row["counts"] for row in pc.value_counts(offers["item"]).to_pylist()}


def by_way(first: pa.Table) -> Card:
    """How many first offers go back to the customer's own purchases, and how many to what is popular."""
    counts = {row["values"]: row["counts"] for row in pc.value_counts(first["way"]).to_pylist()}
    rows = [
        {"way": str(METHODS[way]), "customers": counts[way], "share": counts[way] / first.num_rows}
        for way in METHODS
        if way in counts
    ]
    own = first.num_rows - counts.get("popularity", 0)
    sentence = _("%(share)s of the first offers follow from what the customer bought; the others get what is popular.")
    columns = (
        *(Column("way", _("Recommended by")), Column("customers", _("Customers"), Unit.COUNT)),
        Column("share", _("Share"), Unit.SHARE),
    )
    title = _("How many have a recommendation of their own")
    says = sentence % {"share": format.percent(own / first.num_rows)}
    return Card(title, figures=[Figures(_("By way"), columns, rows, is_open=True)], sentences=[says])


def back_test(seen: Seen, tried: list[dict[str, Any]]) -> Card:
    """Each way taught by what came before the last days and judged by what was bought in them."""
    rows = [row | {"aim": str(MODES[row["mode"]]), "way": str(METHODS[row["method"]])} for row in tried]
    new = [row for row in rows if row["mode"] == "new"] or rows
    drawing = Bars(
        label=_("Customers who bought one of the offers"),
        says=compared(seen, new),
        names=[row["way"] for row in new],
        series=[(_("Hit rate"), "t0", [row["hit_rate"] for row in new])],
        y_says=lambda share: format.percent(share, digits=0),
        height=240,
    )
    columns = (
        *(Column("aim", _("Offered")), Column("way", _("Recommended by"))),
        *(Column("customers", _("Customers"), Unit.COUNT), Column("hit_rate", _("Hit rate"), Unit.SHARE)),
        *(Column("precision", _("Precision"), Unit.SHARE), Column("recall", _("Recall"), Unit.SHARE)),
        Column("ndcg", "nDCG", Unit.SHARE),
    )
    days = {"days": format.number(seen.run.parameters.get("test_days", 0))}
    note = _("taught by what came before the last %(days)s days, judged by what was bought in them") % days
    figures = [Figures(_("Back-test"), columns, rows)]
    return Card(_("Would it have worked?"), note, drawing, figures, [drawing.says])


def compared(seen: Seen, new: list[dict[str, Any]]) -> str:
    """The way that is used beside the list of what is popular."""
    rates = {row["method"]: row["hit_rate"] for row in new}
    method = seen.run.parameters.get("method", "items")
    if not {method, "popularity"} <= rates.keys():
        return ""
    figures = {
        "way": METHODS[method],
        "own": format.percent(rates[method], digits=1),
        "popular": format.percent(rates["popularity"], digits=1),
        "n": format.number(new[0]["customers"]),
    }
    return (
        _(
            "Of %(n)s customers who bought something new, %(own)s bought one of the offers (%(way)s); with the same "
            "popular ones for everybody it would have been %(popular)s."
        )
        % figures
    )


def first_offered(_run: Run, offers: pa.Table, code: str) -> pa.Array:
    """Which offers are the first of a customer and of this product."""
    return pc.and_(pc.equal(offers["place"], 1), pc.equal(offers["item"], code))


def product(seen: Seen, code: str) -> str:
    """The name of a product in sight, else its code."""
    return seen.products([code]).get(code, (code, ""))[0]


def told(seen: Seen, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Offers with the name of the purchase that speaks for each."""
    names = seen.products({row["because"] for row in rows if row["because"]})
    return [row | {"because": names.get(row["because"], (row["because"], ""))[0]} for row in rows]


RECOMMEND = Picture(
    "recommend",
    gettext_lazy("Next product"),
    gettext_lazy("What to offer to whom next, because of what, and whether it would have worked before."),
    (
        gettext_lazy("Open a product to see to whom it is the first offer; each customer's page says because of what."),
        gettext_lazy("Only goods the customer has not bought yet are offered; what lies long back weighs less."),
        gettext_lazy("Who has bought nothing yet is offered what is popular among customers of the same kind."),
        gettext_lazy(
            "Look at the back-test first: unless products bought together beat the popular ones, show everybody "
            "the same list."
        ),
    ),
    build,
    Groups(
        *("offers", "customer", "item", product),
        (
            Column("score", gettext_lazy("Strength"), Unit.NUMBER),
            Column("because", gettext_lazy("Because of")),
        ),
        within=first_offered,
        told=told,
    ),
    amounts_of=(),
)
