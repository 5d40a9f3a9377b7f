"""Entries of the ledger, and what is still open of them. Everything happens in the caller's transaction."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Model, Q, Sum

from zhike.catalog.currencies import rate as rate_of
from zhike.catalog.currencies import rounded
from zhike.receivables.models import Allocation, LedgerEntry
from zhike.receivables.models.ledger import Account

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Posting:
    """What an entry says: whose it is, since when, because of which row, under which number."""

    customer: int
    kind: str
    on: date
    document: Model
    number: str
    currency: str
    account: str = Account.OWED
    rate: Decimal | None = None

    def debit(self, amount: Decimal, *, firm: Decimal | None = None) -> LedgerEntry:
        """They owe so much more; `firm` is that in the firm's currency, else by the rate of the day."""
        return self._post(amount, firm, "debit")

    def credit(self, amount: Decimal, *, firm: Decimal | None = None) -> LedgerEntry:
        """They owe so much less."""
        return self._post(amount, firm, "credit")

    def _post(self, amount: Decimal, firm: Decimal | None, side: str) -> LedgerEntry:
        rate = self.rate or rate_of(self.currency, settings.CURRENCY, self.on)
        worth = rounded(amount * rate, settings.CURRENCY) if firm is None else firm
        return LedgerEntry.objects.create(
            customer_id=self.customer,
            account=self.account,
            kind=self.kind,
            on=self.on,
            document=self.document._meta.label_lower,
            document_id=self.document.pk,
            number=self.number[:80],
            currency=self.currency,
            rate=rate,
            **{side: amount, f"firm_{side}": worth},
        )


@dataclass(frozen=True)
class Left:
    """What is open of an entry, in its own currency and in the firm's."""

    amount: Decimal
    firm: Decimal


def left_of(entry: LedgerEntry) -> Left:
    """What no allocation has taken of an entry."""
    side = "debit" if entry.debit else "credit"
    found = Allocation.objects.filter(**{side: entry}).aggregate(amount=Sum("amount"), firm=Sum(f"firm_{side}"))
    taken = Left(found["amount"] or NOTHING, found["firm"] or NOTHING)
    return Left(getattr(entry, side) - taken.amount, getattr(entry, f"firm_{side}") - taken.firm)


def free_since(entry: LedgerEntry, amount: Decimal) -> date:
    """The first day from which so much of an entry has been open ever since; so much of it is open today."""
    side = "debit" if entry.debit else "credit"
    days = Allocation.objects.filter(**{side: entry}).values_list("on").annotate(sum=Sum("amount")).order_by("-on")
    left = left_of(entry).amount
    for day, taken in days:
        left += taken
        if left < amount:
            return day
    return entry.on


def locked(*entries: LedgerEntry | None) -> list[LedgerEntry]:
    """The entries once nobody else is settling them, lowest first so that two who settle the same never block."""
    keys = [entry.pk for entry in entries if entry]
    return list(LedgerEntry.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def balance(customer: int, *, account: str = Account.OWED, on: date | None = None) -> dict[str, Decimal]:
    """What a customer owes by currency, at the end of a day where one is given; currencies at nothing are left out."""
    until = Q(on__lte=on) if on else Q()
    found = LedgerEntry.objects.filter(until, customer=customer, account=account).values("currency")
    sums = found.annotate(owed=Sum("debit") - Sum("credit")).order_by("currency")
    return {row["currency"]: row["owed"] for row in sums if row["owed"]}
