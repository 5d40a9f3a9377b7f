"""The nouns of leads."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.leads import actions
from zhike.leads.models import AssignmentRule, CaptureForm, Lead, ScoreRule
from zhike.leads.ways import MEDIA, FoundBy
from zhike.rights.scopes import owner_team_or_all


@dataclass(frozen=True)
class LeadRights(Rights):
    """Giving leads to others is for those who answer for a team."""

    hand_over: str | None = Role.MANAGER


FOR_MANAGERS = Rights(create=Role.MANAGER, change=Role.MANAGER, load=None)
DROP = {
    "contacted": actions.contact,
    "qualified": actions.qualify,
    "converted": actions.convert,
    "lost": actions.lose,
    "recycled": actions.recycle,
}


# Below the ways to reach them, which whoever answers a call writes down first.
WANTED = _("Who they are and what they want")
WHAT_THEY_WANT = (
    Field("interest", find=True, section=WANTED),
    Field("product", filter=True, key="product__name_sort", section=WANTED),
    Field("region", filter=True, bulk=True, section=WANTED),
    Field("city", filter=True, section=WANTED),
    Field("title", find=True, section=WANTED),
    Field("note", find=True, personal="note", section=WANTED),
    Field("consent_basis", filter=True, section=WANTED),
)
# What becomes of a lead; people set little of it.
SO_FAR = _("What became of it")
COURSE = (
    Field("trust", filter=True, section=SO_FAR),
    Field("number", find=True, filter=True, section=SO_FAR),
    Field("first_response_at", filter=True, section=SO_FAR),
    Field("wait_until", filter=True, section=SO_FAR),
    Field("lost_reason", filter=True, section=SO_FAR),
    Field("form", filter=True, section=SO_FAR),
    Field("customer", filter=True, key="customer__name_sort", section=SO_FAR),
)


class LeadEntity(Entity):
    """Somebody who asked, called or left a card, and is no customer yet."""

    model = Lead
    about = _("Who asked, called or left a card. Type the first one in, import a list, or put up a form.")
    named_by = ("company",)
    sort = "-received_at"
    visible_to = owner_team_or_all("owner", territory="region")
    rights = LeadRights()
    board = Board("status", drop=DROP, late=Lead.is_late)
    fields = (
        Field("name", show=True, find=True, filter=True, personal="identity"),
        Field("company", show=True, find=True, filter=True),
        Field("status", show=True, filter=True),
        Field("score", show=True, filter=True, unit=pgettext_lazy("unit", "points")),
        Field("source", show=True, filter=True, bulk=True),
        Field("campaign", show=True, filter=True, find=True, bulk=True),
        Field("owner", show=True, filter=True, key="owner__name"),
        Field("received_at", show=True, filter=True),
        *WHAT_THEY_WANT,
        *COURSE,
    )

    @property
    def found_by(self) -> list[Field]:
        return [*super().found_by, *map(FoundBy, MEDIA)]


class CaptureFormEntity(Entity):
    """A form that strangers fill in, on a web page or at a fair."""

    model = CaptureForm
    about = _("Forms with an address of their own, for a web page or a fair. Whoever fills one in is a lead.")
    sort = "-begins_on"
    merges = False
    rights = FOR_MANAGERS
    fields = (
        Field("name", show=True, find=True),
        Field("source", show=True, filter=True),
        Field("campaign", show=True, filter=True, find=True),
        Field("venue", show=True, find=True),
        Field("begins_on", show=True, filter=True),
        Field("ends_on", show=True, filter=True),
        Field("is_open", show=True, filter=True, bulk=True),
        Field("owner", filter=True, key="owner__name"),
        Field("greeting"),
        Field("thanks"),
        Field("consent"),
        Field("notice_version"),
    )


class ScoreRuleEntity(Entity):
    """What makes a lead worth more, or less."""

    model = ScoreRule
    about = _("What makes a lead worth more or less, in sentences that stand beside its score.")
    sort = "-points"
    merges = False
    rights = FOR_MANAGERS
    fields = (
        Field("name", show=True, find=True),
        Field("asked", show=True, filter=True),
        Field("operator", show=True, filter=True),
        Field("values", show=True),
        Field("points", show=True, filter=True),
        Field("is_on", show=True, filter=True, bulk=True),
    )


class AssignmentRuleEntity(Entity):
    """Who gets a lead."""

    model = AssignmentRule
    about = _("Who gets a new lead: the first rule that fits and has somebody with room decides.")
    sort = "position"
    merges = False
    rights = FOR_MANAGERS
    fields = (
        Field("name", show=True, find=True),
        Field("position", show=True),
        Field("source", show=True, filter=True),
        Field("regions", show=True),
        Field("in_territory", show=True, filter=True),
        Field("least_score"),
        Field("team", show=True, filter=True, key="team__name"),
        Field("manner", show=True, filter=True),
        Field("most", show=True),
        Field("is_on", show=True, filter=True, bulk=True),
    )
