"""What was done about backups, as the status page tells it; the backups themselves lie in their folder."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.backup.problem import said


class Backup(models.Model):
    """One backup that was made, or was not: then `trouble` says why."""

    name = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    size = models.BigIntegerField(default=0)  # bytes
    rows = models.BigIntegerField(default=0)
    files = models.IntegerField(default=0)
    damaged = models.JSONField(default=list)  # parts that a later look found changed
    trouble = models.TextField(blank=True)  # a sentence of `problem`, said in the reader's language
    values = models.JSONField(default=dict)  # of that sentence

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        indexes = [models.Index(fields=["-at"], name="backup_at")]

    def __str__(self) -> str:
        return self.name

    @property
    def reason(self) -> str:
        """Why there is none."""
        return said(self.trouble, self.values)


class Drill(models.Model):
    """One drill: which backup was restored, and whether it held what it had held."""

    backup = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    tables = models.IntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    files = models.IntegerField(default=0)
    differences = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)  # a sentence of `problem`, said in the reader's language
    values = models.JSONField(default=dict)  # of that sentence

    class Meta:
        verbose_name = _("restore drill")
        verbose_name_plural = _("restore drills")
        indexes = [models.Index(fields=["-at"], name="drill_at")]

    def __str__(self) -> str:
        return self.backup

    @property
    def reason(self) -> str:
        """What stopped it."""
        return said(self.trouble, self.values)

    @property
    def is_good(self) -> bool:
        """Whether everything came back."""
        return not self.differences and not self.trouble
