"""Who the firm is on its papers."""

from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Role
from zhike.kit.access.person import person
from zhike.kit.audit import trace
from zhike.look.toast import toast
from zhike.sales.contents import FIRM
from zhike.sales.models import FirmProfile

TITLE = gettext_lazy("Firm on papers")
FirmForm = modelform_factory(FirmProfile, fields=FIRM)


def firm(request: HttpRequest) -> HttpResponse:
    """Name, address, tax number and bank; papers that were issued keep what they said."""
    profile = FirmProfile.objects.filter(pk=1).first() or FirmProfile(pk=1)
    before = {} if profile._state.adding else trace.snapshot(profile)
    form = FirmForm(request.POST or None, instance=profile)
    if form.is_valid():
        kept = form.save()
        if changes := trace.difference(before, trace.snapshot(kept)):
            trace.record("change" if before else "create", kept, by=person(request), changes=changes)
        toast(request, _("Saved."))
        return redirect("sales:firm")
    return render(request, "sales/firm.html", {"form": form}, status=422 if form.errors else 200)


def is_admin(by) -> bool:
    """Whether somebody administers the system."""
    return by.is_at_least(Role.ADMIN)
