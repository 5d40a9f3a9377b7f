"""Dashboards: saved cubes beside each other, each with the numbers of who looks."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.insight.cubes import keeping, reach
from zhike.insight.cubes.answering import asked
from zhike.insight.cubes.models import Dashboard, SavedCube, Tile, Width
from zhike.insight.cubes.picture import HALF, NARROW, WIDTH
from zhike.insight.cubes.wording import certificate
from zhike.insight.pages.cubes.explore import shapes_of
from zhike.insight.pages.cubes.kept import KeepForm
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse

#: How wide the drawing of a tile is, by how wide the tile is.
WIDTHS: dict[int, int] = {Width.THIRD: NARROW, Width.HALF: HALF, Width.WHOLE: WIDTH}


def boards(request: HttpRequest) -> HttpResponse:
    """Every dashboard, saved cube and report one sees."""
    by = person(request)
    context = {
        "dashboards": reach.seen(Dashboard, by=by).prefetch_related("tiles").select_related("made_by", "team"),
        "cubes": reach.seen(SavedCube, by=by).select_related("made_by", "team"),
        "reports": reach.reports(by=by).prefetch_related("to"),
    }
    return render(request, "insight/cubes/boards.html", context)


def new_board(request: HttpRequest) -> HttpResponse:
    """Make a dashboard."""
    by = person(request)
    form = KeepForm(request.POST or None, by=by, initial={"team": by.team_id})
    if form.is_bound and form.is_valid():
        try:
            return redirect("insight:dashboard", keeping.make(by=by, **form.cleaned_data).pk)
        except Refusal as refusal:
            refuse(form, refusal)
    context = {"form": form, "title": _("New dashboard")}
    return render(request, "insight/cubes/form.html", context, status=422 if form.is_bound else 200)


def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The tiles of a dashboard; each is fetched by itself, so that the first is there at once."""
    by = person(request)
    kept = reach.seen(Dashboard, by=by).get(pk=pk)
    context = {
        "board": kept,
        "tiles": list(kept.tiles.select_related("cube")),
        "may_change": reach.may_change(kept, by=by),
        "widths": Width.choices,
        "editing": "edit" in request.GET and reach.may_change(kept, by=by),
        "cubes": reach.seen(SavedCube, by=by),
    }
    return render(request, "insight/cubes/board.html", context)


def tile(request: HttpRequest, pk: int, tile: int) -> HttpResponse:
    """One tile: the numbers behind a saved cube, of who looks."""
    by = person(request)
    kept = reach.seen(Dashboard, by=by).get(pk=pk)
    one = Tile.objects.select_related("cube").get(dashboard=kept, pk=tile)
    return render(request, "insight/cubes/tile.html", {"tile": one, **_shown(one, by)})


@require_POST
def change_tiles(request: HttpRequest, pk: int, act: str, tile: int = 0) -> HttpResponse:
    """Put a cube on a dashboard, move it, give it another width, take it off."""
    by = person(request)
    if act == "put":
        keeping.put(pk, by=by, cube=_number(request.POST.get("cube")))
    elif act in ("left", "right"):
        keeping.move(pk, tile, by=by, step=1 if act == "right" else -1)
    elif act == "width":
        keeping.widen(pk, tile, by=by, width=_number(request.POST.get("width")))
    elif act == "off":
        keeping.remove(pk, tile, by=by)
    else:
        raise Http404
    return redirect(f"{reverse('insight:dashboard', args=[pk])}?edit")


def _shown(one: Tile, by: Staff) -> dict[str, Any]:
    if one.cube.deleted_at:
        return {"refused": _("This saved cube was deleted.")}
    found = asked(QueryDict(one.cube.state), by=by)
    if found.answer is None or found.store is None:
        return {"refused": found.refused or _("Nothing was computed yet. A manager can import orders and start it.")}
    question = found.answer.question
    return {
        "question": question,
        "certificate": certificate(question, found.store),
        **shapes_of(found.answer, width=WIDTHS[one.width]),
    }


def _number(said: Any) -> int:
    if not (said and said.isascii() and said.isdigit() and len(said) < 19):
        raise Refusal(_("Choose one of the list."), field="cube")
    return int(said)
