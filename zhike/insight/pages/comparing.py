"""Two runs of a measure compared."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhike.insight.models import Run
from zhike.insight.questions.runs import COMPARED, comparable, compare


def compared(request: HttpRequest, measure: str) -> HttpResponse:
    """The last two runs of a measure, or those that the address names: who moved, what grew and what shrank."""
    if measure not in COMPARED:
        raise Http404
    runs = list(comparable(measure))
    right = _asked(request, "right", runs, 0)
    left = _asked(request, "left", runs, 1)
    context = {
        "measure": measure,
        "measures": COMPARED,
        "runs": runs,
        "left": left,
        "right": right,
        "money": measure != "lifecycle",
        "found": compare(left, right, by=request.user) if left and right else None,
    }
    return render(request, "insight/compared.html", context)


def _asked(request: HttpRequest, name: str, runs: list[Run], place: int) -> Run | None:
    number = request.GET.get(name, "")
    found = next((run for run in runs if str(run.pk) == number), None)
    return found or (runs[place] if place < len(runs) else None)
