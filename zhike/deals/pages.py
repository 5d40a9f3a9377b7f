"""The places of deals on the rail."""

from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role
from zhike.look import nav

app_name = "deals"


def _answers_for_a_team(by) -> bool:
    return by.is_at_least(Role.MANAGER)


nav.add(nav.Place("deals", _("Deals"), "kit:board", 33, args=("deals",), under="sales"))
nav.add(nav.Place("competitors", _("Competitors"), "kit:list", 42, args=("competitors",), under="sales"))
nav.add(
    nav.Place(
        "pipelines",
        _("Pipelines"),
        "kit:list",
        92,
        args=("pipelines",),
        under="settings",
        shown_to=_answers_for_a_team,
    )
)
urlpatterns: list = []
