"""Numbers without gaps."""

from django.db import models


class Series(models.Model):
    """The last number taken of a series in a year; its row is locked until what took the number is there or is not."""

    code = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"
