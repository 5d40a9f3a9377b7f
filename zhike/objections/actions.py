"""The verbs of the objection book."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.actions import action
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_labelled
from zhike.kit.search import forget
from zhike.objections.models import Answer, Method, Objection, ObjectionKind, Outcome, Timing

DEAL = "deals.deal"
TAKEN_BACK_WITHIN = timedelta(hours=1)
LABELS = {
    "customer": gettext_lazy("customer"),
    "kind": gettext_lazy("kind of objection"),
    "method": gettext_lazy("method used"),
    "timing": gettext_lazy("when it was met"),
    "wording": gettext_lazy("what was said"),
    "product": gettext_lazy("product"),
    "answer": gettext_lazy("answer used"),
    "noun": gettext_lazy("raised in (noun)"),
    "number": gettext_lazy("raised in (number)"),
}


@action(
    Objection,
    title=gettext_lazy("Note an objection"),
    past=gettext_lazy("noted this objection"),
    needs="note",
    announces="objections.noted",
    labels=LABELS,
    choices={"method": (("", "—"), *Method.choices), "timing": Timing.choices},
)
def note(
    *,
    by: Staff,
    customer: Customer,
    kind: ObjectionKind,
    method: str = "",
    timing: str = Timing.AT_ONCE,
    wording: str = "",
    product: Product = None,  # type: ignore[assignment]
    answer: Answer = None,  # type: ignore[assignment]
    noun: str = "",
    number: int = 0,
) -> Objection:
    """A customer held something against buying. Whoever writes it down is the seller; what is not said is the kind."""
    objection = Objection(customer=customer, kind=kind, product=product, answer=answer, seller=by)
    objection.method = method or (answer.method if answer else "")
    objection.timing, objection.wording = timing or Timing.AT_ONCE, wording.strip() or kind.name
    objection.regard(about := _place(noun, number, customer, by=by))
    objection.stage = str(getattr(about, "stage", ""))[:60]
    objection.full_clean()
    objection.save()
    return objection


@action(
    Objection,
    title=gettext_lazy("Overcome"),
    past=gettext_lazy("overcame this objection"),
    announces="objections.decided",
    offered=lambda objection: objection.is_open,
    undo="objections.reopen",
    bulk=True,
)
def overcome(objection: Objection, *, by: Staff) -> None:
    """The customer holds it against buying no longer."""
    _decide(objection, Outcome.OVERCOME)


@action(
    Objection,
    title=gettext_lazy("Not overcome"),
    past=gettext_lazy("could not overcome this objection"),
    announces="objections.decided",
    offered=lambda objection: objection.is_open,
    undo="objections.reopen",
    bulk=True,
)
def give_up(objection: Objection, *, by: Staff) -> None:
    """The customer stays with it."""
    _decide(objection, Outcome.LOST)


@action(
    Objection,
    title=gettext_lazy("Take from the deal"),
    past=gettext_lazy("took the outcome from the deal"),
    announces="objections.decided",
    offered=lambda objection: False,
    labels={"outcome": gettext_lazy("outcome")},
    choices={"outcome": [choice for choice in Outcome.choices if choice[0] != Outcome.OPEN]},
)
def take_from_deal(objection: Objection, *, by: Staff, outcome: str) -> None:
    """The deal ended, and with it whatever was still open in it."""
    if outcome not in (Outcome.OVERCOME, Outcome.LOST):
        raise Refusal(_("There is no such outcome."), field="outcome")
    if objection.noun != DEAL:
        raise Refusal(_("It did not come up in a deal."))
    objection.decided_by_deal = True
    _decide(objection, outcome)


@action(
    Objection,
    title=gettext_lazy("Reopen"),
    past=gettext_lazy("reopened this objection"),
    offered=lambda objection: not objection.is_open,
    bulk=True,
)
def reopen(objection: Objection, *, by: Staff) -> None:
    """It is not decided after all."""
    if objection.is_open:
        raise Refusal(_("This objection is open already."))
    objection.outcome, objection.decided_at, objection.decided_by_deal = Outcome.OPEN, None, False
    objection.save()


def take_back(objection: Objection, *, by: Staff) -> None:
    """It was noted by mistake: for an hour whoever noted it may take it back, as if it had not been."""
    with one_act():
        held = rows(Objection, by=by, to="change").select_for_update(of=("self",)).get(pk=objection.pk)
        if held.seller != by or not held.is_open or timezone.now() - held.created_at > TAKEN_BACK_WITHIN:
            raise Refusal(_("Only what you noted within the hour and nobody decided can be taken back."))
        trace.record("delete", held, by=by, changes={})
        forget(Objection, [held.pk])
        held.delete()


def _decide(objection: Objection, outcome: str) -> None:
    if not objection.is_open:
        raise Refusal(_("This objection is decided already; reopen it first."))
    objection.outcome, objection.decided_at = outcome, timezone.now()
    objection.save()


def _place(noun: str, number: int, customer: Customer, *, by: Staff) -> Any:
    """The call, visit or deal it came up in. Raises Refusal for one that is out of sight or of another customer."""
    if not noun:
        return None
    entity = entity_labelled(noun)
    about = rows(entity.model, by=by).filter(pk=number).first() if entity else None
    if about is None or getattr(about, "customer_id", None) != customer.pk:
        raise Refusal(_("It came up in nothing you can see that belongs to this customer."), field="number")
    return about
