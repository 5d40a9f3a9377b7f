"""Webhooks for programs of administrators: what arrived, and sending again."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import AwareDatetime, BaseModel

from zhike.api.rest.door import only
from zhike.api.rest.values import as_json
from zhike.api.webhooks.delivering import replay
from zhike.api.webhooks.keeping import require_admin
from zhike.api.webhooks.models import Delivery, Webhook
from zhike.kit.refusal import Refusal
from zhike.kit.values import plain

SHOWN = 200
Status = Literal["waiting", "delivered", "dead"]


class WebhookTold(BaseModel):
    """An address that is told of events; its secret is never told."""

    id: int
    url: str
    patterns: list[str]
    is_active: bool
    failing_since: AwareDatetime | None


class DeliveryTold(BaseModel):
    """One event on its way: how often it was tried, when it is tried next, and the last answer."""

    id: int
    event_id: int
    name: str
    status: Status
    tries: int
    next_at: AwareDatetime | None
    code: int | None
    reason: str


class Replayed(BaseModel):
    """How many messages are on their way again."""

    replayed: int


def router() -> Router:
    """The addresses, all for administrators; a token needs the scope `admin`."""
    router, one = Router(), "/{int:pk}"
    for method, path, view, shape in (
        ("GET", "", webhooks, list[WebhookTold]),
        ("GET", f"{one}/deliveries", deliveries, list[DeliveryTold]),
        ("POST", f"{one}/replay", replay_dead, Replayed),
        ("POST", f"/deliveries{one}/replay", replay_one, Replayed),
    ):
        router.add_api_operation(path, [method], view, response=shape, operation_id=f"webhooks_{view.__name__}")
    return router


def webhooks(request: HttpRequest) -> HttpResponse:
    """All webhooks."""
    _check(request)
    return _told(Webhook.objects.order_by("pk").values(*WebhookTold.model_fields))


def deliveries(request: HttpRequest, pk: int, status: str = "") -> HttpResponse:
    """The last two hundred messages to one address, newest first."""
    _check(request, "status")
    if status not in ("", *Delivery.Status.values):
        raise Refusal(_("“%(status)s” is no status of a delivery.") % {"status": status}, field="status")
    found = Webhook.objects.get(pk=pk).deliveries.filter(**{"status": status} if status else {})
    names = [name for name in DeliveryTold.model_fields if name != "name"]
    return _told(
        {"name": row.pop("event__name"), **row} for row in found.order_by("-pk").values(*names, "event__name")[:SHOWN]
    )


def replay_dead(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again everything to one address that was given up."""
    _check(request)
    return as_json({"replayed": replay(Webhook.objects.get(pk=pk).deliveries.filter(status=Delivery.Status.DEAD))})


def replay_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message again."""
    _check(request)
    return as_json({"replayed": replay([get_object_or_404(Delivery, pk=pk)])})


def _check(request: HttpRequest, *names: str) -> None:
    require_admin(request.user)  # type: ignore[arg-type]
    only(request, *names)


def _told(some) -> HttpResponse:
    return as_json([{name: plain(value) for name, value in row.items()} for row in some], safe=False)
