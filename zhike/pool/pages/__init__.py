"""The hand-written screens of the pool: who waits, who will fall back, rules tried on the past, how pools do."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role, Staff
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.pool.pages.health import health
from zhike.pool.pages.returns import returns
from zhike.pool.pages.trying import tried
from zhike.pool.pages.waiting import claim_now, waiting_page, warnings
from zhike.rights.entry import least

app_name = "pool"


def answers_for_a_team(by: Staff) -> bool:
    """Whether somebody sets pools up."""
    return by.is_at_least(Role.MANAGER)


nav.add(nav.Place("pool", _("Public pool"), "pool:waiting", 25, under="customers"))
nav.add(nav.Place("pool-health", _("Pool health"), "pool:health", 26, under="customers", shown_to=answers_for_a_team))
for key, label in (("pools", _("Pools")), ("pool-rules", _("Pool rules"))):
    nav.add(nav.Place(key, label, "kit:list", 97, args=(key,), under="settings", shown_to=answers_for_a_team))

urlpatterns = [
    path("pool/", signed_in(waiting_page), name="waiting"),
    path("pool/warnings/", signed_in(warnings), name="warnings"),
    path("pool/health/", least(Role.MANAGER)(health), name="health"),
    path("pool/returns/<str:day>/", least(Role.MANAGER)(returns), name="returns"),
    path("pool/<int:pk>/claim/", signed_in(claim_now), name="claim"),
    path("pool-rules/<int:pk>/try/", least(Role.MANAGER)(tried), name="try"),
]
