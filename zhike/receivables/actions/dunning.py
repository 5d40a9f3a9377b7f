"""Which reminders are due, and what they say."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zhike.customers.models import Standing
from zhike.kit import search
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace
from zhike.receivables.actions.reminding import withdraw
from zhike.receivables.models import Instalment, Invoice, Reminder, Rulebook
from zhike.receivables.models.dunning import ReminderState
from zhike.receivables.rules.dunning import step_for
from zhike.sales.models import FirmProfile
from zhike.work.models import work_calendar

MOST_NAMED = 30  # instalments a letter lists


@transaction.atomic
def draft_due(*, on: date, by: Staff) -> list[Reminder]:
    """Bring the drafts to what is overdue on a day: of each customer one at most, at its step."""
    rules, calendar = Rulebook.objects.newest(), work_calendar()
    late = _late(on)
    drafts = {one.customer_id: one for one in Reminder.objects.filter(state=ReminderState.DRAFT)}
    for customer, draft in drafts.items():
        if customer not in late:
            withdraw_paid(draft, by=by)
    tiers = dict(Standing.objects.current().filter(customer__in=late, kind="tier").values_list("customer", "value"))
    made = []
    for customer, some in late.items():
        due = min(one.due_on for one in some if one.due_on)
        days = (on - due).days
        # Nobody can pay while banks and offices rest: a step waits as long as the first working day does.
        step = step_for((on - calendar.workday(due)).days, tiers.get(customer, ""), rules.steps)
        if step > _reached(customer, some):
            there = drafts.get(customer)
            if there is None or there.step != step or there.amount != sum(one.open for one in some):
                made.append(_draft(there, some, step=step, days=days, version=rules.version, on=on, by=by))
    search.index(made)
    return made


def withdraw_paid(draft: Reminder, *, by: Staff) -> None:
    """Nothing it asks for is overdue any more."""
    with translation.override(settings.LANGUAGE_CODE):
        draft.state, draft.why = ReminderState.WITHDRAWN, _("paid, disputed or planned anew")
    draft.save()
    trace.record(withdraw.name, draft, by=by, changes={"state": ["draft", "withdrawn"]})


def withdraw_settled(*, customer: int, by: Staff) -> None:
    """After money came in: the draft of a customer who is not late any more goes."""
    for draft in Reminder.objects.filter(customer=customer, state=ReminderState.DRAFT).select_for_update(of=("self",)):
        if customer not in _late(timezone.localdate(), customer=customer):
            withdraw_paid(draft, by=by)


def _late(on: date, *, customer: int | None = None) -> dict[int, list[Instalment]]:
    """Overdue instalments by customer, the oldest first, without what somebody disputes."""
    found = Instalment.objects.filter(replaced_on=None, paid__lt=F("amount"), due_on__lt=on)
    found = found.exclude(_disputed()).filter(Q(customer=customer) if customer else Q())
    late: dict[int, list[Instalment]] = defaultdict(list)
    for one in found.select_related("customer", "order", "contract", "invoice").order_by("customer", "due_on", "pk"):
        late[one.customer_id].append(one)
    return late


def _disputed() -> Q:
    """Instalments of what a disputed invoice is about."""
    papers = Invoice.objects.exclude(disputed="")
    orders = papers.filter(order__isnull=False).values("order")
    contracts = papers.filter(contract__isnull=False).values("contract")
    return Q(invoice__in=papers.values("pk")) | Q(order__in=orders) | Q(contract__in=contracts)


def _reached(customer: int, some: Iterable[Instalment]) -> int:
    """The last step that went out, or was stopped by somebody, about any of these instalments."""
    about = Reminder.objects.filter(customer=customer, instalments__in=list(some))
    stopped = Q(state=ReminderState.SENT) | Q(state=ReminderState.WITHDRAWN, made_on=timezone.localdate())
    return max(about.filter(stopped).values_list("step", flat=True), default=0)


def _draft(
    draft: Reminder | None, some: list[Instalment], *, step: int, days: int, version: int, on: date, by: Staff
) -> Reminder:
    is_new, customer = draft is None, some[0].customer
    row = draft or Reminder(customer=customer)
    row.step, row.days_overdue, row.rule_version, row.made_on = step, days, version, on
    row.amount = sum((one.open for one in some), Decimal(0))
    context = {"customer": customer, "instalments": some[:MOST_NAMED], "step": step, "on": on, "row": row}
    context |= {"more": max(len(some) - MOST_NAMED, 0)}
    firm = FirmProfile.objects.first()
    for language, name in (("zh-hans", "text_zh"), ("en", "text_en")):
        with translation.override(language):
            own = (firm.name_en if language == "en" else firm.name) if firm else ""
            told = context | {"firm": own or settings.FIRM_NAME}
            setattr(row, name, render_to_string(f"receivables/letters/{name[5:]}.txt", told).strip())
    with translation.override(settings.LANGUAGE_CODE):
        row.title = _("Reminder %(step)s: %(customer)s") % {"step": step, "customer": customer.name}
    row.title = row.title[:160]
    row.save()
    row.instalments.set(some)
    trace.record("create" if is_new else "change", row, by=by, changes={"step": [None, str(step)]})
    return row
