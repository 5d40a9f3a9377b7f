"""The calendar of a person or a team: tasks, visits and meetings by month, week and day, moved by hand with undo."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime, make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.kit import writing
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.access.rows import may, rows
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_named
from zhike.kit.surfaces.forms import next_page
from zhike.kit.surfaces.moving import Outcome
from zhike.look.format import short_date
from zhike.work.calendars.entries import MOVED, Entry, entries
from zhike.work.calendars.spans import KINDS, Span, asked, span
from zhike.work.models import SpecialDay, work_calendar
from zhike.work.rules import chinese
from zhike.work.rules.working import WorkCalendar

LAST_MONTH = 12
SHOWN = {"month": 4, "week": 40, "day": 200}


@dataclass(frozen=True)
class Day:
    """One day of the page, the first of what stands on it and how much more there is."""

    day: date
    entries: list[Entry]
    more: int
    is_today: bool
    is_beside: bool
    said: chinese.Special | None

    @property
    def lunar(self) -> str:
        """The day of the Chinese calendar: in its own signs, or in other languages as month and day."""
        found = chinese.lunar(self.day)
        return "" if found is None else found.signs if _is_chinese() else f"{found.month}/{found.day}"

    @property
    def special(self) -> tuple[str, bool] | None:
        """The holiday that a day is off or worked for, and whether it is off."""
        one = self.said
        return (one.chinese if _is_chinese() else one.english, one.is_off) if one else None


def calendar_page(request: HttpRequest) -> HttpResponse:
    """One's own calendar; who answers for a team may look at that of anybody in it, or of all."""
    by, today = person(request), timezone.localdate()
    shown = asked(request.GET.dict(), today=today)
    team = list(colleagues(by))
    who = request.GET.get("who", "")
    people = team if who == "team" else [one for one in team if str(one.pk) == who] or [by]
    calendar = work_calendar()
    found = entries(people, by=by, first=shown.days[0], last=shown.days[-1])
    rest = {"who": who} if who else {}
    context = {
        "span": shown,
        "days": _days(shown, found, today, calendar),
        "unknown": next((year for year in _asked_years(shown, today) if not calendar.knows(year)), None),
        "may_say": may(by, "create", SpecialDay),
        "weekdays": shown.days[:7] if shown.kind != "day" else [],
        "links": {name: _link(one, rest) for name, one in _beside(shown, today).items()},
        "kinds": [(kind, word, _link(span(kind, _here(shown, today)), rest)) for kind, word in _kinds()],
        "team": team if len(team) > 1 else [],
        "who": who,
        "is_team": len(people) > 1,
        "address": request.GET.urlencode(),
    }
    return render(request, "work/calendar.html", context)


def colleagues(by: Staff) -> Any:
    """Those whose calendars somebody may look at: themselves, and of a team they answer for everybody."""
    everybody = Staff.objects.working()
    if by.role == Role.ADMIN:
        return everybody
    return everybody.filter(team__in=by.team_ids) if by.is_at_least(Role.MANAGER) else [by]


@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put one thing on another day, at the same time of the day. The answer is the entry as it is now, and a toast."""
    entity = entity_named(slug)
    if entity is None or slug not in MOVED:
        raise Http404
    row: Any = rows(entity.model, by=request.user).get(pk=pk)
    outcome = _moved(row, MOVED[slug], request.POST, by=request.user)
    now = next(iter(_entry(row.fresh(), slug)), None)
    if "HX-Request" in request.headers:
        context = {"entry": now, "outcome": outcome, "place": now and now.day.isoformat()}
        return render(request, "work/calendar_moved.html", context, status=422 if outcome.is_refused else 200)
    return redirect(next_page(request, otherwise=reverse("work:calendar")))


def _moved(row: Any, name: str, said: Any, *, by: Any) -> Outcome:
    before = getattr(row, name)
    was = localtime(before).date() if isinstance(before, datetime) else before
    try:
        day = date.fromisoformat(said.get("to", ""))
        value = make_aware(datetime.combine(day, localtime(before).time())) if isinstance(before, datetime) else day
        version = int(said["version"]) if str(said.get("version", "")).isdecimal() else None
        changed: Any = writing.change(row, by=by, values={name: value}, version=version)
    except ValueError:
        return Outcome(_("“%(day)s” is no day of a calendar.") % {"day": said.get("to", "")[:20]}, is_refused=True)
    except Refusal as refusal:
        return Outcome(str(refusal), is_refused=True)
    sentence = _("“%(title)s” is on %(day)s now.") % {
        "title": changed,
        "day": short_date(day, today=timezone.localdate()),
    }
    slug = next(slug for slug, field in MOVED.items() if field == name)
    values = {"to": was.isoformat() if was else "", "version": changed.version}
    return Outcome(sentence, undo=reverse("work:calendar-move", args=[slug, row.pk]), values=values)


def _entry(row: Any, slug: str) -> list[Entry]:
    """The row as it stands in a calendar."""
    value = getattr(row, MOVED[slug])
    at = value if isinstance(value, datetime) and not getattr(row, "is_all_day", False) else None
    day = localtime(value).date() if isinstance(value, datetime) else value
    kind = {"tasks": "call" if getattr(row, "kind", "") == "call" else "task"}.get(slug, slug[:-1])
    return [Entry(slug, row, day, kind, at)] if day else []


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _asked_years(shown: Span, today: date) -> list[int]:
    """The years whose holidays matter here: those looked at, and in December the one to come."""
    coming = [today.year + 1] if today.month == LAST_MONTH else []
    return sorted({day.year for day in shown.days if day >= today} | set(coming))


def _days(shown: Span, found: list[Entry], today: date, calendar: WorkCalendar) -> list[Day]:
    most = SHOWN[shown.kind]
    by_day: dict[date, list[Entry]] = {}
    for entry in found:
        by_day.setdefault(entry.day, []).append(entry)
    return [
        Day(
            day,
            by_day.get(day, [])[:most],
            max(len(by_day.get(day, [])) - most, 0),
            day == today,
            shown.kind == "month" and day.month != shown.first.month,
            calendar.special(day),
        )
        for day in shown.days
    ]


def _beside(shown: Span, today: date) -> dict[str, Span]:
    return {"back": shown.beside(-1), "on": shown.beside(1), "now": span(shown.kind, today)}


def _here(shown: Span, today: date) -> date:
    return today if today in shown.days else shown.first


def _kinds() -> list[tuple[str, str]]:
    return list(zip(KINDS, (_("By month"), _("By week"), _("By day")), strict=True))


def _link(one: Span, rest: dict[str, str]) -> str:
    return f"?{one.said}" + (f"&{urlencode(rest)}" if rest else "")
