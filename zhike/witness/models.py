"""Seals: what proves that the trace is as it was written."""

from typing import ClassVar

from django.db import models


class Seal(models.Model):
    """All entries of the trace whose transactions are numbered from `since` to below `until`, as they were at `at`.

    `ceiling` is the first number no transaction had yet; `entries` how many there are, `last` the highest number of an
    entry in this seal or an earlier one. `cluster` names the database server and `shift` is what is added to its
    numbers, so that they go on rising after a restore into another one. `form` says how an entry is put into words.
    `digest` covers all of this, the entries and the seal before; `signature` (Ed25519, by the key `key`) covers that.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    ceiling = models.BigIntegerField()
    entries = models.IntegerField()
    last = models.BigIntegerField()
    cluster = models.CharField(max_length=20)
    shift = models.BigIntegerField()
    form = models.SmallIntegerField()
    key = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    objects: ClassVar[models.Manager["Seal"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(since__lt=models.F("until")), name="seal_of_a_span")]

    def __str__(self) -> str:
        return f"seal {self.number}"
