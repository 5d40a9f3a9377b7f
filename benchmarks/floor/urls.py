"""The pages."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from zhike.customers.models import Customer, Standing
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


urlpatterns = [
    path("customers/", rows),
    path("customers/<int:pk>/", one),
    path("board/", board),
    path("new/", create),
    path("customers/<int:pk>/edit/", change),
]
