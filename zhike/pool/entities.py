"""The nouns of the pool."""

from django.utils.translation import gettext_lazy as _

from zhike.catalog.fields import Tiers
from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.pool.models import Pool, PoolRule

FOR_MANAGERS = Rights(create=Role.MANAGER, change=Role.MANAGER, load=None)


class PoolEntity(Entity):
    """A place for customers that wait to be claimed."""

    model = Pool
    about = _("Where customers wait that nobody looks after: who may claim them, how many, and what protects them.")
    sort = "position"
    merges = False
    rights = FOR_MANAGERS
    fields = (
        Field("name", show=True, find=True),
        Field("position", show=True),
        Field("team", show=True, filter=True, key="team__name"),
        Field("regions", show=True),
        Field("claims_a_day", show=True),
        Field("holds_at_most", show=True),
        Field("cool_down_days", show=True, unit=_("days")),
        Tiers("protected_tiers"),
        Field("warns_days", show=True, unit=_("days")),
        Field("is_open", show=True, filter=True),
    )


class PoolRuleEntity(Entity):
    """When a customer falls back into a pool."""

    model = PoolRule
    about = _("When a customer falls back. Try a rule on the past before you switch it on.")
    merges = False
    rights = FOR_MANAGERS
    fields = (
        Field("name", show=True, find=True),
        Field("pool", show=True, filter=True, key="pool__name"),
        Field("days_without_contact", show=True, unit=_("days")),
        Field("days_without_order", show=True, unit=_("days")),
        Field("spares_open_deals", show=True),
        Field("is_on", show=True, filter=True, edit=False),
        Field("starts_on", show=True, edit=False),
    )
