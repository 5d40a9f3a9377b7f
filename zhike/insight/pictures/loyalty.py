"""The board of loyalty figures: now, a year before, and what was aimed at."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.books import looked_at
from zhike.insight.measures.loyalty import reached
from zhike.insight.pictures.picture import Card, Column, Figures, Picture, Tile, Unit, said
from zhike.insight.pictures.seen import Seen

WORDS = {
    "customers": gettext_lazy("Buying customers"),
    "new_customers": gettext_lazy("New customers"),
    "second_purchase": gettext_lazy("Bought a second time"),
    "retention": gettext_lazy("Retention"),
    "churn": gettext_lazy("Churn"),
    "frequency": gettext_lazy("Purchases per customer"),
    "average_purchase": gettext_lazy("Average purchase"),
    "sales_per_customer": gettext_lazy("Sales per customer"),
    "known_share": gettext_lazy("Sales from known customers"),
    "returned": gettext_lazy("Returned"),
    "referrals": gettext_lazy("Referrals"),
    "breadth": gettext_lazy("Products per customer"),
    "rung_movement": gettext_lazy("Movement on the ladder"),
    "share_of_wallet": gettext_lazy("Share of wallet"),
    "feedback": gettext_lazy("Feedback"),
    "price_tolerance": gettext_lazy("Price tolerance"),
}
UNITS = {"customers": Unit.COUNT, "share": Unit.SHARE, "money": Unit.MONEY, "per_hundred": Unit.TENTHS}
SAID = {
    "customers": gettext_lazy("%(n)s customers"),
    "per_hundred": gettext_lazy("%(n)s per 100"),
    "purchases": gettext_lazy("%(n)s purchases"),
    "products": gettext_lazy("%(n)s products"),
}
#: The pages that show what a figure is made of.
BEHIND = {
    "second_purchase": "survival",
    "retention": "cohorts",
    "churn": "churn",
    "sales_per_customer": "abc",
}
#: What is an amount, or a share of amounts.
OF_MONEY = ("average_purchase", "sales_per_customer", "known_share", "returned")
#: What no order tells.
ASKED = ("share_of_wallet", "feedback", "price_tolerance")
LESS_IS_BETTER = ("churn", "returned")


def build(seen: Seen) -> list[Card]:
    """Tiles of what is known, and every figure in a table."""
    targets = looked_at("loyalty").settings
    rows = [row | told(row) | aimed(row, targets.get(row["kpi"])) for row in known_kpis(seen)]
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return []
    columns = (
        *(Column("words", _("Figure")), Column("value", _("Now"), unit_by="own_unit")),
        Column("year_before", _("A year before"), unit_by="own_unit"),
        Column("change", _("Difference"), unit_by="change_unit"),
        *(Column("target", _("Target"), unit_by="own_unit"), Column("target_reached", _("Reached"), Unit.TRUTH)),
        Column("meaning_said", _("What it is")),
    )
    tiles = [tile(row, behind(row["kpi"], seen)) for row in known]
    asked, early = (
        _(", ").join(row["words"] for row in rows if row["value"] is None and (row["kpi"] in ASKED) is untold)
        for untold in (True, False)
    )
    sentences = [
        sentence % {"figures": figures}
        for sentence, figures in (
            (_("Not told by orders, so empty until they are asked for: %(figures)s."), asked),
            (_("Need more than a year of orders, or the history of the ladder: %(figures)s."), early),
        )
        if figures
    ]
    return [
        Card(
            _("Last 12 months"),
            _("beside the twelve months before"),
            None,
            [Figures(_("Loyalty figures"), columns, rows)],
            sentences,
            tiles,
        )
    ]


def known_kpis(seen: Seen) -> list[dict[str, Any]]:
    """The figures that the reader may know."""
    return [row for row in seen.rows("kpis") if seen.knows_amounts or row["kpi"] not in OF_MONEY]


def told(row: dict[str, Any]) -> dict[str, Any]:
    """What is to be said of a row, and its units."""
    unit, meaning = UNITS.get(row["unit"], Unit.NUMBER), row["meaning"]
    return {
        "words": str(WORDS.get(row["kpi"], row["kpi"])),
        "own_unit": unit,
        "change_unit": Unit.POINTS if unit is Unit.SHARE else unit,
        "meaning_said": _(meaning),
    }


def aimed(row: dict[str, Any], target: float | None) -> dict[str, Any]:
    """What is aimed at today, and whether the figure is there."""
    return {"target": target, "target_reached": reached(row["kpi"], row["value"], target)}


def behind(kpi: str, seen: Seen) -> str:
    """Where the rows of a figure are listed, or the page that takes it apart; empty where none does."""
    if kpi == "customers":
        return f"{reverse('kit:list', args=['customers'])}?purchases_12m.min=1" if seen.whole else ""
    if kpi == "rung_movement":
        return reverse("insight:ladder")
    return reverse("insight:picture", args=[BEHIND[kpi]]) if kpi in BEHIND else ""


def tile(row: dict[str, Any], to: str) -> Tile:
    """One figure; its mood is that of its target, or of its change where none is set."""
    mood = ""
    if row["target_reached"] is not None:
        mood = "good" if row["target_reached"] else "poor"
    elif row["change"]:
        mood = "good" if (row["change"] > 0) != (row["kpi"] in LESS_IS_BETTER) else "poor"
    change = said(row["change"], row["change_unit"])
    signed = f"+{change}" if row["change"] and row["change"] > 0 else change
    value = said(row["value"], row["own_unit"])
    value = SAID[row["unit"]] % {"n": value} if row["unit"] in SAID else value
    target = "" if row["target"] is None else said(row["target"], row["own_unit"])
    return Tile(row["words"], value, signed, target, mood, row["meaning_said"], to)


LOYALTY = Picture(
    "loyalty",
    gettext_lazy("Loyalty figures"),
    gettext_lazy("The figures of loyalty on one board: now, a year before, and what you aim at."),
    (
        gettext_lazy(
            "Each figure is of twelve months, beside the twelve months before; the small print says what it counts."
        ),
        gettext_lazy(
            "Read them together: retention may rise while new customers stay away, and the firm shrinks all the same."
        ),
        gettext_lazy(
            "Churn here means: bought in the year before, not in this one. The page of churn judges everybody by their "
            "own rhythm, so its figure differs."
        ),
        gettext_lazy(
            "Green: the target is reached or, without a target, the figure moved the right way; amber: it did not."
        ),
    ),
    build,
    amounts_of=(),
)
