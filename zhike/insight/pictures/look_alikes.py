"""Look-alikes: who begins as the best began, among newcomers and among those long known, and by what one sees it."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.kinds import KINDS, words_of
from zhike.insight.models import Run
from zhike.insight.pictures.judged import Told, judgement
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit, Words
from zhike.insight.pictures.response import moving, with_reasons
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars

FIRST = 15
#: Likeness that is worth a look: so many times that of the usual customer. Half a chance is always enough.
TIMES, ENOUGH = 3, 0.5
TOLD = Told(
    said=gettext_lazy("said to be one"),
    said_head=gettext_lazy("Said to be one"),
    came=gettext_lazy("is one"),
    came_head=gettext_lazy("Is one"),
    label=gettext_lazy("Likeness said and what came true"),
    alike=gettext_lazy("Where both bars are alike, a likeness of so much per cent can be taken at its word."),
    note=gettext_lazy(
        "customers who began last of those learnt from, in tenths from the lowest likeness to the highest"
    ),
    reach=gettext_lazy(
        "Looking at the %(share)s who are most alike finds %(found)s of those who became one, %(lift)s times chance."
    ),
    reach_label=gettext_lazy("Members found by looking at the most alike first"),
    reach_title=gettext_lazy("How early can one tell?"),
    reach_figures=gettext_lazy("Members found"),
    found=gettext_lazy("Members found"),
    found_share=gettext_lazy("Of all members"),
    first=gettext_lazy("Looked at"),
    by=gettext_lazy("by likeness"),
)
PARTS = {
    "new": gettext_lazy("newcomers"),
    "known": gettext_lazy("customers of more than a year"),
}


def build(seen: Seen) -> list[Card]:
    """Who is like the set that was chosen, over the customers in sight; how right that was, over the firm."""
    chosen = set_of(seen)
    every = seen.own("chances", "id")
    chances = every.filter(pc.equal(every["set"], chosen)) if every.num_rows else every
    if not chances.num_rows:
        return []
    about = next(row for row in seen.rows("sets") if row["set"] == chosen)
    reasons = seen.reasons()
    reasons = reasons.filter(pc.equal(reasons["set"], chosen)) if reasons.num_rows else reasons
    cards = [how_many(seen, chances, about)]
    cards += [card for part in PARTS if (card := nearest(seen, chances, reasons, chosen, part))]
    if not seen.answers_for_the_firm:
        return cards
    tables = {name: of_set(seen, name, chosen) for name in ("fields", "calibration", "judged", "reach")}
    told = judgement(TOLD, calibrated=tables["calibration"], judged=tables["judged"], reach=tables["reach"])
    return [*cards, *([moving(tables["fields"])] if tables["fields"] else []), *told]


def of_set(seen: Seen, table: str, chosen: str) -> list[dict[str, Any]]:
    """The rows of a table about one set."""
    return [row for row in seen.rows(table) if row["set"] == chosen]


def set_of(seen: Seen) -> str:
    """The set that was chosen, else the first."""
    names = [row["set"] for row in seen.rows("sets")]
    return seen.choice if seen.choice in names else next(iter(names), "")


def choices(seen: Seen) -> list[tuple[str, list[tuple[str, Words]]]]:
    """The sets, the first of them chosen where none is named."""
    names = [row["set"] for row in seen.rows("sets")]
    listed: list[tuple[str, Words]] = [(name if at else "", set_words(name)) for at, name in enumerate(names)]
    return [(_("Like whom"), listed)] if len(names) > 1 else []


def set_words(name: str) -> str:
    """A set in words: “Value tier: Gold, Silver”."""
    kind, _colon, values = name.partition(":")
    listed = _(", ").join(str(words_of(kind, value)) for value in values.split(","))
    return _("%(kind)s: %(values)s") % {"kind": KINDS[kind].label, "values": listed}


def border(chances: pa.Table) -> float:
    """From what likeness on somebody counts as alike."""
    return min(ENOUGH, TIMES * (pc.mean(chances["chance"]).as_py() or 0.0))


def part_of(chances: pa.Table, part: str) -> pa.Array:
    """Which rows are of newcomers, or of the others."""
    return chances["is_new"] if part == "new" else pc.invert(chances["is_new"])


def how_many(seen: Seen, chances: pa.Table, about: dict[str, Any]) -> Card:
    """How many of either are alike."""
    least = border(chances)
    rows = [counted(part, chances.filter(part_of(chances, part)), least) for part in PARTS]
    links = {at: seen.behind("look_alikes", f"{about['set']}|{row['part']}") for at, row in enumerate(rows)}
    told = {
        "set": set_words(about["set"]),
        "members": format.number(about["members"]),
        "new": format.number(rows[0]["alike"]),
        "known": format.number(rows[1]["alike"]),
    }
    sentence = _(
        "%(set)s has %(members)s members. %(new)s newcomers begin as they began, and %(known)s who have been customers "
        "for more than a year did so without becoming one."
    )
    drawing = Bars(
        label=_("Customers who are alike"),
        says=sentence % told,
        names=[row["words"] for row in rows],
        series=[(_("alike"), "t0", [row["alike"] for row in rows])],
        y_says=format.number,
        links=[links[at] for at in range(len(rows))],
        height=220,
    )
    columns = (
        *(Column("words", _("Who")), Column("customers", _("Customers"), Unit.COUNT)),
        Column("alike", _("Alike"), Unit.COUNT),
    )
    note = _("likeness of %(least)s or more; members are left out, open a bar to see who") % {
        "least": format.percent(least)
    }
    return Card(_("Who is like them?"), note, drawing, [Figures(_("Alike"), columns, rows, links)], [drawing.says])


def counted(part: str, some: pa.Table, least: float) -> dict[str, Any]:
    """A part of the customers, and how many of it are alike."""
    alike = pc.sum(pc.greater_equal(some["chance"], least)).as_py() or 0
    return {"part": part, "words": str(PARTS[part]), "customers": some.num_rows, "alike": alike}


def nearest(seen: Seen, chances: pa.Table, reasons: pa.Table, chosen: str, part: str) -> Card | None:
    """Those of a part who are most alike, with their owners and what speaks for it."""
    alike = pc.and_(part_of(chances, part), pc.greater_equal(chances["chance"], border(chances)))
    some = chances.filter(alike).sort_by([("chance", "descending"), ("place", "ascending")])
    rows, links = with_reasons(seen, some.slice(0, FIRST).to_pylist(), reasons)
    if not rows:
        return None
    titles = {"new": _("Newcomers most like them"), "known": _("Long known, most like them, and not there")}
    notes = {
        "new": _("began within a year; see them early and often"),
        "known": _("ask what they buy elsewhere, and what keeps them from more"),
    }
    columns = (
        *(Column("customer", _("Customer")), Column("chance", _("Likeness"), Unit.SHARE)),
        *(Column("owner", _("Owner")), Column("why", _("What speaks for it"))),
    )
    return Card(titles[part], notes[part], figures=[Figures(titles[part], columns, rows, links, is_open=True)])


def of_group(_run: Run, chances: pa.Table, group: str) -> pa.Array | None:
    """Which likenesses are of a set and a part, and worth a look; None for no group."""
    chosen, _bar, part = group.rpartition("|")
    of_this = pc.equal(chances["set"], chosen)
    if part not in PARTS or not pc.any(of_this).as_py():
        return None
    least = border(chances.filter(of_this))
    return pc.and_(pc.and_(of_this, part_of(chances, part)), pc.greater_equal(chances["chance"], least))


def words(_seen: Seen, group: str) -> Words:
    """A group as its page is called."""
    chosen, _bar, part = group.rpartition("|")
    return _("%(part)s like %(set)s") % {"part": PARTS[part], "set": set_words(chosen)}


LOOK_ALIKES = Picture(
    "look_alikes",
    gettext_lazy("Look-alikes"),
    gettext_lazy("Which customers began as your best ones began, and by what one can tell."),
    (
        gettext_lazy(
            "It compares beginnings: kind, region, how they came, and what was bought in the first sixty days. What "
            "makes somebody one of the set is not among it."
        ),
        gettext_lazy(
            "It is learnt from customers of more than a year; newcomers have had no time to become what they may be."
        ),
        gettext_lazy("A likeness is no promise: of ten with a likeness of 30 %, three became one of the set."),
        gettext_lazy(
            "Give newcomers who are alike to somebody experienced before they settle; of those long known, find out "
            "what they buy elsewhere."
        ),
    ),
    build,
    Groups("chances", "id", "set", words, (Column("chance", gettext_lazy("Likeness"), Unit.SHARE),), within=of_group),
    choices=choices,
    needs=gettext_lazy(
        "It needs more than a year of orders, and in one of the sets at least thirty customers who began that long ago."
    ),
    amounts_of=(),
)
