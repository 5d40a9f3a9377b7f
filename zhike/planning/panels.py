"""Plans on pages: goals against orders, who stands where, what is done; on the customer's page its present plan."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from zhike.customers.models import Customer
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.offers import offer_panel
from zhike.planning.models import AccountPlan, Attitude
from zhike.planning.rules import attained, elapsed, is_behind
from zhike.rights.figures import are_known
from zhike.sales.models import Order


def standing(plan: AccountPlan, *, by) -> dict[str, Any]:
    """How far a plan is: money against its goal and the purse of the customer, other goals, people and actions."""
    today = timezone.localdate()
    orders = rows(Order, by=by).filter(customer=plan.customer_id, currency=settings.CURRENCY)
    sold = orders.filter(placed_on__range=(plan.starts_on, plan.ends_on)).aggregate(Sum("total"))["total__sum"]
    sold = sold or Decimal(0) if are_known(Order, by=by) else None
    gone = elapsed(plan.starts_on, plan.ends_on, on=today)
    share = attained(sold, plan.goal)
    places = {one.contact_id: one for one in plan.people.all()}
    return {
        "sold": sold,
        "share": share,
        "gone": gone,
        "behind": is_behind(share, gone),
        "of_wallet": attained(sold, plan.wallet),
        "goals": [(goal, attained(goal.reached, goal.target)) for goal in plan.goals.order_by("pk")],
        "people": [(one, places.get(one.pk)) for one in plan.customer.contacts.order_by("pk")],
        "attitudes": Attitude.choices,
        "actions": list(plan.actions.select_related("task__assignee").order_by("task__due_on", "pk")),
        "today": today,
        "may_change": may(by, "change", AccountPlan),
    }


def present(customer: Customer, *, by) -> dict[str, Any] | None:
    """The plan that holds today, in short."""
    today = timezone.localdate()
    found = rows(AccountPlan, by=by).filter(customer=customer, starts_on__lte=today, ends_on__gte=today)
    plan = found.order_by("-ends_on", "-pk").first()
    return {"plan": plan, **standing(plan, by=by)} if plan else None


offer_panel(AccountPlan, template="planning/standing.html", context=standing, place="main", order=10)
offer_panel(Customer, template="planning/present.html", context=present, place="right", order=30, late=True)
