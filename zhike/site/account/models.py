"""What signing in keeps: links that work once, and proofs that were used."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Staff


class OneTimeLink(models.Model):
    """A way in that somebody was handed. Its text is kept nowhere: `digest` knows it again.

    `bound` is a digest of what the person's account was like when the link was made; a change of password, mail or
    state of the account ends the link.
    """

    class Purpose(models.TextChoices):
        FIRST = "first", _("First administrator")
        INVITATION = "invitation", _("Invitation")
        RESET = "reset", _("New password")

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    person = models.ForeignKey(Staff, models.CASCADE, null=True, related_name="+")  # none for the first administrator
    made_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    bound = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose"], name="link_of_person")]

    def __str__(self) -> str:
        return self.get_purpose_display()


class Device(models.Model):
    """A browser somebody came in with: of the word in its cookie the digest is kept."""

    person = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="device_of_person")]

    def __str__(self) -> str:
        return self.digest[:8]


class Spent(models.Model):
    """A proof that was used and counts no more, on whichever machine it comes again."""

    proof = models.CharField(primary_key=True, max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.proof
