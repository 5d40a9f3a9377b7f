"""What the pool publishes to the warehouse: every stay of a customer in it."""

from zhike.kit.facts import Column, Fact, publish

publish(
    Fact(
        name="pool_stays",
        grain="one stay of a customer in a pool; without a day it left it is still there",
        columns=(
            Column("stay_id", "int64"),
            Column("customer_id", "int64"),
            Column("pool_id", "int64"),
            Column("came_on", "date32"),
            Column("why", "string"),
            Column("last_owner_id", "int64"),
            Column("left_on", "date32"),
            Column("claimed_by_id", "int64"),
        ),
        sql="""
            select id, customer_id, pool_id, in_on, why, last_owner_id, out_on, claimed_by_id from pool_poolstay
        """,
        day="came_on",
    )
)
