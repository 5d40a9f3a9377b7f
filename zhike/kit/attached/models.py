"""What is attached, each to one row known by its noun and its number."""

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Model, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 10_000  # characters
LONGEST_TAG = 40
COLORS = ("green", "blue", "amber", "grey", "red", "violet")


class AttachedQuerySet(models.QuerySet):
    """Questions about what is attached."""

    def of(self, row: Model) -> Self:
        """What is attached to one row."""
        return self.filter(noun=row._meta.label_lower, object_id=row.pk)

    def present(self) -> Self:
        """What nobody took away."""
        return self.filter(deleted_at=None)

    def stranded(self, model: type[Model], *, before: datetime) -> Self:
        """What was attached before a moment to rows of a noun that are gone."""
        there = model._base_manager.filter(pk=OuterRef("object_id"))
        return self.filter(~Exists(there), noun=model._meta.label_lower, at__lt=before)


class Attached(models.Model):
    """Put on a row by one person at one time."""

    noun = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    by = models.ForeignKey("kit.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: Any = AttachedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.noun} {self.object_id}"


class Note(Attached):
    """Words about a row; `mentions` are the keys of the people they call."""

    text = models.TextField(max_length=LONGEST_NOTE)
    mentions = ArrayField(models.BigIntegerField(), default=list)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["noun", "object_id", "-at"], name="note_of_object")]


class File(Attached):
    """A file kept outside the web root under a random `key`; `type` is what its bytes say, not what a browser said."""

    name = models.CharField(_("name"), max_length=160)
    type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=64, unique=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["noun", "object_id", "-at"], name="file_of_object")]


class Tag(models.Model):
    """A coloured word for rows of one noun, or of every noun where `noun` is empty."""

    noun = models.CharField(max_length=60, blank=True)
    word = models.CharField(_("tag"), max_length=LONGEST_TAG)
    color = models.CharField(max_length=10, default=COLORS[0])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun", "word"], name="one_tag_of_a_word")]


class Tagging(Attached):
    """A tag on a row."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun", "object_id", "tag"], name="tagged_once")]
        indexes = [models.Index(fields=["tag", "noun", "object_id"], name="tagged_with")]


class Mark(Attached):
    """What one person made of a row for themselves: a favourite, or something to hear of."""

    class Kind(models.TextChoices):
        STAR = "star"
        FOLLOW = "follow"

    kind = models.CharField(max_length=6, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["noun", "object_id", "kind", "by"], name="marked_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["star", "follow"]), name="mark_kind_known"),
        ]
        indexes = [models.Index(fields=["by", "kind", "-at"], name="mark_of_person")]
