"""What a piece of work is about beside the customer: any noun, also one of a package above."""

from typing import Any

from django.db import models
from django.db.models import Model, Q

from zhike.kit.access.rows import rows
from zhike.kit.registry import entity_labelled


class Regarding(models.Model):
    """A row about another row, by noun (`deals.deal`) and number, so that nobody has to be imported for it."""

    noun = models.CharField(max_length=60, blank=True, editable=False)
    object_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["noun", "object_id"], condition=~Q(noun=""), name="%(class)s_regarding")]

    def regard(self, other: Model | None) -> None:
        """Say what it is about; nothing with None."""
        self.noun = other._meta.label_lower if other else ""
        self.object_id = other.pk if other else None

    def regarding(self, *, by: Any) -> Model | None:
        """What it is about, as far as somebody may see it."""
        entity = entity_labelled(self.noun) if self.noun else None
        return rows(entity.model, by=by).filter(pk=self.object_id).first() if entity else None
