"""A sealed value in full."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from zhike.custom.revealing import reveal
from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.surfaces.routes import of_entity

app_name = "custom"


@require_POST
def sealed(request: HttpRequest, entity: Entity, pk: int, name: str) -> HttpResponse:
    """One value in full, for a reason; the trace says who looked."""
    by = person(request)
    row = rows(entity.model, by=by).get(pk=pk)
    value = reveal(row, by=by, name=name, reason=request.POST.get("reason", ""))
    return HttpResponse(format_html('<span class="val whole">{}</span>', value))


urlpatterns = [path("<slug:slug>/<int:pk>/sealed/<slug:name>/", of_entity(sealed), name="sealed")]
