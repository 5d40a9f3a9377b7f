"""ABC: the few customers that bring most of the money, and how much hangs on them."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.kinds import words_of
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Lines, Series

FIRST = 20
POINTS = 50
CLASSES = ("A", "B", "C")


def build(seen: Seen) -> list[Card]:
    """The curve with the classes, and who weighs most, over the customers in sight."""
    table = seen.own("customers", "customer_id", ["customer_id", "place", "value", "abc"])
    judged = table.filter(table["abc"].is_valid()) if table.num_columns else table
    if not judged.num_rows:
        return []
    ranked = judged.sort_by("place")
    ranked = ranked.set_column(2, "value", ranked["value"].cast(pa.float64()))
    return [by_class(seen, ranked), heaviest(seen, ranked)]


def by_class(seen: Seen, ranked: pa.Table) -> Card:
    """How many customers are in each class, and what they bring together."""
    whole = pc.sum(ranked["value"]).as_py()
    rows = [summed(code, ranked, whole) for code in CLASSES]
    links = {at: seen.behind("abc", row["code"]) for at, row in enumerate(rows) if row["customers"]}
    told = {
        "n": format.number(rows[0]["customers"]),
        "all": format.number(ranked.num_rows),
        "share": format.percent(rows[0]["share"]),
    }
    sentence = _("%(n)s of %(all)s customers are of class A; they bring %(share)s of net sales.") % told
    columns = (
        *(Column("words", _("ABC class")), Column("customers", _("Customers"), Unit.COUNT)),
        *(Column("crowd", _("Of the customers"), Unit.SHARE), Column("money", _("Net sales"), Unit.MONEY)),
        *(Column("share", _("Of net sales"), Unit.SHARE), Column("mean", _("Per customer"), Unit.MONEY)),
    )
    figures = [Figures(_("Customers by class"), columns, rows, links, is_open=True)]
    note = _("customers from the greatest down; open a class to see who")
    return Card(_("How much depends on how few"), note, curve(ranked, rows, sentence), figures, [sentence])


def summed(code: str, ranked: pa.Table, whole: float) -> dict[str, Any]:
    """A class over some customers; shares are of those in sight."""
    inside = ranked.filter(pc.equal(ranked["abc"], code))
    money = pc.sum(inside["value"]).as_py() or 0.0
    return {
        "code": code,
        "words": words_of("abc", code),
        "customers": inside.num_rows,
        "crowd": inside.num_rows / ranked.num_rows,
        "money": money,
        "share": money / whole if whole > 0 else None,
        "mean": money / inside.num_rows if inside.num_rows else None,
    }


def curve(ranked: pa.Table, rows: list[dict[str, Any]], sentence: str) -> Lines | None:
    """The money that the greatest customers bring together, and where the classes end; none where there is no money."""
    whole, count = pc.sum(ranked["value"]).as_py(), ranked.num_rows
    if whole <= 0:
        return None
    reached = pc.cumulative_sum(ranked["value"]).to_pylist()
    places = sorted({round(count * step / POINTS) for step in range(1, POINTS + 1)} - {0})
    ends = [(rows[0]["crowd"], _("end of A")), (rows[0]["crowd"] + rows[1]["crowd"], _("end of B"))]
    return Lines(
        label=_("Net sales by customers, the greatest first"),
        says=sentence,
        series=[
            Series(_("net sales"), [(0.0, 0.0), *((at / count, reached[at - 1] / whole) for at in places)], "t0"),
            Series(_("if all brought the same"), [(0.0, 0.0), (1.0, 1.0)], "t4", dashed=True),
        ],
        y_says=lambda share: format.percent(share, digits=0),
        x_marks=[(tenth / 10, format.percent(tenth / 10, digits=0)) for tenth in range(0, 11, 2)],
        x_says=lambda share: format.percent(share, digits=0),
        borders=[(share, words) for share, words in ends if 0 < share < 1],
        most=1.0,
    )


def heaviest(seen: Seen, ranked: pa.Table) -> Card:
    """Those who bring most, with their owners."""
    whole = pc.sum(ranked["value"]).as_py()
    some = ranked.slice(0, FIRST).to_pylist()
    people = seen.owned([row["customer_id"] for row in some])
    rows = [
        row | people[row["customer_id"]] | {"share": row["value"] / whole if whole > 0 else None}
        for row in some
        if row["customer_id"] in people
    ]
    columns = (
        *(Column("customer", _("Customer")), Column("owner", _("Owner"))),
        Column("place", _("Rank in the firm"), Unit.COUNT),
        *(Column("value", _("Net sales"), Unit.MONEY), Column("share", _("Of net sales"), Unit.SHARE)),
    )
    links = {at: f"/customers/{row['customer_id']}/" for at, row in enumerate(rows)}
    title, note = _("Who weighs most"), _("losing one of them is felt at once: each wants a plan of its own")
    return Card(title, note, figures=[Figures(title, columns, rows, links, is_open=True)])


ABC = Picture(
    "abc",
    gettext_lazy("ABC class"),
    gettext_lazy("How few customers bring most of the money, and who they are."),
    (
        gettext_lazy(
            "Customers stand from the greatest down: A brings the first 80 %, B goes on to 95 %, unless the rules say "
            "otherwise. The classes are those of the whole firm, over twelve months."
        ),
        gettext_lazy(
            "Who only returned goods in these months is in C too, so there are a few more customers here than buyers."
        ),
        gettext_lazy("The steeper the curve begins, the more depends on few. See every A customer yourself."),
        gettext_lazy(
            "Ask of each C what it costs to serve; C is a matter of money today, not of what may become of it."
        ),
    ),
    build,
    Groups(
        *("customers", "customer_id", "abc"),
        lambda _seen, code: words_of("abc", code),
        (
            Column("value", gettext_lazy("Net sales"), Unit.MONEY),
            Column("place", gettext_lazy("Rank in the firm"), Unit.COUNT),
        ),
    ),
)
