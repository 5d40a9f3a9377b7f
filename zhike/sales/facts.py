"""What sales publish to the warehouse: documents with their three amounts, and their lines."""

from zhike.kit.facts import Column, Fact, publish
from zhike.sales.models import Order

publish(
    Fact(
        name="orders",
        grain="one sale, return or adjustment; margin is null where the cost of any line is unknown",
        columns=(
            Column("order_id", "int64"),
            Column("customer_id", "int64"),
            Column("placed_on", "date32"),
            Column("kind", "string"),
            Column("gross", "money"),
            Column("refund", "money"),
            Column("net", "money"),
            Column("margin", "money"),
        ),
        sql="""
            select o.id, o.customer_id, o.placed_on, o.kind,
                   coalesce(l.gross, 0), coalesce(l.refund, 0), coalesce(l.gross + l.refund, 0),
                   case when l.costs_known then l.gross + l.refund - l.cost end {added}
            from sales_order o
            left join (
                select order_id,
                       sum(greatest(amount, 0)) as gross,
                       sum(least(amount, 0)) as refund,
                       sum(quantity * unit_cost) as cost,
                       bool_and(unit_cost is not null) as costs_known
                from sales_orderline
                group by order_id
            ) l on l.order_id = o.id
        """,
        model=Order,
        day="placed_on",
    )
)
publish(
    Fact(
        name="order_lines",
        grain="one line of an order; is_goods is false for charges and for lines without a product",
        columns=(
            Column("line_id", "int64"),
            Column("order_id", "int64"),
            Column("product_id", "int64"),
            Column("product_code", "string"),
            Column("is_goods", "bool"),
            Column("placed_on", "date32"),
            Column("kind", "string"),
            Column("quantity", "money"),
            Column("amount", "money"),
        ),
        sql="""
            select l.id, l.order_id, l.product_id, p.code, coalesce(p.is_goods, false),
                   o.placed_on, o.kind, l.quantity, l.amount
            from sales_orderline l
            join sales_order o on o.id = l.order_id
            left join catalog_product p on p.id = l.product_id
        """,
        day="placed_on",
    )
)
publish(
    Fact(
        name="returns",
        grain="one line of a return; amount and quantity are below zero",
        columns=(
            Column("line_id", "int64"),
            Column("order_id", "int64"),
            Column("customer_id", "int64"),
            Column("product_id", "int64"),
            Column("placed_on", "date32"),
            Column("quantity", "money"),
            Column("amount", "money"),
        ),
        sql="""
            select l.id, l.order_id, o.customer_id, l.product_id, o.placed_on, l.quantity, l.amount
            from sales_orderline l
            join sales_order o on o.id = l.order_id
            where o.kind = 'return'
        """,
        day="placed_on",
    )
)
publish(
    Fact(
        name="costs",
        grain="one line of an order whose cost is known; cost is that of all its units",
        columns=(
            Column("line_id", "int64"),
            Column("order_id", "int64"),
            Column("product_id", "int64"),
            Column("placed_on", "date32"),
            Column("unit_cost", "money"),
            Column("cost", "money"),
        ),
        sql="""
            select l.id, l.order_id, l.product_id, o.placed_on, l.unit_cost, l.quantity * l.unit_cost
            from sales_orderline l
            join sales_order o on o.id = l.order_id
            where l.unit_cost is not null
        """,
        day="placed_on",
    )
)
