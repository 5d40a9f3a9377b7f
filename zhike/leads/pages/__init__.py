"""The hand-written screens of leads: forms for strangers, the stand at a fair, where leads come from."""

from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import rows
from zhike.leads.models import Lead, Trust
from zhike.leads.pages.posters import poster
from zhike.leads.pages.public import filled_in, thanks
from zhike.leads.pages.quick import quick
from zhike.leads.pages.report import report
from zhike.look import nav
from zhike.look.entry import open_to_strangers, signed_in, unlisted

app_name = "leads"


def waiting(by: Staff) -> QuerySet[Lead]:
    """The new leads that wait for a person."""
    return rows(Lead, by=by).filter(owner=by, status="new", trust=Trust.FINE)


def answers_for_a_team(by: Staff) -> bool:
    """Whether somebody sets up how leads are judged and handed out."""
    return by.is_at_least(Role.MANAGER)


nav.add(
    nav.Place("leads", _("Leads"), "kit:list", 31, args=("leads",), query="trust=fine", under="sales", counts=waiting)
)
nav.add(nav.Place("lead-sources", _("Lead sources"), "leads:report", 63, under="sales"))
nav.add(nav.Place("capture-forms", _("Capture forms"), "kit:list", 64, args=("capture-forms",), under="sales"))
for key, label in (("score-rules", _("Score rules")), ("assignment-rules", _("Assignment rules"))):
    nav.add(nav.Place(key, label, "kit:list", 96, args=(key,), under="settings", shown_to=answers_for_a_team))

urlpatterns = [
    # No session and no cookie is believed there, so that nobody can be made to act for somebody else.
    path("f/<slug:token>/", open_to_strangers(csrf_exempt(unlisted(filled_in))), name="form"),
    path("f/<slug:token>/thanks/", open_to_strangers(unlisted(thanks)), name="thanks"),
    path("leads/quick/", signed_in(quick), name="quick"),
    path("leads/report/", signed_in(report), name="report"),
    path("capture-forms/<int:pk>/poster/", signed_in(poster), name="poster"),
]
