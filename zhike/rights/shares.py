"""What is shared with whom, asked of the database once for one person at work."""

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from zhike.kit.access.models import Staff
from zhike.rights.models import Level, Share


def shared_with(by: Staff, model: type[Model], *, to: str) -> list[int]:
    """The numbers of the rows of a noun that others let this person, or a team they stand in, read or change."""
    enough = Level.values if to == "read" else (Level.CHANGE,)
    return [key for key, right in _shared(by).get(model._meta.label_lower, ()) if right in enough]


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
        found: dict[str, list[tuple[int, str]]] = {}
        whom = Q(staff=by.pk) | (Q(team__isnull=False) if by.team_id else Q())
        for noun, key, right, team in _holding().filter(whom).values_list("noun", "object_id", "right", "team"):
            if team is None or team in by.above_ids:  # which teams stand above is asked only where one has something
                found.setdefault(noun, []).append((key, right))
        by.__dict__["shared"] = found
    return by.__dict__["shared"]
