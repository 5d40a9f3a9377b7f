"""What leads hear: of themselves, to be scored and handed out; of the rules, to be scored anew."""

from django.db import transaction

from zhike.exchange.importing.models import ImportRun
from zhike.kit import jobs
from zhike.kit.events import on
from zhike.leads import judging
from zhike.leads.actions.handing import hand_out
from zhike.leads.models import Lead, Trust
from zhike.notices.telling import tell

AT_ONCE = 500


@on("leads.lead_created")
@on("leads.lead_changed")
@on("leads.cleared")
def look_at(*, lead: int, by: int) -> None:
    """Score a lead that somebody wrote, and hand it out where nobody works on it."""
    row = Lead.objects.select_related("product").filter(pk=lead).first()
    if row is not None:
        judging.keep([row])
        hand_out(row)


@on("leads.assigned")
@on("leads.lead_created")
def tell_owner(*, lead: int, by: int) -> None:
    """Tell whoever works on a lead that somebody else gave them."""
    row = Lead.objects.select_related("owner").filter(pk=lead, trust=Trust.FINE, owner__isnull=False).first()
    if row is not None and row.owner is not None and row.owner_id != by:
        tell(row.owner, "lead", about=row, key=f"lead {row.pk} {row.owner_id}")


@on("leads.lead_loaded")
def look_at_all(*, run: int, by: int) -> None:
    """The same for those of a file, some at a time."""
    keys = ImportRun.objects.get(pk=run).journal.filter(noun=Lead._meta.label_lower).order_by("object_id")
    numbers = list(keys.values_list("object_id", flat=True))
    for place in range(0, len(numbers), AT_ONCE):
        some = Lead.objects.filter(pk__in=numbers[place : place + AT_ONCE]).select_related("product").order_by("pk")
        with transaction.atomic():
            judging.keep(leads := list(some))
            for lead in leads:
                hand_out(lead)


@on("leads.scorerule_created")
@on("leads.scorerule_changed")
@on("leads.scorerule_loaded")
def judge_again(**keys: int) -> None:
    """What a rule says is said of every open lead."""
    jobs.later(judging.judge_again, once="leads scored again")
