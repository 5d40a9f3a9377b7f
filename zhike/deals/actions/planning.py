"""What comes next in a deal, and how likely somebody takes it to be."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.deals.actions.steps import require_open
from zhike.deals.models import Deal
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal


@action(
    Deal,
    title=gettext_lazy("Plan the next step"),
    past=gettext_lazy("planned the next step of this deal"),
    announces="deals.next_planned",
    offered=lambda deal: deal.is_open,
    labels={"step": gettext_lazy("next step"), "on": gettext_lazy("next step on")},
    rare=True,
)
def plan_next(deal: Deal, *, by: Staff, step: str, on: date) -> None:
    """What is done next with the customer, and on which day."""
    if not step.strip():
        raise Refusal(_("Say what is done next."), field="step")
    note_next(deal, step, on)
    deal.save()


@action(
    Deal,
    title=gettext_lazy("Set probability"),
    past=gettext_lazy("set the probability of this deal"),
    announces="deals.probability_set",
    offered=lambda deal: deal.is_open,
    labels={"probability": gettext_lazy("probability (%)"), "reason": gettext_lazy("reason")},
    rare=True,
)
def set_probability(deal: Deal, *, by: Staff, probability: int, reason: str) -> None:
    """Somebody knows better than the stage, and says why."""
    require_open(deal)
    if not 0 <= probability <= 100:
        raise Refusal(_("A probability lies between 0 and 100 %."), field="probability")
    if not reason.strip():
        raise Refusal(_("Say why it is not the probability of the stage."), field="reason")
    deal.own_probability, deal.probability_reason = probability, reason.strip()[:200]
    deal.save()


@action(
    Deal,
    title=gettext_lazy("Take the stage's probability"),
    past=gettext_lazy("took the probability of the stage for this deal"),
    announces="deals.probability_set",
    offered=lambda deal: deal.is_open and deal.own_probability is not None,
    rare=True,
)
def take_given_probability(deal: Deal, *, by: Staff) -> None:
    """The probability of the stage holds again."""
    if deal.own_probability is None:
        raise Refusal(_("It has the probability of its stage already."))
    deal.own_probability, deal.probability_reason = None, ""
    deal.save()


def note_next(deal: Deal, step: str, on: date | None) -> None:
    """Put the next step on the deal, or none; both parts of it or neither."""
    if bool(step.strip()) != bool(on):
        raise Refusal(_("A next step has words and a day."), field="next_step" if on else "next_step_on")
    if on and on < timezone.localdate():
        raise Refusal(_("A next step lies ahead: choose today or a later day."), field="on")
    deal.next_step, deal.next_step_on = step.strip()[:200], on
