"""Pairs that may be the same, merges that were done, and the rows as they were before."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Pair(models.Model):
    """Two rows of one noun that may be one thing; `a` is the smaller number. Decided once, it does not come back."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        MERGED = "merged", _("merged")
        DIFFERENT = "different", _("not duplicates")

    noun = models.CharField(max_length=60)
    a = models.BigIntegerField()
    b = models.BigIntegerField()
    score = models.FloatField()
    why = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    decided_by = models.ForeignKey("kit.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Pair"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["noun", "a", "b"], name="one_pair_of_rows"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(status__in=["open", "merged", "different"]), name="pair_status_known"),
        ]
        indexes = [models.Index(fields=["noun", "-score", "id"], condition=Q(status="open"), name="pair_to_decide")]

    def __str__(self) -> str:
        return f"{self.noun} {self.a} = {self.b}"


class Merge(models.Model):
    """One row that went up in another. The journal for taking them apart are its `images`."""

    noun = models.CharField(max_length=60)
    survivor = models.BigIntegerField()
    loser = models.BigIntegerField()
    title = models.CharField(max_length=200)
    by = models.ForeignKey("kit.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Merge"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["noun", "loser"], condition=Q(undone_at=None), name="merged_away_once")
        ]
        indexes = [
            models.Index(fields=["noun", "survivor", "-id"], condition=Q(undone_at=None), name="merge_of_survivor")
        ]

    def __str__(self) -> str:
        return self.title


def with_absorbed(noun: str, key: int) -> list[int]:
    """The number of a row and of every row that went up in it, directly or by way of another."""
    found = [key]
    while more := list(
        Merge.objects.filter(noun=noun, survivor__in=found, undone_at=None)
        .exclude(loser__in=found)
        .values_list("loser", flat=True)
    ):
        found += more
    return found


def survivor_of(noun: str, key: int) -> int:
    """The number of the row in which a row went up, by way of others where those went up too; else its own."""
    found = Merge.objects.filter(noun=noun, loser=key, undone_at=None).values_list("survivor", flat=True).first()
    return survivor_of(noun, found) if found else key


class Image(models.Model):
    """One row of any table as it was before a merge, and which columns the merge changed (none: it took the row out).

    `key` is the primary key as text, its parts divided by slashes.
    """

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="images", db_index=False)
    model = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    before = models.JSONField()
    changes = models.JSONField(null=True)

    objects: ClassVar[models.Manager["Image"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "model", "key"], name="one_image_of_a_row")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
