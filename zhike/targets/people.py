"""Who sells for whom: the people of a team and of all teams below it."""

from collections import defaultdict
from collections.abc import Iterable

from zhike.kit.access.models import Staff, Team

Owners = frozenset[int]


def sellers(teams: Iterable[int]) -> dict[int, Owners]:
    """For each team the people of it and of the teams below, those who left included: what they sold stays sold."""
    parents: dict[int, int | None] = dict(Team.objects.values_list("pk", "parent_id"))
    members: dict[int, set[int]] = defaultdict(set)
    for person, team in Staff.objects.filter(team__isnull=False).values_list("pk", "team_id"):
        for above in _up(team, parents):
            members[above].add(person)
    return {team: frozenset(members[team]) for team in teams}


def _up(team: int | None, parents: dict[int, int | None]) -> list[int]:
    """A team and those above it."""
    found: list[int] = []
    while team is not None and team not in found:
        found.append(team)
        team = parents.get(team)
    return found
