"""Two runs of a measure compared, and the customers behind each figure of the comparison."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhike.customers.figures import NAMES
from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer
from zhike.insight.models import Run
from zhike.insight.questions.comparing import COMPARED, is_told_to, told_to
from zhike.insight.questions.runs import WAYS, comparable, compare, who
from zhike.insight.words import EXPLAINED, kind_of
from zhike.kit.access.rows import rows

SHOWN = 50


def compared(request: HttpRequest, measure: str) -> HttpResponse:
    """The last two runs of a measure, or those that the address names: who moved, what grew and what shrank."""
    context = _runs(request, measure)
    left, right = context["left"], context["right"]
    context["measures"] = [name for name in COMPARED if is_told_to(request.user, name)]
    context |= {"unit": context["told"].unit, "number": number_words(context["told"].number)}
    context["found"] = compare(left, right, by=request.user) if left and right else None
    return render(request, "insight/compared.html", context)


def number_words(number: str) -> Any:
    """What the number that two runs are compared by is called; empty where it is no figure of a customer."""
    return NAMES.get(number) or (KINDS[number].label if number in KINDS else "")


def compared_customers(request: HttpRequest, measure: str) -> HttpResponse:
    """Who stands behind a figure: those whose number went one way, or who went from one place to another."""
    context = _runs(request, measure)
    way, was, now = (request.GET.get(name, "")[:40] for name in ("way", "was", "now"))
    if way and way not in WAYS:
        raise Http404
    if not (context["left"] and context["right"]):
        return compared(request, measure)
    found = who(context["left"], context["right"], by=request.user, way=way, was=was, now=now)
    said = compare(context["left"], context["right"], by=request.user)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    keys = [row["customer_id"] for row in page]
    names = dict(rows(Customer, by=request.user).filter(pk__in=keys).values_list("pk", "name"))
    context |= {
        "way": way,
        "was": said.place(was),
        "now": said.place(now),
        "page": page,
        "lines": [
            row
            | {"name": names[row["customer_id"]], "change": row["after"] - row["before"]}
            | {"from": said.place(row["was"]), "to": said.place(row["now"])}
            for row in page
            if row["customer_id"] in names
        ],
        "kind": kind_of(measure) if measure in EXPLAINED else "",
    }
    return render(request, "insight/compared_customers.html", context)


def _runs(request: HttpRequest, measure: str) -> dict[str, Any]:
    """The two runs that the address names, else the last two. Raises Http404 for a run that there is not, Refusal for a
    measure of which the reader may know nothing.
    """
    if measure not in COMPARED:
        raise Http404
    told = told_to(request.user, measure)
    runs = list(comparable(measure))
    left, right = _asked(request, "left", runs, 1), _asked(request, "right", runs, 0)
    return {"measure": measure, "runs": runs, "left": left, "right": right, "told": told, "each": told.each}


def _asked(request: HttpRequest, name: str, runs: list[Run], at: int) -> Run | None:
    number = request.GET.get(name, "")
    if not number:
        return runs[at] if at < len(runs) else None
    found = next((run for run in runs if str(run.pk) == number), None)
    if found is None:
        raise Http404
    return found
