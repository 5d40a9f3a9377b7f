"""Webhooks for administrators: whom the system tells, whether it arrives, and what to do when it does not."""

import re

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhike.api.webhooks import keeping
from zhike.api.webhooks.delivering import replay
from zhike.api.webhooks.models import Delivery, Webhook
from zhike.kit.access.models import Role
from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.look.toast import toast
from zhike.rights.entry import least

app_name = "webhooks"
SHOWN = 50
PATTERN = re.compile(r"[a-z_*]+(\.[a-z_*]+)?")


class WebhookForm(forms.Form):
    """Where to tell, and what."""

    url = forms.CharField(label=gettext_lazy("Address"), max_length=500, widget=forms.URLInput)
    patterns = forms.CharField(
        label=gettext_lazy("Events"),
        initial="*",
        max_length=500,
        help_text=gettext_lazy("Names separated by spaces; * stands for anything."),
    )

    def clean_patterns(self) -> list[str]:
        patterns = self.cleaned_data["patterns"].replace(",", " ").split()
        for pattern in patterns:
            if not PATTERN.fullmatch(pattern):
                raise forms.ValidationError(_("“%(pattern)s” is no name of an event.") % {"pattern": pattern})
        return patterns


@never_cache
def webhooks_page(request: HttpRequest) -> HttpResponse:
    """All webhooks, and the form for another one."""
    by = person(request)
    keeping.require_admin(by)
    form = WebhookForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect("webhooks:one", keeping.subscribe(by=by, **form.cleaned_data).pk)
        except Refusal as refusal:
            refuse(form, refusal)
    context = {"form": form, "webhooks": Webhook.objects.select_related("made_by").order_by("-pk")}
    return render(request, "api/webhooks/list.html", context, status=422 if form.errors else 200)


@never_cache
def webhook_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook with its secret and its last deliveries."""
    keeping.require_admin(person(request))
    webhook = Webhook.objects.get(pk=pk)
    deliveries = webhook.deliveries.select_related("event").order_by("-pk")[:SHOWN]
    return render(request, "api/webhooks/one.html", {"webhook": webhook, "deliveries": deliveries})


@require_POST
def act_page(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Test, rotate, switch, or send again everything that was given up."""
    by = person(request)
    keeping.require_admin(by)
    webhook = Webhook.objects.get(pk=pk)
    if word == "replay":
        replay(webhook.deliveries.filter(status=Delivery.Status.DEAD))
    else:
        ACTS[word](webhook, by=by)
    toast(request, _("Done."))
    return redirect("webhooks:one", pk)


@require_POST
def replay_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message again."""
    keeping.require_admin(person(request))
    delivery = get_object_or_404(Delivery, pk=pk)
    replay([delivery])
    toast(request, _("Done."))
    return redirect("webhooks:one", delivery.webhook_id)


ACTS = {"test": keeping.try_out, "rotate": keeping.rotate, "switch": keeping.switch}
urlpatterns = [
    path("settings/webhooks/", least(Role.ADMIN)(webhooks_page), name="list"),
    path("settings/webhooks/<int:pk>/", least(Role.ADMIN)(webhook_page), name="one"),
    *(
        path(f"settings/webhooks/<int:pk>/{word}/", least(Role.ADMIN)(act_page), {"word": word}, name=word)
        for word in (*ACTS, "replay")
    ),
    path("settings/webhooks/deliveries/<int:pk>/replay/", least(Role.ADMIN)(replay_page), name="replay-one"),
]
