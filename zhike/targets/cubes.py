"""The cube of targets: what was asked, and what is reached of it."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.insight.cubes.declaring import (
    COUNT,
    EXACT,
    NUMBER,
    SHARE,
    SUM,
    Counted,
    Cube,
    Dimension,
    Figure,
    Measure,
    Part,
    declare,
    how_many,
    of_field,
    times,
)
from zhike.kit.access.models import Staff, Team
from zhike.kit.facts import Column
from zhike.targets.attaining import begun
from zhike.targets.models import Measure as Counts
from zhike.targets.models import Period, Target
from zhike.targets.people import with_those_above

AMOUNT = (Target, "amount")
FIRM, TEAM, BELOW, PERSON = "firm", "team", "below", "person"
LEVELS = ((FIRM, _("The firm")), (TEAM, _("Teams")), (BELOW, _("Teams below")), (PERSON, _("People")))


def _standings() -> Iterator[dict[str, Any]]:
    """Every target that has begun, with what is reached of it this evening, as the page of targets counts it.

    `sort` is the same for targets that may be added up: of one measure, one length of period, one level.
    """
    today = timezone.localdate()
    parents: dict[int, int | None] = dict(Team.objects.values_list("pk", "parent_id"))
    for one in begun(on=today).standings:
        yield _row(one.target, one.progress, parents)


def _row(target: Target, progress: Any, parents: dict[int, int | None]) -> dict[str, Any]:
    depth = len(with_those_above(target.team_id, parents))
    level = PERSON if target.person_id else FIRM if not depth else TEAM if depth == 1 else BELOW
    narrowed = bool(target.category), bool(target.region)
    cents = {name: round(getattr(progress, name), 4) for name in ("asked", "reached", "due")}
    return cents | {
        "target_id": target.pk,
        "day": target.starts_on,
        "measure": target.measure,
        "period": target.period,
        "level": level,
        "team": target.team_id or (target.person and target.person.team_id),
        "person": target.person_id,
        "category": target.category or None,
        "region": target.region or None,
        "sort": f"{target.measure} {target.period} {level} {depth} {narrowed}",
    }


STANDINGS = Counted(
    "standings_of_targets",
    (
        *(Column(name, "int64") for name in ("target_id", "team", "person")),
        *(Column(name, "string") for name in ("measure", "period", "level", "category", "region", "sort")),
        *(Column(name, "money") for name in ("asked", "reached", "due")),
        Column("day", "date32"),
    ),
    _standings,
)


def _of_one_sort(number: str) -> Part:
    """A sum where everything in the cell may be added up; nothing where a part would count beside its whole."""
    return Part(EXACT, f"CASE WHEN min(sort) = max(sort) THEN {number} END")


ASKED, REACHED = _of_one_sort("sum(asked)"), _of_one_sort("sum(reached)")
HIT = "reached >= asked"
TOLD = _("Empty where heads would be added to money, or people to their team.")
declare(
    Cube(
        name="targets",
        label=_("Sales targets"),
        about=_("What was asked of the firm, its teams and people, and what is reached of it."),
        records=Target,
        key="target_id",
        sql="SELECT * FROM standings_of_targets",
        facts=(),
        beside=(STANDINGS,),
        declared=(
            Dimension("level", _("Level"), needs=AMOUNT, choices=LEVELS),
            of_field(Target, "measure", _("Measure"), choices=Counts.choices),
            of_field(Target, "period", _("Period"), choices=Period.choices),
            Dimension("team", _("Team"), "key", needs=(Target, "team"), model=Team, finer="person"),
            of_field(Target, "person", _("Person"), type="key", model=Staff),
            of_field(Target, "category", _("Product category")),
            of_field(Target, "region", _("Region")),
            *times(),
        ),
        measures=(
            Measure("asked", _("Target"), {"asked": ASKED}, about=TOLD, needs=AMOUNT),
            Measure("reached", _("Reached"), {"reached": REACHED}, about=TOLD, needs=AMOUNT),
            Measure(
                "attained",
                _("Attainment"),
                {"asked": ASKED, "reached": REACHED},
                "reached / asked",
                unit=SHARE,
                about=_("What is reached, as a share of the target."),
                needs=AMOUNT,
            ),
            Measure(
                "paced",
                _("Against a steady pace"),
                {"due": _of_one_sort("sum(due)"), "reached": REACHED},
                "reached / due",
                unit=SHARE,
                about=_("What is reached, as a share of what a steady pace would have brought by now."),
                needs=AMOUNT,
            ),
            Measure(
                "missing",
                _("Still missing"),
                {"asked": ASKED, "reached": REACHED},
                "asked - reached",
                about=_("Below zero where more came than was asked."),
                needs=AMOUNT,
                is_worse_more=True,
            ),
            how_many("targets", _("Targets")),
            Measure(
                "hit",
                _("Targets reached"),
                {"hit": Part(SUM, f"CASE WHEN {HIT} THEN 1 ELSE 0 END")},
                counts=HIT,
                unit=COUNT,
            ),
        ),
        day="day",
        asked_day="starts_on",
        lines=("level", "measure", "period", "team", "person", "category", "region"),
        figures=tuple(
            Figure(name, label, NUMBER, AMOUNT, is_added=False)
            for name, label in (("asked", _("Target")), ("reached", _("Reached")))
        ),
        usual={"rows": "level", "columns": "measure", "measure": "attained", "window": "this-year"},
        order=45,
    )
)
