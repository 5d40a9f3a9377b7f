"""Tasks, calls, visits, meetings."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.cast.customers import a_customer
from tests.cast.people import SHANGHAI
from zhike.kit.access.models import Staff
from zhike.kit.search import index
from zhike.work.models import Call, Meeting, Recurrence, SpecialDay, Status, Task, Visit


def a_task(*, owner: Staff | None = None, **fields: Any) -> Task:
    """A call to make by the thirteenth of March, on a customer of the one who has to make it."""
    basics = {"title": "Call about the kettle", "due_on": date(2026, 3, 13), "assignee": owner}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    task = Task.objects.create(**basics | fields)
    index([task])
    return task


def a_finished_task(**fields: Any) -> Task:
    return a_task(status=Status.DONE, done_at=datetime(2026, 3, 11, 9, 0, tzinfo=SHANGHAI), **fields)


def a_repeated_task(*, owner: Staff | None = None, **fields: Any) -> Task:
    """A call to make every Friday until the thirteenth of March 2099."""
    series = {"rule": "FREQ=WEEKLY;BYDAY=FR;UNTIL=20990313", "starts_on": date(2026, 3, 13)}
    basics = {"title": "Call about the kettle", "assignee": owner}
    customer = fields.pop("customer", None) or a_customer(owner=owner)
    recurrence = Recurrence.objects.create(customer=customer, **series | basics)
    return a_task(owner=owner, customer=customer, recurrence=recurrence, slot=date(2026, 3, 13), **fields)


def a_call(*, owner: Staff | None = None, **fields: Any) -> Call:
    """Four minutes on the eleventh of March with a customer of whoever called."""
    basics = {"title": "Spoke about the kettle", "result": "reached", "owner": owner, "seconds": 240}
    basics |= {"started_at": datetime(2026, 3, 11, 9, 30, tzinfo=SHANGHAI), "no_next": "Nothing is open."}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    call = Call.objects.create(**basics | fields)
    index([call])
    return call


def a_visit(*, owner: Staff | None = None, **fields: Any) -> Visit:
    """Planned for two o'clock on the thirteenth of March."""
    basics = {"purpose": "Taste the spring tea", "place": "Hangzhou", "owner": owner, "summary": "They like it."}
    basics |= {"planned_at": datetime(2026, 3, 13, 14, 0, tzinfo=SHANGHAI), "result": "good"}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    visit = Visit.objects.create(**basics | fields)
    index([visit])
    return visit


def a_visit_begun(**fields: Any) -> Visit:
    """Somebody arrived at two o'clock."""
    return a_visit(status="there", checked_in_at=datetime(2026, 3, 13, 14, 2, tzinfo=SHANGHAI), **fields)


def a_meeting(*, owner: Staff | None = None, **fields: Any) -> Meeting:
    """An hour on the thirteenth of March, from ten on."""
    basics = {"title": "Plan the year", "place": "Our office", "agenda": "Prices", "owner": owner}
    basics |= {"starts_at": datetime(2026, 3, 13, 10, tzinfo=SHANGHAI)}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    meeting = Meeting.objects.create(**basics | fields)
    index([meeting])
    return meeting


def a_special_day(starts_on: date = date(2026, 3, 27), **fields: Any) -> SpecialDay:
    """The firm makes a trip on a Friday."""
    day = SpecialDay.objects.create(**{"name": "Outing", "kind": "off", "starts_on": starts_on} | fields)
    index([day])
    return day


@pytest.fixture
def task(ana, teahouse) -> Task:
    return a_task(owner=ana, customer=teahouse)
