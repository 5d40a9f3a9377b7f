"""Plans that change: what is paid stays, the rest is planned anew."""

from datetime import date
from decimal import Decimal

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.claims import add, parsed, signed
from zhike.receivables.actions.posting import Left, Posting, left_of
from zhike.receivables.actions.settling import settle
from zhike.receivables.models import Instalment
from zhike.receivables.models.ledger import EntryKind


@action(
    Instalment,
    title=gettext_lazy("Change the plan"),
    past=gettext_lazy("changed the plan"),
    needs="book",
    announces="receivables.replanned",
    offered=lambda instalment: instalment.open > 0,
    labels={"terms": gettext_lazy("terms of what is not paid")},
)
def replan(instalment: Instalment, *, by, terms: str) -> dict[str, list[str | None]]:
    """Plan anew what is not paid of the document of this instalment; what is paid stays as it is."""
    source, today = instalment.source, timezone.localdate()
    left = _open_plan(instalment)
    if instalment.pk not in {one.pk for one in left}:
        raise Refusal(_("Nothing of this instalment is open."))
    parts = parsed(terms, signed_on=today, delivered_on=getattr(source, "deliver_by", None))
    on = max(today, signed(source))
    freed = [_end(one, on=on, by=by) for one in left]
    amount, firm = sum(one.amount for one in freed), sum(one.firm for one in freed)
    made = add(source, parts, amount=Decimal(amount), firm=Decimal(firm), rate=instalment.entry.rate, on=on, by=by)
    instalment.refresh_from_db()
    return {"terms": [", ".join(one.name for one in left), ", ".join(one.name for one in made)]}


@action(
    Instalment,
    title=gettext_lazy("Move the due day"),
    past=gettext_lazy("moved the due day"),
    needs="book",
    offered=lambda instalment: instalment.open > 0,
    labels={"due_on": gettext_lazy("due day")},
)
def postpone(instalment: Instalment, *, by, due_on: date) -> None:
    """It is due on another day, or on a day where none was known."""
    if not instalment.open:
        raise Refusal(_("Nothing of this instalment is open."))
    if instalment.due_on == due_on:
        raise Refusal(_("It is due on that day already."), field="due_on")
    instalment.due_on = due_on
    instalment.save()


def _open_plan(instalment: Instalment) -> list[Instalment]:
    """What is open of the plan that an instalment belongs to, locked."""
    same = {name: getattr(instalment, name) for name in ("order_id", "contract_id", "invoice_id")}
    found = Instalment.objects.filter(**same, replaced_on=None, paid__lt=F("amount")).select_related("entry")
    return list(found.select_for_update(of=("self",)).order_by("pk"))


def _end(one: Instalment, *, on: date, by) -> Left:
    """Take what is open out of an instalment: of one that was paid partly the paid part stays."""
    left = left_of(one.entry)
    posting = Posting(one.customer_id, EntryKind.REPLAN, on, one, one.name, one.currency, rate=one.entry.rate)
    settle(posting.credit(left.amount, firm=left.firm), one.entry, left.amount, by=by)
    if one.paid:
        one.amount = one.paid
    else:
        one.replaced_on = on
    one.save()
    return left
