"""The nouns of approvals."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.approvals import actions  # noqa: F401 - the verbs are declared before the nouns that offer them
from zhike.approvals.models import Approval, ApprovalRule, Delegation, Turn
from zhike.approvals.people import answering_for
from zhike.approvals.subjects import SUBJECTS
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import Rights
from zhike.kit.access.scopes import ALL
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.rights import figures
from zhike.rights.scopes import owner_team_or_all

asked_by_theirs = owner_team_or_all("asked_by")


@dataclass(frozen=True)
class ApprovalRights(Rights):
    """Everybody may ask, and answer what they are asked."""

    approve: str | None = Role.STAFF


def concerned(by: Staff) -> Q:
    """Who asked, those above them, whoever is or was asked, and who stands in for those today."""
    reached = asked_by_theirs(by)
    if reached == ALL:
        return ALL
    turns = Turn.objects.filter(person__in=answering_for(by))
    return reached | Q(pk__in=turns.values("approval"))


class ApprovalRuleEntity(Entity):
    """A step that documents of a kind need from certain figures on."""

    model = ApprovalRule
    about = _("From which amount or discount on who has to agree, and in which order.")
    sort = "position"
    merges = False
    rights = Rights(create=Role.ADMIN, change=Role.ADMIN, load=None)
    fields = (
        Field("name", show=True, find=True),
        Field("noun", show=True, filter=True),
        Field("from_amount", show=True, filter=True, money=True),
        Field("from_discount", show=True, filter=True, unit="%"),
        Field("team", show=True, filter=True, key="team__name"),
        Field("position", show=True, filter=True),
        Field("approver", show=True, filter=True),
        Field("role", show=True, filter=True),
        Field("own_role"),
        Field("person", show=True, filter=True, key="person__name"),
        Field("needs_all", show=True, filter=True),
        Field("own_too", filter=True),
        Field("active", show=True, filter=True, bulk=True),
    )


class ApprovalEntity(Entity):
    """A question about one document."""

    model = Approval
    about = _("What somebody has to agree to, and what became of it.")
    title = "title"
    sort = "-asked_at"
    merges = False
    visible_to = staticmethod(concerned)
    rights = ApprovalRights(create=None, change=None, load=None)
    fields = (
        Field("title", show=True, find=True),
        Field("noun", show=True, filter=True),
        Field("state", show=True, filter=True),
        Field("amount", show=True, filter=True, money=True),
        Field("discount", show=True, filter=True, unit="%"),
        Field("asked_by", show=True, filter=True, key="asked_by__name"),
        Field("asked_at", show=True, filter=True),
        Field("decided_at", show=True, filter=True),
        Field("comment", find=True),
        Field("object_id"),
    )


class DelegationEntity(Entity):
    """Somebody who answers for somebody else between two days."""

    model = Delegation
    about = _("Who answers for whom while they are away.")
    title = "reason"
    named_by = ("owner", "stand_in")
    sort = "-begins_on"
    merges = False
    visible_to = owner_team_or_all("owner")
    rights = ApprovalRights(create=None, change=None, load=None)
    fields = (
        Field("owner", show=True, filter=True, find=True, key="owner__name"),
        Field("stand_in", show=True, filter=True, find=True, key="stand_in__name"),
        Field("begins_on", show=True, filter=True),
        Field("ends_on", show=True, filter=True),
        Field("ended_at", show=True, filter=True),
        Field("reason", show=True, find=True),
    )


figures.asks_about(Approval, of=lambda: [subject.model for subject in SUBJECTS.values()])
