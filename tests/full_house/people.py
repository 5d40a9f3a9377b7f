"""A customer with all it can be connected with, how it is reached, and what is done about it."""

from datetime import timedelta

from django.utils import timezone

from tests.cast import (
    a_call,
    a_customer,
    a_finished_task,
    a_meeting,
    a_task,
    a_visit,
)
from zhike.customers.models import Contact, ContactPoint, Customer, Household
from zhike.kit.access.models import Staff
from zhike.work.models import Priority


def place_customer(reader: Staff, words: dict[str, str]) -> Customer:
    where = {"region": words["region"], "city": words["city"], "owner": reader}
    parent, friend = (a_customer(words[name], **where) for name in ("parent", "friend"))
    home = Household.objects.create(name=words["household"])
    customer = a_customer(
        words["customer"],
        kind="channel",
        parent=parent,
        referred_by=friend,
        household=home,
        note=words["note"],
        **where,
    )
    a_customer(words["child"], kind="supplier", parent=customer, **where)
    a_customer(words["person"], kind="consumer", is_person=True, referred_by=customer, tier="lead", rung="new", **where)
    return customer


def place_reach(customer: Customer, words: dict[str, str]) -> None:
    buyer = Contact.objects.create(customer=customer, name=words["person"], title=words["title"], buying_role="decides")
    points = {"phone": "15400001234", "mail": "9@example.com", "wechat": "1540000", "address": words["place"]}
    for medium, value in points.items():
        ContactPoint.objects.create(customer=customer, contact=buyer, medium=medium, value=value, is_primary=True)


def place_tasks(reader: Staff, customer: Customer, words: dict[str, str]) -> list:
    today = timezone.localdate()
    due = [today - timedelta(days=6), today, today + timedelta(days=2), None]
    basics = {"title": words["task"], "owner": reader, "customer": customer}
    done = a_finished_task(**basics)
    return [done, *(a_task(due_on=day, priority=Priority.HIGH, note=words["note"], **basics) for day in due)]


def place_activities(reader: Staff, customer: Customer, words: dict[str, str]) -> dict[str, int]:
    """A call, a visit to come and a meeting, today."""
    basics = {"owner": reader, "customer": customer}
    now = timezone.now()
    call = a_call(title=words["task"], summary=words["note"], no_next=words["because"], started_at=now, **basics)
    visit = a_visit(purpose=words["task"], place=words["place"], summary="", result="", planned_at=now, **basics)
    meeting = a_meeting(title=words["title"], place=words["place"], agenda=words["note"], starts_at=now, **basics)
    return {"calls": call.pk, "visits": visit.pk, "meetings": meeting.pk}
