"""Where retention comes from, and whether the plain formula was right before."""

from django.utils.translation import gettext as _

from zhike.insight.pictures.back_test import signed
from zhike.insight.pictures.picture import Card, Column, Figures, Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.pictures.worth import tier_place, tier_words
from zhike.look import format
from zhike.look.charts import Bars


def judgement(seen: Seen) -> list[Card]:
    """What was learned of staying, and the back-test over the firm."""
    learned, parts, tiers = (seen.rows(name) for name in ("retention", "value_by_part", "value_by_tier"))
    cards = [staying(learned)] if any(row["bought_before"] for row in learned) else []
    if not parts:
        sentence = _("This run had no time held out. The back-test appears once the orders reach back three years.")
        return [*cards, Card(_("Was it right before?"), sentences=[sentence])]
    held = seen.run.parameters["holdout"]
    return [*cards, brought(held, parts), *([stayed(tiers)] if tiers and held["years"] >= 1 else [])]


def staying(learned: list[dict]) -> Card:
    """The retention of everybody and of each tier, with the customers it was learned from."""
    alone = len(learned) == 1
    first, *tiers = sorted(learned, key=lambda row: (row["tier"] is not None, tier_place(row["tier"])))
    rows = [row | {"words": tier_words(row["tier"], alone=row is first)} for row in (first, *tiers)]
    told = {
        "again": format.number(first["bought_again"]),
        "before": format.number(first["bought_before"]),
        "share": format.percent(first["retention"], digits=1),
    }
    sentence = _(
        "%(again)s of %(before)s customers who bought in the year before last bought again in the last: %(share)s."
    )
    drawing = (
        None
        if alone
        else Bars(
            label=_("Retention by tier"),
            says=sentence % told,
            names=[row["words"] for row in rows],
            series=[(_("Retention"), "t0", [row["retention"] for row in rows])],
            y_says=format.percent,
            height=240,
        )
    )
    columns = (
        *(Column("words", _("Value tier")), Column("bought_before", _("Bought in the year before last"), Unit.COUNT)),
        Column("bought_again", _("Bought again in the last"), Unit.COUNT),
        *(Column("retention", _("Retention"), Unit.SHARE), Column("multiple", _("Multiple"), Unit.NUMBER)),
        Column("is_pooled", _("Too few: that of everybody"), Unit.TRUTH),
    )
    figures = [Figures(_("Retention"), columns, rows, is_open=alone)]
    note = _("by the tier customers held a year ago; small tiers are drawn towards everybody")
    return Card(_("Who stays"), note, drawing, figures, [sentence % told])


def brought(held: dict[str, float], parts: list[dict]) -> Card:
    """What customers were to bring and brought, in parts of equal expectation."""
    told = {
        "n": format.number(held["customers"]),
        "months": format.number(round(12 * held["years"])),
        "expected": format.money(held["value_predicted"]),
        "actual": format.money(held["value_actual"]),
        "miss": signed(held["value_predicted"], held["value_actual"]),
        "mae": format.money(held["value_mae"]),
        "again": format.money(held["value_mae_of_last_year"]),
    }
    sentences = [
        _("%(n)s customers were to bring %(expected)s within %(months)s months and brought %(actual)s: %(miss)s.")
        % told,
        _("For one customer it was off by %(mae)s on average; last year once more would have been off by %(again)s.")
        % told,
    ]
    rows = [
        row | {"words": (_("the next %(n)s") if at else _("the first %(n)s")) % {"n": format.number(row["customers"])}}
        for at, row in enumerate(parts)
    ]
    drawing = Bars(
        label=_("Money of customers, expected and brought"),
        says=sentences[0],
        names=[row["words"] for row in rows],
        series=[
            (_("expected"), "t0", [row["expected"] for row in rows]),
            (_("brought"), "t4", [row["actual"] for row in rows]),
        ],
        y_says=format.money,
    )
    columns = (
        *(Column("words", _("Customers from the greatest down")), Column("customers", _("Customers"), Unit.COUNT)),
        *(Column("expected", _("Expected"), Unit.MONEY), Column("actual", _("Money brought"), Unit.MONEY)),
    )
    note = _("customers from the greatest expectation down, in parts that were to bring the same; not discounted")
    figures = [Figures(_("Back-test"), columns, rows)]
    return Card(_("Was it right before?"), note, drawing, figures, sentences)


def stayed(tiers: list[dict]) -> Card:
    """The retention each tier was given, beside the share that bought in the time held out."""
    ordered = sorted(tiers, key=lambda row: tier_place(row["tier"]))
    rows = [row | {"words": tier_words(row["tier"], alone=len(tiers) == 1)} for row in ordered]
    drawing = Bars(
        label=_("Who was to stay, and who did"),
        says=_("Where both bars are alike, retention was right for that tier."),
        names=[row["words"] for row in rows],
        series=[
            (_("promised"), "t0", [row["retention"] for row in rows]),
            (_("came true"), "t4", [row["stayed"] for row in rows]),
        ],
        y_says=format.percent,
        height=240,
    )
    columns = (
        *(Column("words", _("Value tier")), Column("customers", _("Customers"), Unit.COUNT)),
        *(Column("retention", _("Promised"), Unit.SHARE), Column("stayed", _("Came true"), Unit.SHARE)),
        *(Column("expected", _("Expected"), Unit.MONEY), Column("actual", _("Money brought"), Unit.MONEY)),
    )
    note = _("customers who had bought in the twelve months before, by tier")
    return Card(_("Did they stay?"), note, drawing, [Figures(_("Who stayed"), columns, rows)], [drawing.says])
