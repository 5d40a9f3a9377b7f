"""What somebody is told, how they want to be told, and why a job failed."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Staff
from zhike.vault.fields import EncryptedField

BELL = 99  # unread notices are counted so far


class Mail(models.TextChoices):
    """When a kind of notice comes by mail."""

    NEVER = "", _("No mail")
    DAILY = "daily", _("Once a day")
    NOW = "now", _("At once")


class NoticeQuerySet(models.QuerySet):
    """Questions about notices."""

    def unread(self, by: Staff) -> "NoticeQuerySet":
        """What somebody has not read yet, the newest first."""
        return self.filter(to=by, in_app=True, read_at=None).order_by("-id")

    def awaiting_mail(self) -> "NoticeQuerySet":
        """What belongs into the next daily mail of its reader."""
        return self.filter(mail=Mail.DAILY, mailed_at=None, read_at=None)


class Notice(models.Model):
    """One thing one person is told. No words of a row are kept: they are read through the reader's rights when shown.

    `noun` and `object_id` name the row it is about; where it is about none, `url` is where it leads. With a `key` the
    same person is told once. `mail` is what the reader wanted when it was written.
    """

    to = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    by = models.ForeignKey(Staff, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    noun = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    in_app = models.BooleanField(default=True)
    mail = models.CharField(max_length=5, choices=Mail.choices, blank=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "key"], condition=~Q(key=""), name="notice_once")]
        indexes = [
            models.Index(fields=["to", "-id"], condition=Q(in_app=True), name="notice_of_person"),
            models.Index(fields=["to", "-id"], condition=Q(in_app=True, read_at=None), name="notice_unread"),
            models.Index(
                fields=["to"], condition=Q(mail="daily", mailed_at=None, read_at=None), name="notice_awaiting_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.noun} {self.object_id}"


class Preference(models.Model):
    """How one person wants to be told of one kind; without one, in the app and in the daily mail."""

    person = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    in_app = models.BooleanField(default=True)
    mail = models.CharField(max_length=5, choices=Mail.choices, default=Mail.DAILY, blank=True)
    tool = models.BooleanField(default=False)

    objects: models.Manager["Preference"] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_preference_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"


class GroupTool(models.Model):
    """The address of a person in the group tool the firm uses, such as a robot of Feishu; it holds a secret."""

    person = models.OneToOneField(Staff, models.CASCADE, related_name="+")
    uid = models.UUIDField(default=uuid4, editable=False)
    url = EncryptedField(max_length=500)

    objects: models.Manager["GroupTool"] = models.Manager()

    def __str__(self) -> str:
        return self.url.partition("://")[0]


class Failure(models.Model):
    """Why a job failed the last time, and how often it has; `job` is its number in the queue, which forgets both."""

    job = models.BigIntegerField(unique=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    error = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    objects: models.Manager["Failure"] = models.Manager()

    def __str__(self) -> str:
        return self.error
