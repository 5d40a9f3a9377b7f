"""Response: who is likely to answer a contact with a purchase, why, and whether that was right before."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers import outlook
from zhike.insight.models import Run
from zhike.insight.pictures.classes import in_classes
from zhike.insight.pictures.judged import Told, judgement
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit, Words
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars

FIRST = 20
#: Where the classes of chance begin, falling.
BORDERS = (0.5, 0.3, 0.2, 0.1, 0.0)
SILENCE = (
    Column("days_since_last_purchase", gettext_lazy("Days since the last purchase"), Unit.COUNT),
    Column("days_since_last_contact", gettext_lazy("Days since the last contact"), Unit.COUNT),
)
TOLD = Told(
    said=gettext_lazy("said to answer"),
    said_head=gettext_lazy("Said to answer"),
    came=gettext_lazy("did answer"),
    came_head=gettext_lazy("Did answer"),
    label=gettext_lazy("Chance said and what came true"),
    alike=gettext_lazy("Where both bars are alike, a chance of so much per cent can be taken at its word."),
    note=gettext_lazy("contacts of the latest fifth of the time, in tenths from the lowest chance to the highest"),
    reach=gettext_lazy(
        "Contacting the %(share)s with the highest chance finds %(found)s of all answers, %(lift)s times chance."
    ),
    reach_label=gettext_lazy("Answers found by contacting the highest chances first"),
    reach_title=gettext_lazy("What is gained by choosing?"),
    reach_figures=gettext_lazy("Gain of choosing"),
    found=gettext_lazy("Answers found"),
    found_share=gettext_lazy("Of all answers"),
    first=gettext_lazy("Share contacted"),
    by=gettext_lazy("by chance of an answer"),
)


def build(seen: Seen) -> list[Card]:
    """Classes of chance and whom to contact first, over the customers in sight; how right it was, over the firm."""
    chances = seen.own("chances", "id")
    if not chances.num_rows:
        return []
    listed = first(seen, chances)
    cards = [by_class(seen, chances), *([listed] if listed else [])]
    if not seen.answers_for_the_firm:
        return cards
    calibrated, judged, reach = (seen.rows(name) for name in ("calibration", "judged", "reach"))
    moved = [moving(seen.rows("fields"))] if seen.rows("fields") else []
    return [*cards, *moved, *judgement(TOLD, calibrated=calibrated, judged=judged, reach=reach)]


def class_words(border: float) -> str:
    """A class by its ends: “10% to 20%”."""
    above = [one for one in BORDERS if one > border]
    if not above:
        return _("%(low)s or more") % {"low": format.percent(border)}
    return _("%(low)s to %(high)s") % {"low": format.percent(border), "high": format.percent(min(above))}


def inside(chances: pa.Table, border: float) -> pa.Array:
    """Which chances belong to the class that begins at a border."""
    above = min((one for one in BORDERS if one > border), default=1.1)
    return pc.and_(pc.greater_equal(chances["chance"], border), pc.less(chances["chance"], above))


def by_class(seen: Seen, chances: pa.Table) -> Card:
    """How many customers have which chance, and how many answers to expect."""
    rows = [summed(border, chances.filter(inside(chances, border))) for border in BORDERS]
    told = {
        "n": format.number(chances.num_rows),
        "answers": format.number(round(sum(row["answers"] for row in rows))),
        "days": format.number(seen.run.parameters["answer_days"]),
        "best": format.number(rows[0]["customers"] + rows[1]["customers"]),
        "border": format.percent(BORDERS[1]),
    }
    sentence = _(
        "If all %(n)s customers were contacted, about %(answers)s would buy within %(days)s days; %(best)s of them "
        "have a chance of %(border)s or more."
    )
    columns = (
        *(Column("words", _("Chance of an answer")), Column("customers", _("Customers"), Unit.COUNT)),
        Column("answers", _("Answers to expect"), Unit.NUMBER),
    )
    note = _("customers who bought or were contacted within two years; open a bar to see who")
    label = _("Customers by the chance of an answer")
    return in_classes(seen, rows, columns, title=_("Who would answer?"), note=note, label=label, says=sentence % told)


def summed(border: float, some: pa.Table) -> dict[str, Any]:
    """A class over some customers."""
    answers = pc.sum(some["chance"]).as_py() or 0.0
    return {"words": class_words(border), "group": f"{border:g}", "customers": some.num_rows, "answers": answers}


def first(seen: Seen, chances: pa.Table) -> Card | None:
    """Those with the highest chance of whom nobody has taken care lately, with their owners and what speaks for it."""
    days = seen.run.parameters["answer_days"]
    waiting = chances.filter(pc.fill_null(pc.greater(chances["days_since_last_contact"], days), fill_value=True))
    rows = waiting.sort_by([("chance", "descending"), ("place", "ascending")]).slice(0, FIRST).to_pylist()
    rows, links = with_reasons(seen, rows, seen.reasons())
    if not rows:
        return None
    columns = (
        *(Column("customer", _("Customer")), Column("chance", _("Chance of an answer"), Unit.SHARE)),
        *(SILENCE[1], Column("owner", _("Owner")), Column("why", _("What speaks for it"))),
    )
    title = _("Whom to contact first")
    note = _("the highest chances among customers whom nobody contacted in the last %(days)s days") % {
        "days": format.number(days)
    }
    return Card(title, note, figures=[Figures(title, columns, rows, links, is_open=True)])


def with_reasons(seen: Seen, rows: list[dict], reasons: pa.Table) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Rows of customers in sight with names, owners and what raises their chance; and the links to their pages."""
    people = seen.owned([int(row["id"]) for row in rows])
    if reasons.num_rows:
        listed = pc.is_in(reasons["id"], value_set=pa.array([row["id"] for row in rows], pa.string()))
        reasons = reasons.filter(pc.and_(pc.greater(reasons["effect"], 0), listed))
    why: dict[str, list[dict]] = {}
    for one in reasons.to_pylist() if reasons.num_rows else []:
        why.setdefault(one["id"], []).append(one)
    told = [
        row | people[int(row["id"])] | {"why": outlook.speaking_for({"reasons": why.get(row["id"], [])})}
        for row in rows
        if int(row["id"]) in people
    ]
    return told, {at: f"/customers/{row['id']}/" for at, row in enumerate(told)}


def moving(fields: list[dict]) -> Card:
    """What moves chances most, at large."""
    rows = [row | {"sign": str(outlook.SIGNS.get(row["field"], row["field"]))} for row in fields]
    drawing = Bars(
        label=_("What moves the chance"),
        says=_("By how much a sign moves the chance up or down, in the mean over all customers (log-odds)."),
        names=[row["sign"] for row in rows],
        series=[(_("mean effect"), "t0", [row["mean_effect"] for row in rows])],
        y_says=lambda effect: format.number(round(effect, 2)),
    )
    columns = (Column("sign", _("Sign")), Column("mean_effect", _("Mean effect"), Unit.NUMBER))
    return Card(
        _("What makes the difference?"),
        _("the longer the bar, the more it tells"),
        drawing,
        [Figures(_("Signs"), columns, rows)],
        [drawing.says],
    )


def border_of(group: str) -> float | None:
    """The border that an address names; None for no class."""
    return next((border for border in BORDERS if f"{border:g}" == group), None)


def of_class(_run: Run, chances: pa.Table, group: str) -> pa.Array | None:
    """Which chances belong to a class; None for no class."""
    border = border_of(group)
    return None if border is None else inside(chances, border)


def words(_seen: Seen, group: str) -> Words:
    """A class as its page is called."""
    border = border_of(group)
    return "" if border is None else class_words(border)


RESPONSE = Picture(
    "response",
    gettext_lazy("Response to contacts"),
    gettext_lazy("Who is likely to answer a call or visit with a purchase, and whether that was right before."),
    (
        gettext_lazy(
            "A chance of 40 % means: of ten customers like this one, four bought within the days named after a contact."
        ),
        gettext_lazy(
            "It is learnt from past contacts by what was known on the morning of each; the latest fifth is kept back "
            "and the model judged by it."
        ),
        gettext_lazy(
            "It says who answers, not who answers because of you: who bought a moment ago and buys often would have "
            "come anyway. Look at the contact curve for what a contact adds."
        ),
        gettext_lazy(
            "Spend visits where the chance is middling and money is at stake; leave a low chance to a message, and let "
            "those rest whom many contacts did not move."
        ),
    ),
    build,
    Groups(
        "chances",
        "id",
        "chance",
        words,
        (Column("chance", gettext_lazy("Chance of an answer"), Unit.SHARE), *SILENCE),
        within=of_class,
    ),
    needs=gettext_lazy(
        "It needs contacts: record calls, visits and meetings with their results. At least thirty of them must have "
        "been answered by a purchase, and thirty not."
    ),
    amounts_of=(),
)
