"""Reports: made, changed, paused; sent when they are due, each recipient the numbers of their own rights."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zhike.insight.cubes import reach
from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.answering import strictly
from zhike.insight.cubes.models import Dashboard, Report, SavedCube, Sending
from zhike.insight.cubes.paper import paper
from zhike.insight.cubes.wording import shown
from zhike.insight.cubes.workbook import write
from zhike.kit.access.models import Staff
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.look.saving import MEDIA
from zhike.notices import sending


def schedule(
    *, by: Staff, to: Any, cube: SavedCube | None = None, dashboard: Dashboard | None = None, **when: Any
) -> Report:
    """Let a saved cube or a dashboard be mailed; `when` is rhythm, day and hour."""
    with one_act():
        report = Report(cube=cube, dashboard=dashboard, made_by=by, **when)
        report.next_at = report.following(timezone.now())
        report.full_clean()
        report.save()
        return _addressed(report, to, by=by, verb="create")


def reschedule(pk: int, *, by: Staff, to: Any = None, **values: Any) -> Report:
    """Say anew when, to whom, or whether at all."""
    with one_act():
        report = reach.own_report(pk, by=by)
        before = trace.snapshot(report)
        for name, value in values.items():
            setattr(report, name, value)
        report.next_at = report.following(timezone.now())
        report.full_clean()
        report.save()
        if to is not None:
            return _addressed(report, to, by=by, verb="change")
        trace.record("change", report, by=by, changes=trace.difference(before, trace.snapshot(report)))
        return report


def has_mail() -> bool:
    """Whether a mail server is set up."""
    return bool(settings.EMAIL_HOST)


def require_mail() -> None:
    """Refuse where nothing can be sent."""
    if not has_mail():
        raise Refusal(_("No mail server is set up. An administrator sets ZHIKE_SMTP_URL."))


def send(one: Sending) -> None:
    """Mail a report to one person: read with their rights and in their language. Errors of the mail server go on."""
    to, report = one.to, one.report
    with translation.override(to.language):
        try:
            require_mail()
            answers, refused = _answers(report, to)
        except Refusal as refusal:
            one.refused = str(refusal)[:300]
            one.save()
            return
        text, files = _mail(report, to, answers, refused)
        sending.post(to, _in_a_line(report), text, files=files)
    one.sent_at, one.refused = timezone.now(), ""
    one.save()


def _answers(report: Report, to: Staff) -> tuple[list[tuple[str, Answer]], list[tuple[str, str]]]:
    """What each cube answers to one person, and why others do not. Raises Refusal where none answers."""
    if not (to.is_active and to.email):
        raise Refusal(_("This account is not at work any more, or has no e-mail."))
    answers, refused = [], []
    for cube in _cubes(report):
        try:
            answers.append((cube.name, strictly(QueryDict(cube.state), by=to)))
        except Refusal as refusal:
            refused.append((cube.name, str(refusal)))
    if not answers:
        raise Refusal(refused[0][1])
    return answers, refused


def _cubes(report: Report) -> list[SavedCube]:
    """The saved cubes that are mailed. Raises Refusal where none is left."""
    board = report.dashboard
    if report.cube:
        cubes = [report.cube]
    else:
        cubes = [tile.cube for tile in board.tiles.select_related("cube")] if board and not board.deleted_at else []
    cubes = [cube for cube in cubes if cube.deleted_at is None]
    if not cubes:
        raise Refusal(_("What this report shows was deleted."))
    return cubes


def _mail(
    report: Report, to: Staff, told: list[tuple[str, Answer]], refused: list[tuple[str, str]]
) -> tuple[str, list[tuple[str, bytes, str]]]:
    book, titles, answers = BytesIO(), [title for title, _answer in told], [found for _title, found in told]
    write(answers, book, titles=titles)
    name = f"{_in_a_line(report)}-{timezone.localdate().isoformat()}".replace("/", "-")
    files = [
        (f"{name}.xlsx", book.getvalue(), MEDIA["xlsx"]),
        (f"{name}.pdf", paper(answers, titles=titles, heading=str(report)), "application/pdf"),
    ]
    lines = [*((title, _headline(found)) for title, found in told), *refused]
    context = {"report": report, "lines": lines, "to": to, "site": settings.SITE_URL}
    return render_to_string("insight/cubes/report.txt", context), files


def _in_a_line(report: Report) -> str:
    """What a report is called, as a subject and a file can be called."""
    return " ".join(str(report).split())


def _headline(found: Answer) -> str:
    """The totals of an answer in a line."""
    from_all = [(one.label, shown(one, found.value(one, found.total))) for one in found.question.measures]
    return " · ".join(f"{label} {value}" for label, value in from_all)


def _addressed(report: Report, to: Any, *, by: Staff, verb: str) -> Report:
    people = list(to)
    if not people:
        raise Refusal(_("Choose at least one colleague."), field="to")
    if unreached := [person.name for person in people if not person.email]:
        raise Refusal(_("%(names)s: no e-mail is known.") % {"names": ", ".join(unreached)}, field="to")
    report.to.set(people)
    names = ", ".join(sorted(person.name for person in people))
    trace.record(verb, report, by=by, changes={"to": [None, names], "rhythm": [None, report.rhythm]})
    return report
