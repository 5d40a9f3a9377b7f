"""Who sells for whom: the people of a team and of all teams below it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from zhike.kit.access.models import Staff, Team

Owners = frozenset[int]
Above = Mapping[int, int | None]


def sellers(teams: Iterable[int], *, above: Above | None = None) -> dict[int, Owners]:
    """For each team the people of it and of the teams below, those who left included: what they sold stays sold.

    `above` is the team above each, where that was read already.
    """
    parents = dict(Team.objects.values_list("pk", "parent_id")) if above is None else above
    members: dict[int, set[int]] = defaultdict(set)
    for person, team in Staff.objects.filter(team__isnull=False).values_list("pk", "team_id"):
        for one in with_those_above(team, parents):
            members[one].add(person)
    return {team: frozenset(members[team]) for team in teams}


def with_those_above(team: int | None, parents: Above) -> list[int]:
    """A team and those above it."""
    found: list[int] = []
    while team is not None and team not in found:
        found.append(team)
        team = parents.get(team)
    return found
