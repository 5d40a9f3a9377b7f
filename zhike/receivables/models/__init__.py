"""The tables of receivables, one module per noun."""

from zhike.receivables.models.bank import BankLine
from zhike.receivables.models.billing import BillingDetails
from zhike.receivables.models.credit import CreditHold, CreditLimit
from zhike.receivables.models.dunning import Reminder
from zhike.receivables.models.instalment import Instalment
from zhike.receivables.models.invoice import Invoice, InvoiceLine
from zhike.receivables.models.ledger import Allocation, InvoicePayment, LedgerEntry
from zhike.receivables.models.receipt import PayerAccount, Receipt
from zhike.receivables.models.rulebook import Rulebook
from zhike.receivables.models.series import Series

__all__ = [
    "Allocation",
    "BankLine",
    "BillingDetails",
    "CreditHold",
    "CreditLimit",
    "Instalment",
    "Invoice",
    "InvoiceLine",
    "InvoicePayment",
    "LedgerEntry",
    "PayerAccount",
    "Receipt",
    "Reminder",
    "Rulebook",
    "Series",
]
