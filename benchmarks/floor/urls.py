"""The pages."""

from django.db import transaction
from django.db.models import Count, F, Prefetch, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone

from zhike.customers.models import Customer, Standing
from zhike.deals.models import Deal, Stage, StageMove
from zhike.sales.models import Order

SIZE = 50
BELIEVED = Prefetch("standings", Standing.objects.filter(until=None), to_attr="now")


def rows(request: HttpRequest) -> HttpResponse:
    """A list with its count: `sort`, `offset`, `owner`, `tier`, `q`."""
    asked, found = request.GET, Customer.objects.all()
    if "owner" in asked:
        found = found.filter(owner=asked["owner"])
    if "tier" in asked:
        found = found.filter(standings__kind="tier", standings__value=asked["tier"], standings__until=None)
    if "q" in asked:
        found = found.filter(name__icontains=asked["q"])
    count, offset = found.count(), int(asked.get("offset", 0))
    found = found.select_related("owner").prefetch_related(BELIEVED).order_by(asked.get("sort", "name_sort"), "pk")
    return render(request, "list.html", {"rows": found[offset : offset + SIZE], "count": count})


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A customer with what belongs to it."""
    row = get_object_or_404(Customer.objects.select_related("owner").prefetch_related(BELIEVED), pk=pk)
    orders = Order.objects.filter(customer=row).order_by("-placed_at")[:30]
    return render(request, "one.html", {"row": row, "orders": orders, "points": row.contact_points.all()})


def board(request: HttpRequest) -> HttpResponse:
    """The first cards of every column, with its count."""
    kinds = Customer._meta.get_field("kind").choices
    columns = [(word, Customer.objects.filter(kind=kind)) for kind, word in kinds]
    told = [(word, found.count(), found.select_related("owner").order_by("name_sort")[:20]) for word, found in columns]
    return render(request, "board.html", {"columns": told})


def create(request: HttpRequest) -> HttpResponse:
    """Make a customer from what was posted."""
    row = Customer.objects.create(name=request.POST["name"], kind="enterprise", city=request.POST.get("city", ""))
    return HttpResponse(row.pk, status=201)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a customer again."""
    row = get_object_or_404(Customer, pk=pk)
    row.city = request.POST["city"]
    row.save()
    return HttpResponse(row.version)


def deals(request: HttpRequest) -> HttpResponse:
    """A list of deals with its count, of a status or all."""
    found = Deal.objects.filter(**request.GET.dict()).select_related("customer", "stage", "owner")
    return render(request, "deals.html", {"rows": found.order_by("-stage_since", "-pk")[:SIZE], "count": found.count()})


def deals_board(request: HttpRequest) -> HttpResponse:
    """The first cards of every stage, with count and sum."""
    asked = request.GET.dict()
    stages = Stage.objects.filter(pipeline=asked["pipeline"]).order_by("position")
    told = []
    for stage in stages:
        found = Deal.objects.filter(**asked, stage=stage)
        cards = found.select_related("customer", "owner", "stage").order_by("-stage_since", "-pk")[:20]
        told.append((stage, found.aggregate(n=Count("pk"), total=Sum("weighted")), cards))
    return render(request, "deals_board.html", {"columns": told})


def deals_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a deal into another stage and keep the step."""
    with transaction.atomic():
        deal = Deal.objects.select_for_update(of=("self",)).get(pk=pk)
        stage = Stage.objects.get(pk=request.POST["to"])
        StageMove.objects.create(deal=deal, left=deal.stage, entered=stage, at=timezone.now(), days=0)
        Deal.objects.filter(pk=pk).update(stage=stage, stage_since=timezone.localdate(), version=F("version") + 1)
    return HttpResponse(stage.name)


urlpatterns = [
    path("deals/", deals),
    path("deals/board/", deals_board),
    path("deals/<int:pk>/move/", deals_move),
    path("customers/", rows),
    path("customers/<int:pk>/", one),
    path("board/", board),
    path("new/", create),
    path("customers/<int:pk>/edit/", change),
]
