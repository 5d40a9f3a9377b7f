"""The stages of a pipeline as the columns of a board, and what dropping a card on one of them means."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Model, Q

from zhike.deals.actions import lose, move, win
from zhike.deals.models import Deal, Kind, Stage
from zhike.kit.actions import Verb
from zhike.kit.fields import Field


class Into:
    """The verb that moves a deal, with the stage it moves it into."""

    parameters: tuple[Any, ...] = ()

    def __init__(self, stage: int):
        self.stage = stage

    def __getattr__(self, name: str) -> Any:
        return getattr(move, name)

    def __call__(self, deal: Deal, *, by: Any) -> Model:
        return move(deal, by=by, stage=Stage.in_use().get(pk=self.stage))


class Column(NamedTuple):
    """A stage as far as a board needs it: rows of stages hold much that is never shown there."""

    pk: int
    name: str
    kind: str


class Lanes(Field):
    """The stages of one pipeline; deals of other pipelines stand in none of them."""

    kind = "choice"

    def __init__(self, pipeline: int, name: str, stages: Sequence[Column]):
        super().__init__(f"pipeline_{pipeline}", edit=False)
        self.pipeline, self.called, self.stages = pipeline, name, stages
        self.model_field, self.asked = Deal._meta.get_field("pipeline"), "stage"

    @property
    def label(self) -> str:
        return self.called

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(stage.pk), stage.name) for stage in self.stages]

    @cached_property
    def drop(self) -> dict[int, Verb | Into]:
        """What moves a card into each stage."""
        return {stage.pk: DROPS[stage.kind] or Into(stage.pk) for stage in self.stages}

    def value(self, row: Any) -> int | None:
        return row.stage_id if row.pipeline_id == self.pipeline else None

    def words(self, row: Any) -> str:
        return next((stage.name for stage in self.stages if stage.pk == row.stage_id), "")

    def condition(self, operator: str, values: list[Any]) -> Q:
        """Deals in any of the stages; "empty" are those of other pipelines."""
        return ~Q(pipeline=self.pipeline) if operator == "empty" else Q(stage__in=values)


DROPS: dict[str, Verb | None] = {Kind.OPEN: None, Kind.WON: win, Kind.LOST: lose}


def lanes() -> tuple[Lanes, ...]:
    """One for every pipeline in use, in their order."""
    by_pipeline: dict[tuple[int, str], list[Column]] = {}
    told = Stage.in_use().values_list("pipeline", "pipeline__name", "pk", "name", "kind")
    for pipeline, called, pk, name, kind in told:
        by_pipeline.setdefault((pipeline, called), []).append(Column(pk, name, kind))
    return tuple(Lanes(*pipeline, stages) for pipeline, stages in by_pipeline.items())
