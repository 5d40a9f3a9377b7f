"""今日 Today: what I have to do in order of what is at stake, and who is slipping away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhike.work import day
from zhike.work.day.own import count_done
from zhike.work.phrasing import SNOOZES


def today_page(request: HttpRequest) -> HttpResponse:
    """The page a day begins with; htmx asks for the list alone after one thing is done."""
    by, now = request.user, timezone.localdate()
    by_time = request.GET.get("by") == "time"
    done = count_done(by=by, today=now)
    context: dict[str, Any] = {
        "today": now,
        "day": day.my_day(by=by, today=now, done=done, by_time=by_time),
        "by_time": by_time,
        "snoozes": SNOOZES,
        "here": request.get_full_path(),
    }
    if request.headers.get("HX-Target") == "tasks":
        return render(request, "work/day_list.html", context | {"count": day.count_due(by)})
    return render(request, "work/today.html", {**context, "slipping": day.slipping(by=by)})
