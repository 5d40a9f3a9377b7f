"""The verbs of a contract."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.sales import contents, issuing
from zhike.sales.keeping import keep
from zhike.sales.models import Contract, Quote
from zhike.sales.models.contracting import ContractStatus
from zhike.sales.models.quoting import QuoteStatus

Changes = dict[str, list[str | None]]
SAME = ("title", "customer", "amount", "currency", "due_days", "renewal", "notice_days", "language", "terms", "owner")


@action(
    Quote,
    title=gettext_lazy("Make contract"),
    past=gettext_lazy("made a contract of this quote"),
    announces="sales.contract_made",
    offered=lambda quote: quote.status == QuoteStatus.ACCEPTED and not quote.contracts.exists(),
    labels={"title": gettext_lazy("title")},
)
def make_contract(quote: Quote, *, by, title: str = "") -> Changes:
    """A draft of a contract over what the customer accepted; orders of the quote are made under it."""
    if quote.status != QuoteStatus.ACCEPTED:
        raise Refusal(_("Only a quote that the customer has accepted becomes a contract."))
    if found := quote.contracts.first():
        raise Refusal(_("Contract %(contract)s was made of this quote already.") % {"contract": found.number})
    contract = Contract(
        title=(title or quote.title or str(quote.customer))[:120],
        customer=quote.customer,
        deal=quote.deal,
        quote=quote,
        amount=quote.gross,
        currency=quote.currency,
        due_days=quote.due_days,
        language=quote.language,
        terms=quote.terms,
        owner=quote.owner,
    )
    keep(contract, by=by)
    quote.orders.filter(contract=None).update(contract=contract)
    quote.made = contract  # type: ignore[attr-defined]
    return {"contract": [None, contract.number]}


@action(
    Contract,
    title=gettext_lazy("Signed"),
    past=gettext_lazy("put this contract into force"),
    announces="sales.contract_signed",
    offered=lambda contract: contract.status == ContractStatus.DRAFT,
    labels={"on": gettext_lazy("signed on")},
)
def sign(contract: Contract, *, by, on: date | None = None) -> None:
    """Both sides have signed: it holds, and what it says is kept as it is."""
    if contract.status != ContractStatus.DRAFT:
        raise Refusal(_("This contract is signed already."))
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise Refusal(_("A contract is not signed in the future."), field="on")
    contract.status, contract.signed_on = ContractStatus.ACTIVE, day
    contract.starts_on = contract.starts_on or day
    if contract.ends_on and contract.ends_on < contract.starts_on:
        raise Refusal(_("A contract ends after it has started."), field="on")
    contract.save()
    issuing.issue(contract, contents.of_contract(contract), on=day)
    _relieve(contract)


@action(
    Contract,
    title=gettext_lazy("Terminate"),
    past=gettext_lazy("terminated this contract"),
    announces="sales.contract_terminated",
    offered=lambda contract: contract.status == ContractStatus.ACTIVE,
    labels={"on": gettext_lazy("last day"), "reason": gettext_lazy("reason")},
    rare=True,
)
def terminate(contract: Contract, *, by, reason: str, on: date | None = None) -> None:
    """It ends before its time, or because somebody gave notice."""
    if contract.status != ContractStatus.ACTIVE:
        raise Refusal(_("Only a contract in force can be terminated."))
    day = on or timezone.localdate()
    if contract.starts_on and day < contract.starts_on:
        raise Refusal(_("A contract ends after it has started."), field="on")
    contract.status, contract.ended_because, contract.ends_on = ContractStatus.TERMINATED, reason[:200], day
    contract.save()


@action(
    Contract,
    title=gettext_lazy("Renew"),
    past=gettext_lazy("renewed this contract"),
    announces="sales.contract_renewed",
    offered=lambda contract: (
        contract.status in (ContractStatus.ACTIVE, ContractStatus.ENDED) and not hasattr(contract, "successor")
    ),
    labels={"ends_on": gettext_lazy("ends on")},
)
def renew(contract: Contract, *, by, ends_on: date | None = None) -> Changes:
    """A draft of the contract that follows, for as long as this one unless said otherwise."""
    if contract.status not in (ContractStatus.ACTIVE, ContractStatus.ENDED):
        raise Refusal(_("Only a contract that holds, or has ended by its time, can be renewed."))
    if found := Contract.objects.filter(predecessor=contract).first():
        raise Refusal(_("Contract %(contract)s renews this one already.") % {"contract": found.number})
    if contract.ends_on is None:
        raise Refusal(_("This contract has no end. There is nothing to renew."))
    starts = contract.ends_on + timedelta(days=1)
    last = ends_on or _a_term_later(contract, starts)
    if last < starts:
        raise Refusal(_("A contract ends after it has started."), field="ends_on")
    following = Contract(predecessor=contract, starts_on=starts, ends_on=last)
    for name in SAME:
        setattr(following, name, getattr(contract, name))
    keep(following, by=by)
    contract.made = following  # type: ignore[attr-defined]
    return {"renewal": [None, following.number]}


@action(
    Contract,
    title=gettext_lazy("Let end"),
    past=gettext_lazy("let this contract end"),
    announces="sales.contract_ended",
    offered=lambda contract: False,
)
def end(contract: Contract, *, by) -> None:
    """Its last day is over."""
    if contract.status != ContractStatus.ACTIVE or contract.ends_on is None:
        raise Refusal(_("Only a contract in force that has a last day can end."))
    if contract.ends_on >= timezone.localdate():
        raise Refusal(_("This contract still holds."))
    following = Contract.objects.filter(predecessor=contract).exclude(status=ContractStatus.DRAFT)
    contract.status = ContractStatus.RENEWED if following.exists() else ContractStatus.ENDED
    contract.save()


def _relieve(contract: Contract) -> None:
    """The contract before it was followed after all; while it still holds, that is told when it ends."""
    before = contract.predecessor
    if before and before.status == ContractStatus.ENDED:
        before.status = ContractStatus.RENEWED
        before.save()


def _a_term_later(contract: Contract, starts: date) -> date:
    """The last day of a term as long as the one before: in whole years where it was so."""
    begun = contract.starts_on or starts
    if (starts.month, starts.day) == (begun.month, begun.day):
        return _years_on(starts, max(starts.year - begun.year, 1)) - timedelta(days=1)
    return starts + max(starts - begun, timedelta(days=1)) - timedelta(days=1)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
