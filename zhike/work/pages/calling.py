"""Logging a call: how it ended, what was said, what comes next. The usual next step stands there already."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhike.customers.models import Customer
from zhike.kit.access.rows import require, rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import KEY, next_page, refuse
from zhike.work.actions import complete, log_call
from zhike.work.forms import CallForm, call_form, results
from zhike.work.models import Call, Task


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
    key, other = said.pop("task"), said.pop("other_number")
    said["number"] = other or said["number"]
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
