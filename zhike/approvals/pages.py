"""What waits for somebody's word, and who answers for whom."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from zhike.approvals import actions, waiting
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import date_input, refuse
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.look.toast import toast

app_name = "approvals"


class StandInForm(forms.Form):
    """Who answers for me, and when."""

    stand_in = forms.ModelChoiceField(Staff.objects.none(), label=_("Stand-in"), empty_label="—")
    begins_on = date_input(label=_("First day"))
    ends_on = date_input(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, data, *, by: Staff):
        today = timezone.localdate()
        super().__init__(data, initial={"begins_on": today, "ends_on": today})
        others = Staff.objects.working().exclude(pk=by.pk)
        self.fields["stand_in"].queryset = others  # type: ignore[attr-defined]


@never_cache
def waiting_page(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I asked for, and who stands in for whom; a stand-in is named here too."""
    by = person(request)
    form = StandInForm(request.POST or None, by=by)
    if form.is_valid():
        try:
            actions.delegate(by=by, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            toast(request, str(_("Saved.")))
            return redirect("approvals:waiting")
    context = {
        "form": form,
        "mine": waiting.for_me(by),
        "asked": waiting.asked_by_me(by),
        "away": waiting.my_stand_ins(by),
        "for_others": waiting.i_stand_in(by),
    }
    return render(request, "approvals/waiting.html", context, status=422 if form.errors else 200)


nav.add(
    nav.Place(
        "approvals",
        _("Waiting for me"),
        "approvals:waiting",
        12,
        counts=waiting.asked,
        under="today",
        holds=("approvals", "delegations"),
    )
)
urlpatterns = [path("approvals/waiting/", signed_in(waiting_page), name="waiting")]
