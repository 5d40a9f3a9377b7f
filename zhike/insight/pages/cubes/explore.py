"""The cube explorer: a question in the address, its answer as a table or a drawing, and both as files."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhike.insight.cubes import members, windows
from zhike.insight.cubes.answering import Asked, asked, known_only, strictly
from zhike.insight.cubes.asking import SHAPES, SHOWS, TOPS, Question
from zhike.insight.cubes.cuts import BUT
from zhike.insight.cubes.declaring import cubes
from zhike.insight.cubes.leafing import leaf
from zhike.insight.cubes.models import SavedCube
from zhike.insight.cubes.picture import NARROW, WIDTH, picture
from zhike.insight.cubes.table import table
from zhike.insight.cubes.wording import BESIDE, certificate, conditions
from zhike.insight.cubes.workbook import write
from zhike.insight.pages.parts import to_begin
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.audit import trace
from zhike.look.saving import to_save

SHAPE_WORDS = {
    "table": gettext_lazy("Table"),
    "bars": gettext_lazy("Bars"),
    "stacked": gettext_lazy("Stacked bars"),
    "lines": pgettext_lazy("cube", "Lines"),
}
SHOW_WORDS = {"value": gettext_lazy("numbers alone"), **BESIDE}


def page(request: HttpRequest) -> HttpResponse:
    """The explorer at a question, or the way to the first facts."""
    by, pick = person(request), request.GET.get("pick", "")
    found = asked(known_only(request.GET), by=by, pick=pick)
    if found.question is None:
        return first(request, by)
    response = render(
        request, "insight/cubes/explore.html", context_of(found, pick=pick, number=request.GET.get("page", "")),
        status=422 if found.refused else 200,
    )  # fmt: skip
    if request.headers.get("HX-Request") and not found.refused and "page" not in request.GET:
        response["HX-Push-Url"] = f"{request.path}?{found.question.address()}"
    return response


def first(request: HttpRequest, by: Staff) -> HttpResponse:
    """The way to the first facts."""
    return render(request, "insight/cubes/first.html", to_begin(by))


def context_of(found: Asked, *, pick: str = "", number: str = "") -> dict[str, Any]:
    """What the page of a question shows."""
    question, store = found.question, found.store
    assert question is not None
    assert store is not None
    context = {
        "question": question,
        "refused": found.refused,
        "address": question.address(),
        "certificate": certificate(question, store),
        "form": form_of(question, calc=found.calc),
        "chips": _chips(question),
        "picking": _picking(question, pick, found.values) if found.values or pick else None,
        "offered": cubes(by=question.by),
    }
    return context | shapes_of(found.answer, number=number) if found.answer else context


def shapes_of(answer: Any, *, width: int = WIDTH, number: str = "") -> dict[str, Any]:
    """An answer in the shape that was asked for: a page of its table; a drawing for this width, and for a phone."""
    if answer.is_empty:
        return {"answer": answer}
    if answer.question.shape == "table":
        page, lines = leaf(answer, number)
        return {"answer": answer, "table": table(answer, lines), "page": page}
    return {"answer": answer, "picture": picture(answer, width=width), "narrow": picture(answer, width=NARROW)}


def workbook_file(request: HttpRequest) -> HttpResponse:
    """The answer as a workbook."""
    answer = strictly(known_only(request.GET), by=person(request))
    file = BytesIO()
    write([answer], file)
    taken_out(answer.question, "xlsx")
    return to_save(file.getvalue(), f"{ascii_name(answer.question)}.xlsx")


def drawing_file(request: HttpRequest) -> HttpResponse:
    """The drawing as a file of its own; shown in a page it becomes a picture in dots."""
    answer = strictly(known_only(request.GET), by=person(request))
    if answer.question.shape == "table":
        answer.question = replace(answer.question, shape="bars")
    context = {"picture": picture(answer), "certificate": certificate(answer.question, answer.store), "alone": True}
    response = render(request, "insight/cubes/picture.svg", context)
    taken_out(answer.question, "svg")
    return to_save(response.content, f"{ascii_name(answer.question)}.svg")


def taken_out(question: Question, kind: str, **told: str) -> None:
    """Leave in the trace who took the answer to which question away as a file."""
    told = {"cube": str(question.cube.label), "filter": question.address(), "file": kind} | told
    trace.record_about(
        SavedCube, "export", by=question.by, changes={name: [None, value] for name, value in told.items()}
    )


def form_of(question: Question, *, calc: list[str] | None = None) -> dict[str, Any]:
    """The choices of the form above an answer, and what is chosen; `calc` are formulas that were not understood."""
    dimensions = list(question.cube.dimensions(question.by).values())
    measures = list(question.cube.measures_of(question.by).values())
    rows = [*question.rows, None, None, None][:3]
    return {
        "dimensions": dimensions,
        "measures": measures,
        "calc": question.state["calc"] if calc is None else calc,
        "rows": rows[: len(question.rows) + 1],
        "windows": windows.WORDS.items(),
        "is_between": question.window.code not in windows.WORDS,
        "shows": [(name, SHOW_WORDS[name]) for name in SHOWS],
        "shapes": [(name, SHAPE_WORDS[name], "?" + question.address(shape=name)) for name in SHAPES],
        "tops": TOPS,
        "swapped": "?" + _swapped(question),
        "slices": [(cut.name, code) for cut in question.cuts for code in cut.codes],
    }


def _swapped(question: Question) -> str:
    """The same with rows and columns swapped; of several rows the first goes across."""
    down = [*(one.name for one in question.columns), *(one.name for one in question.rows[1:])]
    return question.address(rows=[",".join(down) or "-"], columns=[question.rows[0].name if question.rows else "-"])


def _chips(question: Question) -> list[dict[str, str]]:
    """What alone counts, in words, each with the address without it and the one to change it."""
    return [
        {
            "label": str(cut.one.label),
            "words": said,
            "without": "?" + question.address(**{cut.name: None}),
            "change": f"?{question.address()}&pick={cut.one.name}",
        }
        for cut, said in conditions(question)
    ]


def _picking(question: Question, name: str, values: list[Any]) -> dict[str, Any] | None:
    one = question.cube.dimensions(question.by).get(name)
    if one is None:
        return None
    chosen = next((cut.values for cut in question.cuts if cut.name == name), ())
    offered = list(dict.fromkeys([*values, *chosen]))
    words = members.words(one, offered, by=question.by)
    ordered = members.in_order(one, offered, {value: -at for at, value in enumerate(offered)})
    return {
        "dimension": one,
        "values": [(members.code(one, value), words[value], value in chosen) for value in ordered],
        "kept": [(key, code) for key, held in question.state.items() if key.removeprefix(BUT) != name for code in held],
    }


def ascii_name(question: Question) -> str:
    """What a file is called: its cube, where that is plain ASCII."""
    name = str(question.cube.label)
    return name if name.isascii() else "cube"
