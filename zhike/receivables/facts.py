"""What receivables publish to the warehouse: claims, money, what settled what, and invoices."""

from zhike.kit.facts import Column, Fact, publish
from zhike.receivables.models import Invoice, Receipt

publish(
    Fact(
        name="receivables",
        grain="one claim: an instalment of an order, a contract or an invoice, or a refund; replanned ones are settled",
        columns=(
            Column("claim_id", "int64"),
            Column("customer_id", "int64"),
            Column("claimed_on", "date32"),
            Column("due_on", "date32"),
            Column("currency", "string"),
            Column("amount", "money"),
            Column("firm_amount", "money"),
            Column("is_disputed", "bool"),
        ),
        sql="""
            select e.id, e.customer_id, e."on", i.due_on, e.currency, e.debit, e.firm_debit,
                   exists (
                       select from receivables_invoice v
                       where v.disputed <> '' and (v.id = i.invoice_id or v.order_id = i.order_id)
                   )
            from receivables_ledgerentry e
            left join receivables_instalment i on i.entry_id = e.id
            where e.account = 'owed' and e.debit > 0 and e.kind <> 'exchanged'
        """,
        day="claimed_on",
    )
)
publish(
    Fact(
        name="settlements",
        grain="so much of a credit settled so much of a claim; what was taken back is a row below zero",
        columns=(
            Column("settlement_id", "int64"),
            Column("claim_id", "int64"),
            Column("customer_id", "int64"),
            Column("paid_on", "date32"),
            Column("kind", "string"),
            Column("currency", "string"),
            Column("amount", "money"),
        ),
        sql="""
            select a.id, a.debit_id, c.customer_id, a."on",
                   case when c.kind = 'exchanged' then 'receipt' else c.kind end, c.currency, a.amount
            from receivables_allocation a
            join receivables_ledgerentry c on c.id = a.credit_id
            join receivables_ledgerentry d on d.id = a.debit_id
            where d.kind <> 'exchanged'
        """,
        day="paid_on",
    )
)
publish(
    Fact(
        name="receipts",
        grain="one receipt or refund; withdrawn ones are left out; payer_as and reference_as are the first receipt with"
        " the same payer and the same bank reference; credited_to is for whom it counts",
        columns=(
            Column("receipt_id", "int64"),
            Column("customer_id", "int64"),
            Column("received_on", "date32"),
            Column("kind", "string"),
            Column("method", "string"),
            Column("currency", "string"),
            Column("amount", "money"),
            Column("allocated", "money"),
            Column("refunds_id", "int64"),
            Column("payer_as", "int64"),
            Column("reference_as", "int64"),
            Column("credited_to", "int64"),
        ),
        sql="""
            select id, customer_id, received_on, kind, method, currency, amount, allocated, refunds_id,
                   case when trim(payer) <> '' then min(id) over (partition by lower(trim(payer))) end,
                   case when trim(reference) <> '' then min(id) over (partition by lower(trim(reference))) end,
                   credited_to_id {added}
            from receivables_receipt
            where withdrawn_on is null
        """,
        model=Receipt,
        day="received_on",
    )
)
publish(
    Fact(
        name="invoices",
        grain="one issued invoice, red letter or credit note",
        columns=(
            Column("invoice_id", "int64"),
            Column("customer_id", "int64"),
            Column("order_id", "int64"),
            Column("counters_id", "int64"),
            Column("issued_on", "date32"),
            Column("due_on", "date32"),
            Column("form", "string"),
            Column("kind", "string"),
            Column("currency", "string"),
            Column("net", "money"),
            Column("tax", "money"),
            Column("gross", "money"),
            Column("countered", "money"),
            Column("paid", "money"),
            Column("is_disputed", "bool"),
        ),
        sql="""
            select id, customer_id, order_id, counters_id, issued_on, due_on, form, kind, currency, net, tax, gross,
                   countered, paid, disputed <> '' {added}
            from receivables_invoice
            where status = 'issued'
        """,
        model=Invoice,
        day="issued_on",
    )
)
