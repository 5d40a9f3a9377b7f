"""Conditions of the deal list that are no column of a deal: how far it came, and which stage it was in last."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from zhike.catalog.rated import AskedByRate
from zhike.deals.models import Kind, Stage, StageMove
from zhike.kit.fields import Field


class ByStage(Field):
    """A stage that deals are asked for by: by its number, or by the name that stages of several pipelines may share."""

    kind = "choice"
    operators = ("in",)
    label = ""

    def __init__(self, name: str, label: Any):
        super().__init__(name, filter=True, edit=False, sort=False)
        self.label = label

    @property
    def choices(self) -> Sequence[tuple[str, Any]]:
        return [(str(stage.pk), stage.path) for stage in Stage.in_use()]

    def named(self, values: Iterable[str]) -> dict[str, str]:
        """What is asked for in words; a name is its own."""
        known = {str(stage.pk): stage.path for stage in Stage.named(values)}
        return {value: known.get(value, value) for value in values}

    def condition(self, operator: str, values: list[str | None]) -> Q:
        """Deals of any of the stages; a stage that is not there has none, and nothing is no stage."""
        stages = Stage.named([value for value in values if value is not None])
        return reduce(or_, [self.of(stage) for stage in stages], Q(pk__in=()))

    def of(self, stage: Stage) -> Q:
        """The deals of one stage."""
        raise NotImplementedError


class CameTo(ByStage):
    """The stage a deal came to, or past it; what was won came all the way."""

    def of(self, stage: Stage) -> Q:
        """Where a deal stands counts while it is open; of a lost one the furthest stage that it left."""
        left = StageMove.objects.filter(deal=OuterRef("pk"), is_undo=False, left__pipeline=stage.pipeline_id)
        left = left.filter(left__position__gte=stage.position, left__kind=Kind.OPEN)
        here = Q(status=Kind.OPEN, stage__position__gte=stage.position)
        if not stage.position:
            return Q(pipeline=stage.pipeline_id)  # before it there is nothing
        return Q(pipeline=stage.pipeline_id) & (Q(status=Kind.WON) | here | Q(Exists(left)))


class LeftLast(ByStage):
    """The stage that the last step of a deal led out of: the one it was lost from."""

    def of(self, stage: Stage) -> Q:
        """By its latest step."""
        return Q(Exact(last_left("left"), stage.pk))


class AskedByStage(AskedByRate):
    """Beside `Entity`: deals with the conditions on stages and on rates that no column of theirs answers."""

    rated_on = ("closed_on", "opened_on")

    @property
    def filters(self) -> list[Field]:
        """Its own and these."""
        return [*super().filters, *ASKED]


def last_left(column: str) -> Subquery:
    """What is known of the stage that the latest step of a deal left."""
    return Subquery(StageMove.objects.filter(deal=OuterRef("pk")).order_by("-at", "-id").values(column)[:1])


ASKED = (CameTo("came_to", _("came to stage")), LeftLast("left_last", _("stage left last")))
