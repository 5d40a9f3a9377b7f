"""Logging a call: how it ended, what was said, what comes next. The usual next step stands there already."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.access.rows import require, rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import KEY, date_input, next_page, refuse
from zhike.work.actions import complete, log_call
from zhike.work.models import Call, CallResult, Direction, Task, TaskKind
from zhike.work.rules.suggesting import after_call


class NextForm(forms.Form):
    """What comes next, or why nothing does."""

    next_what = forms.CharField(label=gettext_lazy("next step"), max_length=120, required=False)
    next_kind = forms.ChoiceField(label=gettext_lazy("by"), choices=TaskKind.choices, required=False)
    next_on = date_input(label=gettext_lazy("on which day"), required=False)
    no_next = forms.CharField(label=gettext_lazy("or: no next step, because"), max_length=120, required=False)


class CallForm(NextForm):
    """How a call went."""

    result = forms.ChoiceField(label=gettext_lazy("result"), choices=CallResult.choices)
    direction = forms.ChoiceField(label=gettext_lazy("direction"), choices=Direction.choices, required=False)
    minutes = forms.IntegerField(label=gettext_lazy("minutes it lasted"), min_value=0, max_value=1440, required=False)
    contact = forms.ChoiceField(label=gettext_lazy("spoke with"), required=False)
    summary = forms.CharField(
        label=gettext_lazy("summary"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )
    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    task = forms.CharField(widget=forms.HiddenInput, required=False, max_length=18)


def call_form(customer: Customer, *, data: Any = None, given: dict[str, Any] | None = None) -> CallForm:
    """The form, with the people of the customer to choose from."""
    form = CallForm(data, initial=given, label_suffix="")
    names = customer.contacts.order_by("pk").values_list("name", flat=True)
    form.fields["contact"].choices = [("", "—"), *((name, name) for name in names)]  # type: ignore[attr-defined]
    return form


def results() -> list[dict[str, Any]]:
    """The ways a call may end, with the key that picks each and what usually comes next."""
    today = timezone.localdate()
    return [
        {"key": place, "value": value, "word": word, "next": after_call(value, today=today)}
        for place, (value, word) in enumerate(CallResult.choices, start=1)
    ]


def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a call with a customer; where it was a task to call, that is done with it."""
    customer = rows(Customer, by=request.user).get(pk=pk)
    require(request.user, "log", Call)
    given = {name: request.GET.get(name, "") for name in ("task", "about")}
    form = call_form(customer, data=request.POST or None, given=given)
    following = next_page(request, otherwise=f"/customers/{pk}/")
    if request.method == "POST" and form.is_valid() and _logged(request, customer, form):
        return redirect(following)
    context = {"form": form, "row": customer, "results": results(), "next": following}
    return render(request, "work/call.html", context, status=422 if form.is_bound else 200)


def _logged(request: HttpRequest, customer: Customer, form: CallForm) -> bool:
    said = dict(form.cleaned_data)
    key = said.pop("task")
    try:
        call: Any = log_call(by=request.user, customer=customer, **said | {"minutes": said["minutes"] or 0})
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    task = (
        rows(Task, by=request.user, to="change").filter(pk=key, status="open").first() if KEY.fullmatch(key) else None
    )
    if task:
        complete(task, by=request.user)
    if call.next_task:
        said_next = _("The call is logged. Next: %(what)s") % {"what": call.next_task}
    else:
        said_next = _("The call is logged. No next step: %(why)s") % {"why": call.no_next}
    messages.success(request, said_next)
    return True
