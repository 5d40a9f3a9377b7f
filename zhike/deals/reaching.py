"""The stages that deals came to or past, as a page shows what a figure of them counts."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from zhike.deals.models import Deal
from zhike.deals.stepping import SHOWN, asked_day, asked_deals

BECAME = (("on", _("Went on")), ("lost", _("Lost there")), ("here", _("Still there")))
TOLD = """
    d.id as deal_id, s.name as stage, w.days,
    case when d.status = 'won' or w.far > s.position then 'on' when d.status = 'lost' then 'lost' else 'here' end
    as became
"""
FOUND = """
    from deals_deal d
    join deals_stage now on now.id = d.stage_id
    join deals_stage s on s.pipeline_id = d.pipeline_id and s.kind = 'open'
    cross join lateral (
        select greatest(
                   coalesce(max(l.position) filter (where l.kind = 'open' and l.pipeline_id = d.pipeline_id), 0),
                   case when d.status = 'open' then now.position else 0 end
               ) as far,
               sum(m.days) filter (where m.left_id = s.id) as days
        from deals_stagemove m
        join deals_stage l on l.id = m.left_id
        where m.deal_id = d.id and not m.is_undo
    ) w
    where (d.status = 'won' or w.far >= s.position)
"""


@dataclass(frozen=True)
class Reached:
    """A deal in a stage that it came to: what became of it there, and for how many days it stood in it."""

    deal: Deal
    stage: str
    became: Any
    days: int | None


def reached_page(request: HttpRequest) -> HttpResponse:
    """Stages and what became of deals in them, of those that a filter names and that were opened in a span of days."""
    asked, deals = request.GET, asked_deals(request)
    since, until = (asked_day(asked.get(name, "")) for name in ("since", "until"))
    deals = deals.filter(opened_on__gte=since) if since else deals
    deals = deals.filter(opened_on__lte=until) if until else deals
    stages, became = asked.getlist("stage"), asked.getlist("became")
    found = _found(deals, stages, became)
    words = [*stages, *(str(word) for code, word in BECAME if code in became)]
    context = {"reached": _rows(found[:SHOWN]), "count": len(found), "left_out": max(len(found) - SHOWN, 0)}
    context |= {"since": since, "until": until, "words": "、".join(words)}
    return render(request, "deals/reached.html", context)


def _found(deals: QuerySet[Deal], stages: list[str], became: list[str]) -> list[tuple[int, str, str, int | None]]:
    """Deal, stage, what became of it and days; the deals opened last come first."""
    keys, given = deals.values("pk").order_by().query.sql_with_params()
    told = f"select {TOLD}, d.opened_on, s.position {FOUND} and d.id in ({keys})"
    asked = (*given, not stages, stages, not became, became)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select deal_id, stage, became, days from ({told}) r"  # noqa: S608
            " where (%s or stage = any(%s)) and (%s or became = any(%s))"
            " order by opened_on desc, deal_id desc, position",
            asked,
        )
        return cursor.fetchall()


def _rows(found: list[tuple[int, str, str, int | None]]) -> list[Reached]:
    deals = Deal.objects.select_related("customer", "owner").in_bulk([key for key, *_told in found])
    words = dict(BECAME)
    return [Reached(deals[key], stage, words[became], days) for key, stage, became, days in found]
