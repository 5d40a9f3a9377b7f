"""What the screens of insight share: the state of the numbers, and the way to the first ones."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from zhike.customers.models import Customer
from zhike.insight import jobs
from zhike.insight.actions import JUDGE
from zhike.insight.pages.certificates import parameters
from zhike.insight.pictures.standings import reads_of
from zhike.insight.questions import times
from zhike.insight.reach import knows_amounts
from zhike.kit.access.rows import may, sees_all
from zhike.kit.models import Role


def stated(measure: str, *, by) -> dict[str, Any]:
    """As of which day and by which rules the numbers of a measure stand, or the way to the first ones."""
    run = times.latest(measure)
    if run is None:
        return {"run": None, **to_begin(by)}
    return {
        "run": run,
        "may_compute": may_compute(by),
        "partly": not sees_all(Customer, by=by),
        "knows_amounts": knows_amounts(by),
        "parameters": parameters(run, by=by),
        "reads": reads_of(measure, by=by),
    }


def to_begin(by) -> dict[str, Any]:
    """What a page without numbers says: that they are being computed, or the way to them."""
    return {"may_compute": may_compute(by), "import_url": import_url(), "under_way": jobs.under_way()}


def may_compute(by) -> bool:
    """Whether a person may start computations and change rules."""
    return by.is_at_least(Role.MANAGER)


def may_publish(by) -> bool:
    """Whether a person may put rules in force."""
    return may(by, JUDGE, Customer)


def import_url() -> str:
    """Where orders are imported; empty on a site without imports."""
    try:
        return reverse("importing:upload", args=["orders"])
    except NoReverseMatch:
        return ""
