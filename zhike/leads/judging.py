"""What a lead is worth by the rules of the firm, kept with the reasons."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from zhike.kit import jobs
from zhike.leads import ways
from zhike.leads.models import Lead, ScoreRule
from zhike.leads.models.rules import Asked
from zhike.leads.rules import Rule, listed, score

AT_ONCE = 1000


def judge(some: Iterable[Lead]) -> list[Lead]:
    """Set the score of leads and its reasons; those of which either changed. Saving them is the caller's matter."""
    leads = list(some)
    rules = in_force()
    ways.attach(leads)
    return [lead for lead in leads if _judged(lead, rules)]


def in_force() -> list[Rule]:
    """The rules that count now."""
    return [
        Rule(rule.asked, rule.operator, listed(rule.values), rule.points, rule.name)
        for rule in ScoreRule.objects.filter(is_on=True).order_by("pk")
    ]


def told(lead: Lead) -> dict[str, str]:
    """A lead as rules see it: of what is sealed only that it is given."""
    reached = ways.said(lead)
    plain = {one: str(getattr(lead, one) or "") for one in Asked.values if one not in ways.MEDIA}
    return plain | dict.fromkeys(reached, "given")


def keep(some: Iterable[Lead]) -> int:
    """Judge leads that are there and write what changed, which is no edit of theirs; how many changed."""
    changed = judge(some)
    Lead.objects.bulk_update(changed, ["score", "score_reasons"], batch_size=AT_ONCE)
    return len(changed)


@jobs.named(gettext_lazy("Score the open leads again"))
@jobs.job
def judge_again() -> None:
    """Score every open lead by the rules as they are now."""
    after = 0
    while some := list(Lead.objects.open().filter(pk__gt=after).select_related("product").order_by("pk")[:AT_ONCE]):
        keep(some)
        after = some[-1].pk


def _judged(lead: Lead, rules: list[Rule]) -> bool:
    points, reasons = score(rules, told(lead))
    before = (lead.score, [tuple(reason) for reason in lead.score_reasons])
    lead.score, lead.score_reasons = points, [list(reason) for reason in reasons]
    return before != (points, reasons)
