"""Groups of customers who are alike, described in words."""

from typing import Any

import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers import outlook
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.words import COLUMNS
from zhike.look import format
from zhike.look.charts import Bars, Cell, Heat

UNITS = {"net": Unit.MONEY}
WORDS = {
    "very_low": gettext_lazy("very low"),
    "low": gettext_lazy("low"),
    "usual": gettext_lazy("as usual"),
    "high": gettext_lazy("high"),
    "very_high": gettext_lazy("very high"),
}

PROFILE = (
    *(Column("group", gettext_lazy("Customer group")), Column("words", gettext_lazy("Figure"))),
    *(Column("shown", gettext_lazy("Middle of the group")), Column("all", gettext_lazy("Middle of all"))),
    Column("share_below", gettext_lazy("Of all lie below"), Unit.SHARE),
    Column("word_words", gettext_lazy("In words")),
)


def build(seen: Seen) -> list[Card]:
    """How many customers in sight are in each group, what is special about it, and how the number was chosen."""
    members = seen.own("members", "id", ["id", "cluster"])
    counted = (
        {row["values"]: row["counts"] for row in pc.value_counts(members["cluster"]).to_pylist()}
        if members.num_columns
        else {}
    )
    profiles = seen.rows("profiles")
    numbers = sorted({row["cluster"] for row in profiles})
    if not sum(counted.get(number, 0) for number in numbers):
        return []
    cards = [groups(seen, numbers, counted, profiles), special(numbers, profiles)]
    return [*cards, *choice(seen)] if seen.answers_for_the_firm else cards


def groups(seen: Seen, numbers: list[int], counted: dict[int, int], profiles: list[dict[str, Any]]) -> Card:
    """A bar for each group; its sentence stands in the table and below the chart."""
    rows: list[dict[str, Any]] = [
        {"group": group_word(number), "customers": counted.get(number, 0), "sentence": sentence(number, profiles)}
        for number in numbers
    ]
    links = {at: seen.behind("clusters", number) for at, number in enumerate(numbers)}
    said = [_("%(group)s: %(sentence)s") % row for row in rows]
    columns = (
        *(Column("group", _("Customer group")), Column("customers", _("Customers"), Unit.COUNT)),
        Column("sentence", _("What is special")),
    )
    drawing = Bars(
        label=_("Customers in each group"),
        says="; ".join(said),
        names=[row["group"] for row in rows],
        series=[(_("Customers"), "t0", [row["customers"] for row in rows])],
        y_says=format.number,
        links=list(links.values()),
        height=240,
    )
    return Card(
        _("The groups"),
        _("customers in each, the most valuable group first; open a bar to see who"),
        drawing,
        [Figures(_("Groups"), columns, rows, links)],
        said,
    )


def special(numbers: list[int], profiles: list[dict[str, Any]]) -> Card:
    """The middle customer of each group on each column, warm where it is high among all."""
    names = list(dict.fromkeys(row["column"] for row in profiles))
    place = {(row["cluster"], row["column"]): cell(row) for row in profiles}
    drawing = Heat(
        label=_("The middle customer of each group"),
        says=_("The darker a cell, the higher its group stands among all customers."),
        heads=[str(COLUMNS.get(name, name)) for name in names],
        rows=[(group_word(number), [place.get((number, name)) for name in names]) for number in numbers],
    )
    figures = [Figures(_("Profiles"), PROFILE, [profile(row) for row in profiles])]
    return Card(_("What makes them special"), drawing.says, drawing, figures)


def cell(row: dict[str, Any]) -> Cell:
    """The middle of a group on a column, as warm as it is high among all."""
    return Cell(row["share_below"], median(row), f"{median(row)} · {WORDS[row['word']]}")


def profile(row: dict[str, Any]) -> dict[str, Any]:
    """The same for the table."""
    return {
        "group": group_word(row["cluster"]),
        "words": str(COLUMNS.get(row["column"], row["column"])),
        "shown": median(row),
        "all": median(row | {"median": row["median_of_all"]}),
        "share_below": row["share_below"],
        "word_words": str(WORDS[row["word"]]),
    }


def choice(seen: Seen) -> list[Card]:
    """How well each number of groups stood apart, and whether other starts found the same, where there was a choice."""
    rows = seen.rows("choice")
    columns = (
        *(
            Column("k", _("Number of groups"), Unit.COUNT),
            Column("silhouette", _("How far apart (silhouette)"), Unit.NUMBER),
        ),
        *(
            Column("stability", _("Same again from other starts"), Unit.SHARE),
            Column("smallest", _("Smallest group"), Unit.COUNT),
        ),
        Column("is_chosen", _("Chosen"), Unit.TRUTH),
    )
    taken = next((row for row in rows if row["is_chosen"]), None)
    apart = taken is not None and taken["silhouette"] > 0.5
    sentence = (
        _("The groups stand apart.")
        if apart
        else _("The groups shade into one another: their borders are a matter of convenience.")
    )
    return [Card(_("How many groups?"), "", None, [Figures(_("Choice"), columns, rows)], [sentence])] if taken else []


def sentence(number: int, profiles: list[dict[str, Any]]) -> str:
    """What is not usual about a group, the most unusual first."""
    odd = [row for row in profiles if row["cluster"] == number and row["word"] != "usual"]
    odd.sort(key=lambda row: -abs(row["share_below"] - 0.5))
    said = [
        str(outlook.ALIKE.get(row["column"], {}).get(row["word"]))
        if row["column"] in outlook.ALIKE
        else _("%(what)s: %(how)s") % {"what": COLUMNS.get(row["column"], row["column"]), "how": WORDS[row["word"]]}
        for row in odd
    ]
    return _(", ").join(said) or _("like most")


def median(row: dict[str, Any]) -> str:
    """The middle of a column, money as such."""
    return (
        format.money(row["median"]) if UNITS.get(row["column"]) is Unit.MONEY else format.number(round(row["median"]))
    )


def group_word(number: int | str) -> str:
    """A group by its number."""
    return _("Group %(n)s") % {"n": number}


CLUSTERS = Picture(
    "clusters",
    gettext_lazy("Customer groups"),
    gettext_lazy("Groups of customers who are alike, what is special about each, and who is in them."),
    (
        gettext_lazy("Read the sentence of each group and give it a name and a plan of its own."),
        gettext_lazy("A silhouette above 0.5 says that groups stand apart; about 0.3 they shade into one another."),
        gettext_lazy("Do not read news into a customer who moved between two groups that shade into one another."),
    ),
    build,
    Groups(
        "members",
        "id",
        "cluster",
        lambda _seen, group: group_word(group),
        (Column("distance", gettext_lazy("Distance from the middle of the group"), Unit.NUMBER),),
    ),
)
