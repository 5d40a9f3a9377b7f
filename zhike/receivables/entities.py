"""The nouns of receivables."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.receivables.models import CreditLimit, Instalment, Invoice, Receipt, Reminder
from zhike.receivables.signs import Signed, Whose
from zhike.receivables.states import StateField
from zhike.rights.scopes import owner_team_or_all


@dataclass(frozen=True)
class BookRights(Rights):
    """What is in the ledger is changed by verbs alone: whoever reaches a row may book."""

    create: str | None = None
    change: str | None = None
    book: str | None = Role.STAFF


@dataclass(frozen=True)
class ReceiptRights(BookRights):
    """For whom money counts is said by those who answer for a team."""

    credit: str | None = Role.MANAGER


@dataclass(frozen=True)
class LimitRights(Rights):
    """Who may owe how much is said by those who answer for a team."""

    create: str | None = None
    change: str | None = None
    grant: str | None = Role.MANAGER


class InstalmentEntity(Entity):
    """One part of what is to be paid for an order, a contract or an invoice."""

    model = Instalment
    about = _("When which part of an order or contract is to be paid. Plan them on the page of the order.")
    sort = "due_on"
    visible_to = owner_team_or_all("customer__owner", territory="customer__region")
    rights = BookRights()
    fields = (
        Field("name", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        StateField(),
        Field("due_on", show=True, filter=True),
        Field("amount", show=True, filter=True, money=True),
        Field("paid", show=True, money=True, sort=False),
        Field("currency"),
        Field("condition", show=True),
        *(Field(name, filter=True, key=f"{name}__number") for name in ("order", "contract", "invoice")),
        Field("planned_on"),
    )


class ReceiptEntity(Entity):
    """Money that came in or was given back."""

    model = Receipt
    about = _("Money that came in. Record one, or read in a file of your bank.")
    title = "number"
    sort = "-received_on"
    visible_to = owner_team_or_all("customer__owner", territory="customer__region")
    rights = ReceiptRights()
    board = Board("method")
    fields = (
        Field("number", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("kind", show=True, filter=True),
        Field("received_on", show=True, filter=True),
        Field("amount", show=True, filter=True, money=True),
        Field("allocated", show=True, money=True, sort=False),
        Field("currency"),
        Field("credited_to", filter=True, key="credited_to__name"),
        Field("method", filter=True),
        Field("payer", show=True, find=True, personal="identity"),
        Field("reference", find=True),
        Field("note", find=True),
        Field("withdrawn_on", show=True, filter=True),
    )


class InvoiceEntity(Entity):
    """An invoice, a red letter or a credit note."""

    model = Invoice
    about = _("Invoices, red letters and credit notes. Draft one on the page of an order.")
    title = "title"
    named_by = ("number", "form")
    sort = "-issued_on"
    visible_to = owner_team_or_all("customer__owner", territory="customer__region")
    rights = BookRights()
    board = Board("status")
    fields = (
        Field("title", show=True, find=True),
        Field("number", show=True, find=True),
        Field("form", show=True, filter=True, sort=False),
        Field("status", show=True, filter=True),
        Field("customer", filter=True, key="customer__name_sort"),
        Field("issued_on", show=True, filter=True),
        Field("due_on", filter=True),
        Signed("gross", show=True, filter=True, money=True, sort=False),
        *(Signed(name, money=True, sort=False) for name in ("net", "tax")),
        Field("countered", show=True, money=True, sort=False),
        Signed("paid", show=True, money=True, sort=False),
        Field("currency"),
        Field("kind", filter=True),
        *(Field(name, filter=True, key=f"{name}__number") for name in ("order", "contract", "counters")),
        *(Field(name) for name in ("fapiao", "sheet", "reason", "disputed")),
        *(Field(name) for name in ("payee", "reviewer", "drawer", "remark")),
    )


class CreditLimitEntity(Entity):
    """How much a customer, or every customer of a tier, may owe."""

    model = CreditLimit
    about = _("How much customers may owe, one by one or by tier.")
    sort = "-since"
    visible_to = owner_team_or_all("customer__owner", territory="customer__region")
    rights = LimitRights()
    fields = (
        Whose("name", show=True, find=True),
        Field("customer", show=True, key="customer__name_sort"),
        Field("tier", show=True, sort=False),
        Field("amount", show=True, filter=True, money=True),
        Field("since", show=True, filter=True),
        Field("until", show=True, filter=True),
        Field("reason", show=True),
    )


class ReminderEntity(Entity):
    """A letter that asks for money."""

    model = Reminder
    about = _("Letters that ask for overdue money. They are drafted every night; you decide whether they go out.")
    title = "title"
    sort = "-made_on"
    visible_to = owner_team_or_all("customer__owner", territory="customer__region")
    rights = BookRights()
    board = Board("state")
    fields = (
        Field("title", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("state", show=True, filter=True),
        Field("step", show=True, filter=True),
        Field("days_overdue", show=True, filter=True, unit=_("days")),
        Field("amount", show=True, filter=True, money=True),
        Field("made_on", show=True, filter=True),
        Field("sent_on"),
        Field("why"),
    )
