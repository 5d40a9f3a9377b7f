"""The pictures of insight as pages: the charts, the customers behind them, and the tables as a workbook."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhike.insight import jobs
from zhike.insight.actions import may_draft
from zhike.insight.computing import kept
from zhike.insight.models import Run
from zhike.insight.pages.certificates import certificate, parameters
from zhike.insight.pages.parts import import_url, may_compute
from zhike.insight.pictures import PICTURES
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture
from zhike.insight.pictures.seen import Seen
from zhike.insight.pictures.workbook import write
from zhike.insight.reach import hidden_words, knows_amounts, require_amounts
from zhike.insight.words import RULED
from zhike.kit.access.person import person
from zhike.kit.refusal import NotAllowed
from zhike.look.saving import to_save

SHOWN = 50


def pictures(request: HttpRequest) -> HttpResponse:
    """All pictures with what each tells, those that the reader may open first."""
    return render(request, "insight/pictures.html", offered(request.user))


def offered(by: Any) -> dict[str, Any]:
    """The pictures whose amounts somebody may know, and those that their role shuts."""
    shut = [one for one in PICTURES.values() if not knows_amounts(by, one.amounts_of)]
    return {"pictures": [one for one in PICTURES.values() if one not in shut], "shut": shut}


def picture(request: HttpRequest, name: str) -> HttpResponse:
    """One picture: charts first, how to read them, the figures and the certificate a click behind."""
    found = _picture(name)
    context: dict[str, Any] = {
        "picture": found,
        **offered(request.user),
        "may_compute": may_compute(request.user),
        "ruled": name in RULED and may_draft(person(request)),
    }
    if found in context["shut"]:
        context["hidden"] = hidden_words(request.user, found.amounts_of)
        return render(request, "insight/picture.html", context, status=403)
    run = kept.newest(name)
    context |= {"failed": _failed_since(name, run), "import_url": import_url()}
    if run is None or not found.can_draw(run):
        return render(request, "insight/picture.html", context | {"outdated": run, "under_way": jobs.under_way()})
    seen = Seen(run, by=request.user, choice=request.GET.get("of", ""))
    partly = found.groups is not None and not seen.whole
    context |= {
        "run": run,
        "parameters": parameters(run, by=request.user),
        "closed": _closed(found, seen),
        "partly": partly,
    }
    if not context["closed"]:
        context["cards"] = found.build(seen)
        context |= {"choice": seen.choice, "choices": found.choices(seen) if found.choices else []}
        context["may_tell_market"] = name == "churn" and may_draft(person(request))
        context["may_aim"] = name == "loyalty" and may_draft(person(request))
    return render(request, "insight/picture.html", context)


def workbook_file(request: HttpRequest, name: str) -> HttpResponse:
    """The tables of a picture as XLSX."""
    found, seen = _open(name, by=request.user)
    seen.choice = request.GET.get("of", "")
    return a_workbook(str(found.title), found.build(seen), seen.run, by=request.user)


def a_workbook(title: str, cards: Sequence[Card], run: Run, *, by: Any) -> HttpResponse:
    """The tables of some cards as a file, with the certificate of their run."""
    file = BytesIO()
    write(title, cards, certificate(run, by=by), file)
    return to_save(file.getvalue(), f"{run.measure}-{run.as_of.isoformat()}.xlsx")


def customers(request: HttpRequest, name: str) -> HttpResponse:
    """The customers of one group of a picture, those in sight, the greatest first."""
    found, seen = _open(name, by=request.user)
    group = request.GET.get("group", "")
    if found.groups is None or not group:
        raise Http404
    inside = _inside(seen, found.groups, group)
    page = Paginator(inside, SHOWN).get_page(request.GET.get("page"))
    rows = inside.slice(page.start_index() - 1 if inside.num_rows else 0, SHOWN).to_pylist()
    people = seen.owned([int(row[found.groups.key]) for row in rows])
    rows = [row | {"pk": int(row[found.groups.key])} for row in rows if int(row[found.groups.key]) in people]
    rows = found.groups.told(seen, rows) if found.groups.told else rows
    rows = [row | people[row["pk"]] for row in rows]
    owner = (Column("owner", _("Owner")),) if any(one["owner"] for one in people.values()) else ()
    figures = Figures("", (*found.groups.columns, *owner), rows)
    heads = [head for head, _right in figures.heads]
    shown = [
        (row["pk"], row["customer"], [(head, *cell) for head, cell in zip(heads, cells, strict=True)])
        for row, (_to, cells) in zip(rows, figures.shown, strict=True)
    ]
    words = found.groups.words(seen, group)
    context: dict[str, Any] = {"partly": not seen.whole}
    context |= {"picture": found, "words": words, "page": page, "heads": figures.heads, "rows": shown, "run": seen.run}
    return render(request, "insight/picture_customers.html", context)


def _failed_since(name: str, run: Run | None) -> Run | None:
    """The newest computation of a measure where it failed and none has come to an end since."""
    failed = Run.objects.filter(measure=name, status=Run.Status.FAILED).order_by("-id").first()
    return failed if failed and (run is None or failed.pk > run.pk) else None


def _picture(name: str) -> Picture:
    if name not in PICTURES:
        raise Http404
    return PICTURES[name]


def _open(name: str, *, by: Any) -> tuple[Picture, Seen]:
    """A picture and its newest run. Raises Http404 before the first, Refusal for who may not see it."""
    found, run = _picture(name), kept.newest(name)
    require_amounts(by, found.amounts_of)
    if run is None or not found.can_draw(run):
        raise Http404
    seen = Seen(run, by=by)
    if _closed(found, seen):
        raise NotAllowed
    return found, seen


def _closed(found: Picture, seen: Seen) -> bool:
    """Whether a picture is about more than its reader answers for."""
    return found.groups is None and not seen.answers_for_the_firm


def _inside(seen: Seen, groups: Groups, group: str) -> pa.Table:
    """The rows of one group about customers in sight, the greatest first figure first. Raises Http404 for no group."""
    table = seen.own(groups.table, groups.key)
    if groups.within is not None:
        chosen = groups.within(seen.run, table, group)
        if chosen is None:
            raise Http404
    else:
        chosen = pc.equal(table[groups.group].cast(pa.string()), group)
    order = [(groups.columns[0].name, "descending"), (groups.key, "ascending")]
    inside: pa.Table = table.filter(chosen)
    return inside.take(pc.sort_indices(inside, sort_keys=order))
