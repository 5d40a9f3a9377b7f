"""What customers owe: plans, receipts, invoices, the ledger behind them, credit and reminders."""

from zhike.kit.apps import Domain


class ReceivablesConfig(Domain):
    name = "zhike.receivables"
    label = "receivables"
    declarations = (*Domain.declarations, "nightly", "cubes", "itemised")
