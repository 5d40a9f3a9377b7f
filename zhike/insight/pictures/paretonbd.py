"""Purchases to come: who is likely to buy, who may have left, and which model was right before."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.measures.lifetime.repeats import DAYS
from zhike.insight.models import Run
from zhike.insight.pictures.back_test import back_test
from zhike.insight.pictures.classes import in_classes
from zhike.insight.pictures.paretonbd_map import by_past
from zhike.insight.pictures.paretonbd_models import models
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Ranges

FIRST, DRAWN = 20, 12
BORDERS = (75, 50, 25, 10, 0)  # per cent of the chance to buy, from where each band begins
IN_DOUBT = (0.2, 0.8)
ENDS = tuple(f"expected_purchases{end}" for end in ("_low_90", "_low_50", "", "_high_50", "_high_90"))
VALUES = (
    Column("chance_to_buy", gettext_lazy("Chance to buy"), Unit.SHARE),
    Column("expected_purchases", gettext_lazy("Purchases to come"), Unit.NUMBER),
    Column("expected_purchases_low_90", gettext_lazy("From (90 %)"), Unit.COUNT),
    Column("expected_purchases_high_90", gettext_lazy("To (90 %)"), Unit.COUNT),
    Column("p_alive", gettext_lazy("Still a customer"), Unit.SHARE),
    Column("x", gettext_lazy("Repeat purchases so far"), Unit.COUNT),
    Column("days_silent", gettext_lazy("Days since the last purchase"), Unit.COUNT),
)


def build(seen: Seen) -> list[Card]:
    """Over the customers in sight: how many will buy, who, who may have left. Over the firm: the models."""
    table = seen.own("customers", "customer_id")
    judged = table.filter(table["x"].is_valid()) if table.num_columns else table
    if not judged.num_rows:
        return []
    judged = with_silence(seen, judged)
    cards = [coming(seen, judged), likeliest(seen, judged), by_past(judged), *in_doubt(seen, judged)]
    return [*cards, *back_test(seen), *models(seen)] if seen.answers_for_the_firm else cards


def with_silence(seen: Seen, judged: pa.Table) -> pa.Table:
    """Beside each past the time since the last purchase; the models count to the last day that counts, itself a day."""
    silent = pc.multiply(pc.subtract(judged["age"], judged["t_x"]), DAYS[seen.run.parameters["unit"]])
    days = pc.round(pc.add(silent, 1))
    return judged.append_column("days_silent", days).append_column("weeks_silent", pc.divide(silent, 7))


def coming(seen: Seen, judged: pa.Table) -> Card:
    """How many are likely to buy, by their chance, and what they will buy together."""
    rows = [summed(low, judged) for low in BORDERS]
    told = {
        "n": format.number(judged.num_rows),
        "alive": format.number(round(pc.sum(judged["p_alive"]).as_py())),
        "buyers": format.number(round(sum(row["buyers"] for row in rows))),
        "purchases": format.number(round(sum(row["purchases"] for row in rows))),
        "weeks": format.number(seen.run.parameters["horizon"]),
    }
    sentence = _(
        "Of %(n)s customers about %(alive)s are customers still; "
        "about %(buyers)s will buy within the next %(weeks)s weeks, %(purchases)s times together."
    )
    columns = (
        *(Column("words", _("Chance to buy")), Column("customers", _("Customers"), Unit.COUNT)),
        *(
            Column("buyers", _("Buyers to expect"), Unit.NUMBER),
            Column("purchases", _("Purchases to come"), Unit.NUMBER),
        ),
        Column("alive", _("Still customers"), Unit.NUMBER),
    )
    note = _("customers by their chance to buy within the next %(weeks)s weeks; open a bar to see who") % told
    label = _("Customers by their chance to buy")
    return in_classes(seen, rows, columns, title=_("What is coming"), note=note, label=label, says=sentence % told)


def summed(low: int, judged: pa.Table) -> dict[str, Any]:
    """One band of chances over some customers."""
    part = judged.filter(of_band(None, judged, f"{low}"))
    names = {"buyers": "chance_to_buy", "purchases": "expected_purchases", "alive": "p_alive"}
    sums = {name: pc.sum(part[column]).as_py() or 0.0 for name, column in names.items()}
    return {"group": low, "words": band(f"{low}"), "customers": part.num_rows} | sums


def band(low: str) -> str:
    """A band of chances in words."""
    above = [border for border in BORDERS if border > int(low)]
    ends = {"low": low, "high": above[-1] if above else 100}
    return _("%(low)s–%(high)s %%") % ends


def of_band(_run: Run | None, judged: pa.Table, low: str) -> pa.Array | None:
    """Whose chance to buy lies in the band that begins at `low` per cent; None where none begins."""
    if low not in map(str, BORDERS):
        return None
    above = [border for border in BORDERS if border > int(low)]
    chosen = pc.greater_equal(judged["chance_to_buy"], int(low) / 100)
    return pc.and_(chosen, pc.less(judged["chance_to_buy"], above[-1] / 100)) if above else chosen


def likeliest(seen: Seen, judged: pa.Table) -> Card:
    """Who is likeliest to buy, with owners and the bands of how often."""
    order = [("chance_to_buy", "descending"), ("expected_purchases", "descending"), ("customer_id", "ascending")]
    rows, links = named(seen, judged.take(pc.sort_indices(judged, sort_keys=order)[:FIRST]))
    drawing = Ranges(
        label=_("Purchases to come of the likeliest buyers"),
        says=_("Dot: expected. Thick: the middle half of what may come. Thin: nine tenths of it."),
        rows=[(row["customer"], links[at], tuple(row[end] for end in ENDS)) for at, row in enumerate(rows[:DRAWN])],
        says_figure=format.number,
    )
    columns = (Column("customer", _("Customer")), Column("owner", _("Owner")), *VALUES)
    figures = Figures(_("The likeliest buyers"), columns, rows, links, is_open=True)
    note = _("purchases within the next %(weeks)s weeks") % {"weeks": format.number(seen.run.parameters["horizon"])}
    return Card(_("Who is likeliest to buy"), note, drawing, [figures], [drawing.says])


def named(seen: Seen, some: pa.Table) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Some customers as rows with names and owners, and where each row leads."""
    rows = some.to_pylist()
    people = seen.owned([row["customer_id"] for row in rows])
    rows = [row | people[row["customer_id"]] for row in rows if row["customer_id"] in people]
    return rows, {at: f"/customers/{row['customer_id']}/" for at, row in enumerate(rows)}


def in_doubt(seen: Seen, judged: pa.Table) -> list[Card]:
    """Who may have left, those with most purchases to lose first; no card where nobody is in doubt."""
    low, high = IN_DOUBT
    alive = judged["p_alive"]
    some = judged.filter(pc.and_(pc.greater_equal(alive, low), pc.less_equal(alive, high)))
    if not some.num_rows:
        return []
    stays = pc.divide(some["expected_purchases"], some["p_alive"])
    some = some.append_column("stays", stays).append_column("lost", pc.subtract(stays, some["expected_purchases"]))
    order = [("lost", "descending"), ("customer_id", "ascending")]
    rows, links = named(seen, some.take(pc.sort_indices(some, sort_keys=order)[:FIRST]))
    columns = (
        *(Column("customer", _("Customer")), Column("owner", _("Owner"))),
        *(Column("lost", _("Purchases at stake"), Unit.NUMBER), Column("stays", _("If still a customer"), Unit.NUMBER)),
        *VALUES[-3:],
    )
    told = {
        "n": format.number(some.num_rows),
        "lost": format.number(round(pc.sum(some["lost"]).as_py())),
        "low": format.percent(low),
        "high": format.percent(high),
    }
    sentence = _(
        "%(n)s customers may have left (%(low)s to %(high)s still a customer); "
        "%(lost)s purchases hang on whether they did. A call tells."
    )
    title, note = _("Whom to ask whether they are still there"), _("those with most purchases at stake first")
    return [
        Card(title, note, figures=[Figures(title, columns, rows, links, is_open=True)], sentences=[sentence % told])
    ]


PARETONBD = Picture(
    "paretonbd",
    gettext_lazy("Purchases to come"),
    gettext_lazy("Who is likely to buy in the coming weeks, who may have left, and which model was right before."),
    (
        gettext_lazy("A chance of 70 % means: of ten customers with such a past, seven buy within the time told."),
        gettext_lazy("Silence counts against whoever used to buy often sooner than against a rare buyer."),
        gettext_lazy("Sums over groups are much surer than single customers; look at the band before you rely on one."),
        gettext_lazy(
            "Plan stock and visits by those likely to buy; call those in doubt; spend nothing on who has surely left."
        ),
    ),
    build,
    Groups("customers", "customer_id", "chance_to_buy", lambda _seen, low: band(low), VALUES[:-1], within=of_band),
    amounts_of=(),
    since=2,
)
