"""What changes an order after its payment was planned: more to pay, or money back."""

from decimal import Decimal

from zhike.receivables.actions.claims import add
from zhike.receivables.actions.giving_back import give_back
from zhike.receivables.actions.papers import name_papers
from zhike.receivables.actions.posting import Posting
from zhike.receivables.models import Instalment, LedgerEntry
from zhike.receivables.models.ledger import Account, EntryKind
from zhike.receivables.rules.terms import Part
from zhike.sales.models import Kind, Order


def enter(amending: Order, *, by) -> bool:
    """Let a row that amends a planned order change what is owed; once, however often it is asked. Whether it did."""
    plan = _plan_of(amending)
    if not plan or not amending.total or _is_entered(amending):
        return False
    if amending.total > 0:
        part = Part(Decimal(100), amending.number, max((one.due_on for one in plan if one.due_on), default=None))
        add(plan[0].source, [part], amount=amending.total, on=amending.placed_on, by=by, document=amending)
        name_papers(plan[0])
    else:
        _give_back(amending, plan, by=by)
    return True


def _plan_of(amending: Order) -> list[Instalment]:
    """The instalments of what is amended, the last due first."""
    origin = amending.amends
    if origin is None:
        return []
    found = Instalment.objects.filter(order=origin)
    if not found.exists() and origin.contract_id:
        found = Instalment.objects.filter(contract=origin.contract_id)
    return list(found.select_related("entry", "order", "contract").select_for_update(of=("self",)).order_by("-pk"))


def _is_entered(amending: Order) -> bool:
    document = {"document": amending._meta.label_lower, "document_id": amending.pk}
    return LedgerEntry.objects.filter(account=Account.OWED, **document).exists()


def _give_back(amending: Order, plan: list[Instalment], *, by) -> None:
    """A credit that takes back what is open, the last instalment first, and then what was paid: money to have back."""
    given = Posting(
        customer=plan[0].customer_id,
        kind=EntryKind.RETURN if amending.kind == Kind.RETURN else EntryKind.CANCEL,
        on=amending.placed_on,
        document=amending,
        number=amending.number,
        currency=amending.currency,
        rate=plan[0].entry.rate,
    ).credit(-amending.total)
    give_back(given, plan, by=by)
