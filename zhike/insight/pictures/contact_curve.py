"""Contact curve: what one more contact brings, when it stops paying, which way is best, and how often to try a call."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.insight.pictures.picture import Card, Column, Figures, Picture, Unit, Words
from zhike.insight.pictures.seen import Seen
from zhike.insight.reach import EARNED, knows_amounts
from zhike.look import format
from zhike.look.charts import Band, Bars, Lines, Series

#: A share of fewer contacts than this is not drawn; the table has it.
LEAST = 10
#: Costs of a contact that are offered: round figures between these shares of what an answer is worth.
CHEAP, DEAR = 0.005, 0.25
PLACES = 6  # of money: what just pays is not lost in the last bit of a share
CHANNELS = {"call": gettext_lazy("Call"), "visit": gettext_lazy("Visit"), "meeting": gettext_lazy("Meeting")}
TONES = {"call": "t0", "visit": "t3", "meeting": "t2"}
CONTACTED = (
    Column("contacted", gettext_lazy("Contacts made"), Unit.COUNT),
    Column("answers", gettext_lazy("Answered by a purchase"), Unit.COUNT),
    Column("rate", gettext_lazy("Share"), Unit.SHARE),
    Column("low_90", gettext_lazy("90 % band from"), Unit.SHARE),
    Column("high_90", gettext_lazy("90 % band to"), Unit.SHARE),
)
BROUGHT = (
    Column("worth", gettext_lazy("Brings"), Unit.MONEY),
    Column("left", gettext_lazy("Left of it"), Unit.MONEY),
)
NTH = Column("contact", gettext_lazy("Number of the contact"), Unit.COUNT)


def build(seen: Seen) -> list[Card]:
    """The curve beside being left alone, what pays, the channels, and the calls until somebody speaks."""
    curve, cost = seen.rows("curve"), cost_of(seen)
    drawn = [row for row in curve if row["contacted"] >= LEAST]
    if not drawn:
        return []
    alone = next(iter(seen.rows("left_alone")), None)
    rows = [row | weighed(row, seen, alone, cost) for row in curve]
    cards = [brought(seen, drawn, rows, alone, stop(rows))]
    cards += [paying(seen, rows[: len(drawn)], cost)] if gain_of(seen) else []
    channels = seen.rows("channels")
    cards += [by_channel(channels, seen.rows("channel_curves"))] if channels else []
    tries = seen.rows("attempts")
    return [*cards, until_answered(tries)] if tries else cards


def gain_of(seen: Seen) -> float:
    """What an answer brings in the mean; nought where that is not known, or not to be known."""
    return float(seen.run.parameters.get("gain") or 0) if knows_amounts(seen.by, EARNED) else 0.0


def cost_of(seen: Seen) -> float:
    """What a contact costs, as it was chosen."""
    return next((cost for cost in costs(seen) if f"{cost:g}" == seen.choice), 0.0)


def costs(seen: Seen) -> list[float]:
    """Round costs of a contact that are worth asking about."""
    gain = gain_of(seen)
    series = (base * 10.0**power for power in range(-2, 9) for base in (1, 2, 5))
    return [cost for cost in series if CHEAP * gain <= cost <= DEAR * gain] if gain > 0 else []


def choices(seen: Seen) -> list[tuple[str, list[tuple[str, Words]]]]:
    """What a contact may cost."""
    some: list[tuple[str, Words]] = [(f"{cost:g}", format.money(cost)) for cost in costs(seen)]
    return [(_("A contact costs"), [("", _("nothing but time")), *some])] if some else []


def weighed(row: Mapping[str, Any], seen: Seen, alone: Mapping[str, Any] | None, cost: float) -> dict[str, Any]:
    """What a contact brings beyond what comes by itself: as a share, as money, and less its cost."""
    more = row["rate"] - (alone["rate"] if alone else 0.0)
    worth = round(more * gain_of(seen), PLACES)
    return {"more": more, "worth": worth, "left": worth - cost}


def stop(rows: Sequence[Mapping[str, Any]]) -> int:
    """The last contact before the first that brings no more than it costs; 0 where none does."""
    drawn = [row for row in rows if row["contacted"] >= LEAST]
    return next((row["contact"] - 1 for row in drawn if row["more"] <= 0 or row["left"] < 0), drawn[-1]["contact"])


def brought(seen: Seen, drawn: list[dict], rows: list[dict], alone: dict[str, Any] | None, last: int) -> Card:
    """How often the first, the second, the third contact is answered, beside the same customers left alone."""
    days = format.number(seen.run.parameters["answer_days"])
    says = _("%(share)s of %(n)s first contacts were answered by a purchase within %(days)s days.") % {
        "share": format.percent(drawn[0]["rate"], digits=1),
        "n": format.number(drawn[0]["contacted"]),
        "days": days,
    }
    ends = (1, drawn[-1]["contact"])
    by_itself = [Series(_("left alone"), [(at, alone["rate"]) for at in ends], "t4", dashed=True)] if alone else []
    drawing = Lines(
        label=_("Answers by the number of the contact"),
        says=says,
        series=[Series(_("answered"), [(row["contact"], row["rate"]) for row in drawn], "t0"), *by_itself],
        bands=[Band(_("90 % band"), [(row["contact"], row["low_90"], row["high_90"]) for row in drawn], "b0")],
        y_says=lambda share: format.percent(share, digits=0),
        x_marks=[(row["contact"], format.number(row["contact"])) for row in drawn],
        x_says=lambda at: format.number(round(at)),
        borders=[(last, _("enough"))] if 0 < last < ends[1] else [],
    )
    columns = (
        *(NTH, *CONTACTED, Column("cumulative", _("Answered by then"), Unit.SHARE)),
        Column("more", _("More than left alone"), Unit.POINTS),
        *(BROUGHT if seen.knows_amounts else ()),
    )
    sentences = [says, *([quiet(alone, days)] if alone else []), verdict(drawn, last), *doubt(drawn, alone, last)]
    note = _("contacts counted since the last purchase; a customer answers by buying")
    figures = [Figures(_("Contacts by their number"), columns, rows), *([quiet_times(alone)] if alone else [])]
    return Card(_("What does one more contact bring?"), note, drawing, figures, sentences)


def quiet(alone: Mapping[str, Any], days: str) -> str:
    """How often the same customers buy by themselves."""
    told = {"share": format.percent(alone["rate"], digits=1), "n": format.number(alone["times"]), "days": days}
    return _("Left alone, the same customers bought in %(share)s of %(n)s spells of %(days)s days.") % told


def quiet_times(alone: Mapping[str, Any]) -> Figures:
    """The customers of the contacts in spells without one."""
    columns = (
        Column("times", _("Spells"), Unit.COUNT),
        Column("bought", _("Spells with a purchase"), Unit.COUNT),
        *CONTACTED[2:],
    )
    return Figures(_("Left alone"), columns, [alone])


def verdict(drawn: Sequence[Mapping[str, Any]], last: int) -> str:
    """When to stop."""
    if last == drawn[-1]["contact"]:
        return _("As far as contacts are many enough to tell, each one still brings more than it costs.")
    if not last:
        return _("Not even the first contact brings more than it costs: look at whom you contact, not how often.")
    words = ngettext(
        "After %(n)s contact without a purchase, one more does not bring what it costs: let it rest.",
        "After %(n)s contacts without a purchase, one more does not bring what it costs: let it rest.",
        last,
    )
    return words % {"n": format.number(last)}


def doubt(drawn: Sequence[Mapping[str, Any]], alone: Mapping[str, Any] | None, last: int) -> list[str]:
    """That the contact after which to stop may do better than silence all the same, where its band leaves that open."""
    after = next((row for row in drawn if row["contact"] == last + 1), None)
    if alone is None or after is None or after["high_90"] <= alone["rate"]:
        return []
    told = {"n": format.number(after["contact"]), "high": format.percent(after["high_90"])}
    return [_("Likely, not certain: the band of contact %(n)s reaches up to %(high)s.") % told]


def paying(seen: Seen, drawn: list[dict], cost: float) -> Card:
    """What each contact brings beyond what comes by itself, less its cost; and when to stop at other costs."""
    told = {"gain": format.money(gain_of(seen)), "cost": format.money(cost)}
    says = _("An answer is worth %(gain)s in the mean, a contact is taken to cost %(cost)s.") % told
    drawing = Bars(
        label=_("What is left of a contact"),
        says=says,
        names=[_("contact %(n)s") % {"n": row["contact"]} for row in drawn],
        series=[(_("what it brings, less its cost"), "t0", [row["left"] for row in drawn])],
        tones=["t3" if row["left"] < 0 else "t0" for row in drawn],
        y_says=format.money,
        height=240,
    )
    asked = [0.0, *costs(seen)]
    rows = [{"cost": one, "last": stop([row | {"left": row["worth"] - one} for row in drawn])} for one in asked]
    columns = (Column("cost", _("A contact costs"), Unit.MONEY), Column("last", _("Stop after"), Unit.COUNT))
    note = _("share of answers above that of being left alone × what an answer is worth, less the cost")
    figures = [Figures(_("When to stop, by what a contact costs"), columns, rows)]
    return Card(_("When does it stop paying?"), note, drawing, figures, [says])


def by_channel(channels: list[dict], curves: list[dict]) -> Card:
    """The same by the way of contact."""
    names = {code: str(words) for code, words in CHANNELS.items()}
    of = {row["channel"]: [one for one in curves if one["channel"] == row["channel"]] for row in channels}
    drawn = {code: [one for one in some if one["contacted"] >= LEAST] for code, some in of.items()}
    ways = _(", ").join(
        _("%(channel)s %(share)s of %(n)s")
        % {
            "channel": names[row["channel"]],
            "share": format.percent(row["rate"], digits=1),
            "n": format.number(row["contacted"]),
        }
        for row in channels
    )
    says = _("Answered: %(ways)s.") % {"ways": ways}
    furthest = max((one["contact"] for some in drawn.values() for one in some), default=1)
    drawing = Lines(
        label=_("Answers by the way of contact"),
        says=says,
        series=[
            Series(names[code], [(one["contact"], one["rate"]) for one in some], TONES[code])
            for code, some in drawn.items()
            if some
        ],
        y_says=lambda share: format.percent(share, digits=0),
        x_marks=[(at, format.number(at)) for at in range(1, furthest + 1)],
        x_says=lambda at: format.number(round(at)),
    )
    way = Column("words", _("Way"))
    figures = [
        Figures(_("Ways of contact"), (way, *CONTACTED), [row | {"words": names[row["channel"]]} for row in channels]),
        Figures(
            _("Each way by number"), (way, NTH, *CONTACTED), [row | {"words": names[row["channel"]]} for row in curves]
        ),
    ]
    note = _("who is visited was chosen: a way that does better may have had the better customers")
    return Card(_("Which way is answered?"), note, drawing, figures, [says])


def until_answered(tries: list[dict]) -> Card:
    """How often one has to ring until somebody speaks."""
    drawn = [row for row in tries if row["contacted"] >= LEAST] or tries[:1]
    told = {
        "first": format.percent(drawn[0]["rate"]),
        "n": format.number(drawn[-1]["contact"]),
        "all": format.percent(drawn[-1]["cumulative"]),
    }
    says = (
        _("%(first)s of first calls are taken; with up to %(n)s tries somebody is reached in %(all)s of cases.") % told
    )
    drawing = Lines(
        label=_("Calls taken, by the number of the try"),
        says=says,
        series=[
            Series(_("taken at this try"), [(row["contact"], row["rate"]) for row in drawn], "t0"),
            Series(_("taken by then"), [(row["contact"], row["cumulative"]) for row in drawn], "t4"),
        ],
        bands=[Band(_("90 % band"), [(row["contact"], row["low_90"], row["high_90"]) for row in drawn], "b0")],
        y_says=lambda share: format.percent(share, digits=0),
        x_marks=[(row["contact"], format.number(row["contact"])) for row in drawn],
        x_says=lambda at: format.number(round(at)),
        most=1.0,
    )
    columns = (
        *(Column("contact", _("Try"), Unit.COUNT), Column("contacted", _("Calls made"), Unit.COUNT)),
        *(
            Column("answers", _("Calls taken"), Unit.COUNT),
            *CONTACTED[2:],
            Column("cumulative", _("By then"), Unit.SHARE),
        ),
    )
    note = _("calls of ours without wrong numbers; tries are counted from the last time somebody spoke")
    return Card(
        _("How often to ring?"), note, drawing, [Figures(_("Calls by the number of the try"), columns, tries)], [says]
    )


CONTACT_CURVE = Picture(
    "contact_curve",
    gettext_lazy("Contact curve"),
    gettext_lazy("What one more call or visit still brings, and after how many to stop."),
    (
        gettext_lazy(
            "A contact counts as answered where the customer buys within the days named and before the next contact; "
            "calls nobody took are no contacts."
        ),
        gettext_lazy(
            "The dashed line is what the same customers buy in spells in which nobody contacts them. Only what lies "
            "above it is owed to the contact."
        ),
        gettext_lazy(
            "Choose what a contact costs you: time, travel and what else could be done with it. Where bars fall below "
            "nought, stop and take the next customer."
        ),
        gettext_lazy(
            "Staff contact whom they think ready to buy, so the curve flatters contacts. Leaving some alone by lot "
            "would tell for certain."
        ),
        gettext_lazy(
            "The two years before the day are read. Record calls when they take place, also those nobody takes."
        ),
    ),
    build,
    choices=choices,
    needs=gettext_lazy(
        "It needs contacts: record calls, visits and meetings with their results. With some thirty of them that are "
        "older than a month, the curve is drawn."
    ),
    amounts_of=(),
)
