"""One search document per row."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchDoc(models.Model):
    """The words of one row, as tokens made in Python, so that plain PostgreSQL finds Chinese without an extension."""

    noun = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    tokens = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun", "object_id"], name="one_search_doc_per_row")]
        indexes = [GinIndex(fields=["tokens"], name="search_tokens", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.noun} {self.object_id}"
