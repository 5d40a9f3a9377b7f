"""The nouns of deals."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhike.deals.actions import lose, reopen, win
from zhike.deals.ageing import InStage
from zhike.deals.asked import AskedByStage
from zhike.deals.lanes import Lanes, lanes
from zhike.deals.models import Competitor, Deal, LossReason, Pipeline, Stage
from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.rights.scopes import owner_team_or_all

HISTORY = _("Begin and end")
BEGIN_AND_END = (
    Field("opened_on", filter=True, section=HISTORY),
    Field("closed_on", filter=True, section=HISTORY, ask="later"),
    Field("loss_reason", filter=True, section=HISTORY, ask="later"),
    Field("loss_note", section=HISTORY, ask="later"),
    Field("competitor", filter=True, section=HISTORY, ask="later"),
)
SETTINGS = Rights(create=Role.MANAGER, change=Role.MANAGER)


@dataclass(frozen=True)
class DealRights(Rights):
    """Handing over is for those who answer for a team."""

    hand_over: str | None = Role.MANAGER


class DealEntity(AskedByStage, Entity):
    """Something a customer may buy."""

    model = Deal
    about = _("What customers may buy, how far it has come, and what is to be done next.")
    sort = "-stage_since"
    visible_to = owner_team_or_all("owner")
    rights = DealRights()
    board = Board("status", drop={"open": reopen, "won": win, "lost": lose}, late=Deal.is_late)
    fields = (
        Field("name", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("weighted", filter=True, money=True),
        Field("amount", show=True, filter=True, money=True),
        InStage("stage_since", show=True, filter=True, section=HISTORY),
        Field("pipeline", filter=True, key="pipeline__position"),
        Field("stage", show=True, filter=True, key="stage__position"),
        Field("expected_on", show=True, filter=True, bulk=True),
        Field("next_step", show=True, find=True, filter=True),
        Field("next_step_on", show=True, filter=True, bulk=True),
        Field("owner", show=True, filter=True, key="owner__name"),
        Field("probability", filter=True, unit="%"),
        Field("status", filter=True),
        Field("currency", filter=True),
        Field("source", filter=True, bulk=True),
        *BEGIN_AND_END,
    )

    @property
    def lanes(self) -> tuple[Lanes, ...]:
        return lanes()


class PipelineEntity(Entity):
    """One way in which deals are brought to an end."""

    model = Pipeline
    about = _("The ways in which deals are brought to an end, each with stages of its own.")
    sort = "position"
    rights = SETTINGS
    match = ("name",)
    merges = False
    fields = (
        Field("name", show=True, find=True),
        Field("position", show=True),
        Field("is_used", show=True, filter=True),
        Field("note", show=True, find=True),
    )


class StageEntity(Entity):
    """One column of a pipeline."""

    model = Stage
    about = _("The steps of each pipeline, with the probability given to them and what they ask for.")
    named_by = ("pipeline", "path")
    sort = "pipeline"
    rights = SETTINGS
    match = ("path",)
    merges = False
    fields = (
        Field("name", show=True, find=True),
        Field("pipeline", show=True, filter=True, key="pipeline__position"),
        Field("position", show=True),
        Field("kind", show=True, filter=True),
        Field("probability", show=True, filter=True, unit="%"),
        Field("usual_days", show=True, unit=_("days")),
        Field("path", find=True),
    )


class CompetitorEntity(Entity):
    """A firm that wants the same deals as we do."""

    model = Competitor
    about = _("Who wants the same deals as you: add them here or while you work on a deal.")
    match = ("name",)
    fields = (
        Field("name", show=True, find=True),
        Field("strengths", show=True, find=True),
        Field("weaknesses", show=True, find=True),
    )


class LossReasonEntity(Entity):
    """Why deals are lost."""

    model = LossReason
    about = _("The reasons you have agreed upon for losing deals.")
    sort = "position"
    rights = SETTINGS
    match = ("name",)
    fields = (
        Field("name", show=True, find=True),
        Field("position", show=True),
        Field("is_used", show=True, filter=True),
        Field("note", show=True, find=True),
    )
