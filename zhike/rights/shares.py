"""What is shared with whom, asked of the database once for one person at work."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, JSONField, Model, Q, QuerySet
from django.utils import timezone

from zhike.kit.access.models import Staff
from zhike.rights.models import Level, Share


def shared_with(by: Staff, model: type[Model], *, to: str) -> list[int]:
    """The numbers of the rows of a noun that others let this person, or a team they stand in, read or change."""
    enough = Level.values if to == "read" else (Level.CHANGE,)
    return [key for key, right in _shared(by).get(model._meta.label_lower, ()) if right in enough]


class HeldShares(Func):
    """What may be a person's among the shares that hold on a day.

    Every request asks for it, so its text stands here: putting it together takes longer than answering it.
    """

    output_field = ArrayField(JSONField())
    template = """ARRAY(
        SELECT jsonb_build_array(noun, object_id, "right", team_id) FROM rights_share
        WHERE (staff_id = %(expressions)s OR team_id IS NOT NULL)
            AND (until IS NULL OR until >= '%(day)s') AND ended_at IS NULL
    )"""


def with_shares(people: QuerySet[Staff]) -> Any:
    """The same people, each read together with what may be theirs among the shares: one question asks for both."""
    return people.annotate(held_shares=HeldShares("pk", day=timezone.localdate()))


def shares_of(row: Model) -> QuerySet[Share]:
    """The shares of a row that hold today."""
    return (
        _holding()
        .filter(noun=row._meta.label_lower, object_id=row.pk)
        .select_related("staff", "team", "by")
        .order_by("pk")
    )


def _holding() -> QuerySet[Share]:
    today = timezone.localdate()
    return Share.objects.filter(Q(until__isnull=True) | Q(until__gte=today), ended_at=None)


def _shared(by: Staff) -> dict[str, list[tuple[int, str]]]:
    """By noun; kept with the person, who is read anew for every request and every job."""
    if "shared" not in by.__dict__:
        held = getattr(by, "held_shares", None)
        if held is None:
            held = with_shares(Staff.objects.filter(pk=by.pk)).values_list("held_shares", flat=True).first()
        found: dict[str, list[tuple[int, str]]] = {}
        for noun, key, right, team in held or ():
            if team is None or team in by.above_ids:  # which teams stand above is asked only where one has something
                found.setdefault(noun, []).append((key, right))
        by.__dict__["shared"] = found
    return by.__dict__["shared"]
