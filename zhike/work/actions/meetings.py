"""The verbs of a meeting: invite colleagues, keep the minutes and what follows from them, cancel."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.rights.models import Share
from zhike.work.actions.adding import add_task
from zhike.work.actions.calls import contact_named
from zhike.work.models import Meeting, MeetingStatus, MinuteItem
from zhike.work.rules.minutes import Line, read

Told = dict[str, list[str | None]]


@action(
    Meeting,
    title=gettext_lazy("Invite…"),
    past=gettext_lazy("invited somebody to this meeting"),
    offered=lambda meeting: meeting.status == MeetingStatus.PLANNED,
    labels={"to": gettext_lazy("colleague"), "contact": gettext_lazy("or a contact of the customer")},
)
def invite(meeting: Meeting, *, by, to: Staff = None, contact: str = "") -> Told:  # type: ignore[assignment]
    """A colleague, who then sees the meeting, or somebody of the customer."""
    if (to is None) == (not contact.strip()):
        raise Refusal(_("Name one colleague or one contact."), field="to")
    if to is None:
        person = contact_named(meeting.customer, contact)
        if person and meeting.contacts.filter(pk=person.pk).exists():
            raise Refusal(_("%(name)s is invited already.") % {"name": person}, field="contact")
        meeting.contacts.add(person)
        return {"people": [None, str(person)]}
    if to == meeting.owner or meeting.people.filter(pk=to.pk).exists():
        raise Refusal(_("%(name)s is invited already.") % {"name": to}, field="to")
    meeting.people.add(to)
    seen = {"noun": Meeting._meta.label_lower, "object_id": meeting.pk}
    Share.objects.get_or_create(staff=to, ended_at=None, **seen, defaults={"by": by})
    return {"people": [None, str(to)]}


@action(
    Meeting,
    title=gettext_lazy("Minutes…"),
    past=gettext_lazy("kept the minutes of this meeting"),
    announces="work.minutes_kept",
    offered=lambda meeting: False,  # a page of its own reads the lines first
    labels={"text": gettext_lazy("minutes"), "no_next": gettext_lazy("or: no next step, because")},
)
def keep_minutes(meeting: Meeting, *, by, text: str, no_next: str = "") -> Told:
    """What was said. A line “who: what by when” becomes a task of that person; a line kept before keeps its task."""
    if meeting.status == MeetingStatus.CANCELLED:
        raise Refusal(_("This meeting was cancelled."))
    if not text.strip():
        raise Refusal(_("Write down what was said."), field="text")
    if text.strip() == meeting.minutes:
        raise Refusal(_("These minutes are kept already."), field="text")
    lines = lines_of(text)
    if not any(line.kind == "task" for line in lines) and not no_next.strip():
        raise Refusal(_("No line names who does what by when; add one, or say why nothing comes next."), field="text")
    meeting.minutes, meeting.no_next, meeting.status = text.strip(), no_next.strip()[:120], MeetingStatus.HELD
    meeting.save()
    return _keep_items(meeting, [line for line in lines if line.kind != "said"], by=by)


@action(
    Meeting,
    title=gettext_lazy("Cancel meeting"),
    past=gettext_lazy("cancelled this meeting"),
    offered=lambda meeting: meeting.status == MeetingStatus.PLANNED,
    undo="work.restore",
    rare=True,
)
def call_off(meeting: Meeting, *, by) -> None:
    """It does not take place."""
    if meeting.status != MeetingStatus.PLANNED:
        raise Refusal(_("Only a meeting that is still planned can be cancelled."))
    meeting.status = MeetingStatus.CANCELLED
    meeting.save()


@action(
    Meeting,
    title=gettext_lazy("Plan again"),
    past=gettext_lazy("planned this meeting again"),
    offered=lambda meeting: meeting.status == MeetingStatus.CANCELLED,
)
def restore(meeting: Meeting, *, by) -> None:
    """It takes place after all."""
    if meeting.status != MeetingStatus.CANCELLED:
        raise Refusal(_("This meeting was not cancelled."))
    meeting.status = MeetingStatus.PLANNED
    meeting.save()


def lines_of(text: str) -> list[Line]:
    """What the lines of minutes say, with the people who work here today."""
    people = Staff.objects.working().order_by("pk").values_list("pk", "name")
    return read(text, today=timezone.localdate(), people=people)


def _keep_items(meeting: Meeting, lines: list[Line], *, by) -> Told:
    """The decisions and tasks of the minutes, in their order; what was there before keeps its task."""
    had = {(item.kind, item.text): item.task for item in meeting.items.select_related("task")}
    meeting.items.all().delete()
    about, made = meeting.regarding(by=by), []
    for position, line in enumerate(lines, start=1):
        said = f"{line.name}：{line.text}" if line.kind == "task" else line.text
        task = had.get((line.kind, said[:200]))
        if line.kind == "task" and task is None:
            values = {"title": line.text, "assignee_id": line.who, "due_on": line.due_on, "customer": meeting.customer}
            task = add_task(by=by, regarding=about or meeting, **values)
            made.append(said)
        MinuteItem.objects.create(meeting=meeting, position=position, kind=line.kind, text=said[:200], task=task)
    return {"tasks": [None, "; ".join(made)]} if made else {}
