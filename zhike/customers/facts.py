"""What customers publish to the warehouse: keys and classes, never a name or a number to call."""

from zhike.customers.models import Customer
from zhike.kit.facts import Column, Fact, publish

publish(
    Fact(
        name="customers",
        grain="one customer",
        columns=(
            Column("customer_id", "int64"),
            Column("kind", "string"),
            Column("known_since", "date32"),
            Column("region", "string"),
            Column("owner_id", "int64"),
            Column("referred_by", "int64"),
        ),
        sql="""
            select id, kind, known_since, nullif(region, ''), owner_id, referred_by_id {added}
            from customers_customer
        """,
        model=Customer,
    )
)
