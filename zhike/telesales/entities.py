"""The nouns of the desk."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.rights.scopes import owner_team_or_all
from zhike.telesales.models import CallList, DoNotCall, PlannedCall, ResultCode, Script

LED = Rights(create=Role.MANAGER, change=Role.MANAGER)


@dataclass(frozen=True)
class CallRights(Rights):
    """Planned calls are made by filling a list and changed by calling."""

    call: str | None = Role.STAFF


@dataclass(frozen=True)
class ForbiddenRights(Rights):
    """Everybody may put a number on the do-not-call list; taking it off is for those who answer for a team."""

    forbid: str | None = Role.STAFF


class CallListEntity(Entity):
    """Customers or leads to be called."""

    model = CallList
    about = _("Whom to call. Narrow the list of customers or of leads and make a call list of it there.")
    sort = "name"
    merges = False
    rights = LED
    fields = (
        Field("name", show=True, find=True),
        Field("script", show=True, filter=True, key="script__name"),
        Field("owner", show=True, filter=True, key="owner__name"),
        Field("team", show=True, key="team__name"),
        Field("opens_at", show=True),
        Field("closes_at", show=True),
        Field("most_attempts"),
        Field("whom", show=True, filter=True),
        Field("frozen_at", show=True),
        Field("status", show=True, filter=True),
    )


class PlannedCallEntity(Entity):
    """One customer or lead on one call list."""

    model = PlannedCall
    about = _("Who is still to be called, and what came of the calls that were made.")
    sort = "-worth"
    merges = False
    rights = CallRights(create=None, change=None, load=None)
    visible_to = owner_team_or_all("owner")
    fields = (
        Field("name", show=True, find=True, personal="identity"),
        Field("call_list", show=True, filter=True, key="call_list__name"),
        Field("customer", show=True, filter=True, key="customer__name_sort"),
        Field("lead", filter=True, key="lead__name"),
        Field("state", show=True, filter=True),
        Field("attempts", show=True, filter=True),
        Field("next_at", show=True, filter=True),
        Field("result", show=True, filter=True, key="result__position"),
        Field("worth", show=True),
        Field("owner", filter=True, key="owner__name"),
        Field("reason"),
    )


class ScriptEntity(Entity):
    """What is said on the telephone."""

    model = Script
    about = _("What is said on the telephone, step by step, and where each answer leads.")
    merges = False
    rights = Rights(create=Role.MANAGER, change=Role.MANAGER, load=None)  # a script comes from no table
    fields = (Field("name", show=True, find=True), Field("text", find=True), Field("changed_at", show=True))


class ResultCodeEntity(Entity):
    """What may come of a call."""

    model = ResultCode
    about = _("What may come of a call, the key that says so, and what follows.")
    sort = "position"
    merges = False
    rights = Rights(create=Role.MANAGER, change=Role.MANAGER, load=None)
    fields = (
        Field("name", show=True, find=True),
        Field("key", show=True),
        Field("logged_as", show=True, filter=True),
        Field("follows", show=True, filter=True),
        Field("hours", show=True),
        Field("position", show=True),
        Field("active", show=True, filter=True, bulk=True),
        Field("note"),
    )


class DoNotCallEntity(Entity):
    """A number that nobody may call."""

    model = DoNotCall
    about = _("Numbers that nobody may call. They are kept sealed, and asked for before every call.")
    title = "shown"
    sort = "-since"
    merges = False
    rights = ForbiddenRights(create=None, change=Role.MANAGER, load=None)
    fields = (
        Field("shown", show=True, find=True, sort=False, personal="contact"),
        Field("reason", show=True, find=True),
        Field("customer", show=True, filter=True, edit=False, key="customer__name_sort"),
        Field("since", show=True, filter=True),
        Field("until", show=True, filter=True),
    )
