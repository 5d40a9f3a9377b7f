"""What a stage may ask of a deal before it comes in or goes on. Packages above add what they know of."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.deals.models import BuyingPart, Deal, Kind, Stage
from zhike.kit.refusal import Refusal


class Requirement(NamedTuple):
    """Something that is true of a deal or not; the label completes "missing: …"."""

    name: str
    label: Any
    check: Callable[[Deal], bool]


_known: dict[str, Requirement] = {}


def register(name: str, label: Any, check: Callable[[Deal], bool]) -> None:
    """Let stages require something: `check(deal)` says whether it is true. The last one under a name wins."""
    _known[name] = Requirement(name, label, check)


def known() -> list[Requirement]:
    """Everything a stage may require, in order of registration."""
    return list(_known.values())


def require(deal: Deal, *, to: Stage) -> None:
    """Refuse with one sentence that names everything missing to leave the deal's stage and to enter another.

    Only a step forward asks: what goes back, or is lost, is not held up. A stage that is passed over asks as well, or
    its rules could be jumped; a deal that is won is won, whatever it was expected to pass. A name that nobody
    registered asks nothing.
    """
    is_forward = to.pipeline_id != deal.pipeline_id or to.position > deal.stage.position
    if not is_forward or to.kind == "lost":
        return
    asked = [name for stage in _passed(deal, to) for name in (*stage.to_enter, *stage.to_leave)]
    if lacking := missing(deal, [*deal.stage.to_leave, *asked, *to.to_enter]):
        told = {"stage": to.name, "missing": _("; ").join(str(one.label) for one in lacking)}
        raise Refusal(_("Not ready for “%(stage)s”. Missing: %(missing)s.") % told, field="stage")


def _passed(deal: Deal, to: Stage) -> list[Stage]:
    """The open stages between where a deal is and where it goes; in another pipeline it begins at the first."""
    if to.kind != Kind.OPEN:
        return []
    since = deal.stage.position if to.pipeline_id == deal.pipeline_id else -1
    return [stage for stage in to.pipeline.open_stages if since < stage.position < to.position]


def missing(deal: Deal, names: Iterable[str]) -> list[Requirement]:
    """Those of the named requirements that do not hold."""
    asked = [_known[name] for name in dict.fromkeys(names) if name in _known]
    return [one for one in asked if not one.check(deal)]


register("amount", gettext_lazy("the amount"), lambda deal: bool(deal.amount))
register("expected", gettext_lazy("the expected day"), lambda deal: deal.expected_on is not None)
register("next_step", gettext_lazy("a next step with its day"), lambda deal: bool(deal.next_step and deal.next_step_on))
register(
    "decider",
    gettext_lazy("a contact who decides"),
    lambda deal: deal.roles.filter(part=BuyingPart.DECIDES).exists(),
)
register("contact", gettext_lazy("a contact with a part"), lambda deal: deal.roles.exists())
register("competitor", gettext_lazy("a competitor by name"), lambda deal: deal.rivals.exists())
