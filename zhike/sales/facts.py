"""What sales publish to the warehouse: documents of the ledger with their amounts, and what papers say."""

from zhike.catalog.currencies import worth
from zhike.insight.unpriced import publish_unpriced
from zhike.kit.facts import Column, Fact, publish
from zhike.sales.models import Contract, Order, Quote

# What one of the currency of an order is worth to the firm on the day of the order; of what changes an order or gives
# it back, on the day of that order, so that a sale that was undone leaves nothing. Costs of products are the firm's.
WORTH = worth(
    "o.currency", "coalesce((select sale.placed_on from sales_order sale where sale.id = o.amends_id), o.placed_on)"
)
COST_WORTH = f"case when o.quote_id is null then {WORTH} else 1 end"

publish(
    Fact(
        name="orders",
        grain="one sale, return or adjustment, in the currency of the firm; margin is null where the cost of any line"
        " is unknown; first_of_day is true for one sale of each customer on each day; credited_to is for whom it"
        " counts",
        columns=(
            Column("order_id", "int64"),
            Column("customer_id", "int64"),
            Column("placed_on", "date32"),
            Column("kind", "string"),
            Column("gross", "money"),
            Column("refund", "money"),
            Column("net", "money"),
            Column("margin", "money"),
            Column("first_of_day", "bool"),
            Column("credited_to", "int64"),
        ),
        sql=f"""
            select o.id, o.customer_id, o.placed_on,
                   case when o.status = 'cancelled' then 'adjustment' else o.kind end,
                   coalesce(l.gross, 0) * {WORTH}, coalesce(l.refund, 0) * {WORTH},
                   coalesce(l.gross + l.refund, 0) * {WORTH},
                   case when l.costs_known then (l.gross + l.refund) * {WORTH} - l.cost * {COST_WORTH} end,
                   o.kind = 'sale' and o.status <> 'cancelled' and o.id = min(o.id) filter (
                       where o.kind = 'sale' and o.status <> 'cancelled'
                   ) over (partition by o.customer_id, o.placed_on), o.credited_to_id {{added}}
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
            where {WORTH} is not null
        """,  # noqa: S608 -- our own words
        model=Order,
        day="placed_on",
    )
)
publish(
    Fact(
        name="order_lines",
        grain="one line of an order, in the currency of the firm; is_goods is false for charges and for lines without a"
        " product",
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
        sql=f"""
            select l.id, l.order_id, l.product_id, p.code, coalesce(p.is_goods, false),
                   o.placed_on, o.kind, l.quantity, l.amount * {WORTH}
            from sales_orderline l
            join sales_order o on o.id = l.order_id
            left join catalog_product p on p.id = l.product_id
            where {WORTH} is not null
        """,  # noqa: S608 -- our own words
        day="placed_on",
    )
)
publish_unpriced(
    "orders",
    "one order that orders and its lines leave out,",
    key="order_id",
    day="placed_on",
    amount="total",
    rows="sales_order o",
    worth=WORTH,
)
publish(
    Fact(
        name="order_sellers",
        grain="one sale, return or adjustment, with whose quote, deal or contract it came of; total is in its currency",
        columns=(
            Column("order_id", "int64"),
            Column("customer_id", "int64"),
            Column("seller_id", "int64"),
            Column("amends_id", "int64"),
            Column("placed_on", "date32"),
            Column("kind", "string"),
            Column("currency", "string"),
            Column("total", "money"),
        ),
        sql="""
            select o.id, o.customer_id, coalesce(q.owner_id, d.owner_id, c.owner_id), o.amends_id, o.placed_on,
                   case when o.status = 'cancelled' then 'adjustment' else o.kind end, o.currency, o.total
            from sales_order o
            left join sales_quote q on q.id = o.quote_id
            left join deals_deal d on d.id = o.deal_id
            left join sales_contract c on c.id = o.contract_id
        """,
        day="placed_on",
    )
)
publish(
    Fact(
        name="line_prices",
        grain="one line of an order whose list price is known; listed is that of all its units, or what the price lists"
        " asked when its quote was asked about or sent, if that is more",
        columns=(
            Column("line_id", "int64"),
            Column("order_id", "int64"),
            Column("product_id", "int64"),
            Column("placed_on", "date32"),
            Column("quantity", "money"),
            Column("listed", "money"),
            Column("amount", "money"),
        ),
        sql="""
            select l.id, l.order_id, l.product_id, o.placed_on, l.quantity,
                   greatest(l.list_price, kept.on_lists) * l.quantity, l.amount
            from sales_orderline l
            join sales_order o on o.id = l.order_id
            left join (
                select ol.id, ql.on_lists
                from sales_order sale
                join sales_orderline ol on ol.order_id = sale.id
                join (
                    select quote_id, unit_price, on_lists,
                           row_number() over (partition by quote_id order by position) as place
                    from sales_quoteline
                    where part = 'included' or chosen
                ) ql on ql.quote_id = sale.quote_id and ql.place = ol.position and ql.unit_price = ol.unit_price
                where sale.kind = 'sale'
            ) kept on kept.id = coalesce(l.amends_id, l.id)
            where l.list_price is not null
        """,
        day="placed_on",
    )
)
publish(
    Fact(
        name="returns",
        grain="one line of a return, in the currency of the firm; amount and quantity are below zero",
        columns=(
            Column("line_id", "int64"),
            Column("order_id", "int64"),
            Column("customer_id", "int64"),
            Column("product_id", "int64"),
            Column("placed_on", "date32"),
            Column("quantity", "money"),
            Column("amount", "money"),
        ),
        sql=f"""
            select l.id, l.order_id, o.customer_id, l.product_id, o.placed_on, l.quantity, l.amount * {WORTH}
            from sales_orderline l
            join sales_order o on o.id = l.order_id
            where o.kind = 'return' and {WORTH} is not null
        """,  # noqa: S608 -- our own words
        day="placed_on",
    )
)
publish(
    Fact(
        name="costs",
        grain="one line of an order whose cost is known, in the currency of the firm; cost is that of all its units",
        columns=(
            Column("line_id", "int64"),
            Column("order_id", "int64"),
            Column("product_id", "int64"),
            Column("placed_on", "date32"),
            Column("unit_cost", "money"),
            Column("cost", "money"),
        ),
        sql=f"""
            select l.id, l.order_id, l.product_id, o.placed_on, l.unit_cost * {COST_WORTH},
                   l.quantity * l.unit_cost * {COST_WORTH}
            from sales_orderline l
            join sales_order o on o.id = l.order_id
            where l.unit_cost is not null and {WORTH} is not null
        """,  # noqa: S608 -- our own words
        day="placed_on",
    )
)
publish(
    Fact(
        name="quotes",
        grain="one version of a quote that left the desk; amounts are in its currency and hold tax",
        columns=(
            Column("quote_id", "int64"),
            Column("first_id", "int64"),
            Column("customer_id", "int64"),
            Column("deal_id", "int64"),
            Column("owner_id", "int64"),
            Column("edition", "int64"),
            Column("status", "string"),
            Column("currency", "string"),
            Column("issued_on", "date32"),
            Column("valid_until", "date32"),
            Column("discount", "money", "%"),
            Column("gross", "money"),
        ),
        sql="""
            select id, coalesce(of_id, id), customer_id, deal_id, owner_id, edition, status, currency, issued_on,
                   valid_until, discount, gross {added}
            from sales_quote where issued_on is not null
        """,
        model=Quote,
        day="issued_on",
    )
)
publish(
    Fact(
        name="quote_lines",
        grain="one line of such a quote; what is optional or an alternative counts where it is taken",
        columns=(
            Column("line_id", "int64"),
            Column("quote_id", "int64"),
            Column("product_id", "int64"),
            Column("counts", "bool"),
            Column("issued_on", "date32"),
            Column("quantity", "money"),
            Column("list_price", "money"),
            Column("unit_price", "money"),
            Column("amount", "money"),
        ),
        sql="""
            select l.id, l.quote_id, l.product_id, l.part = 'included' or l.chosen, q.issued_on, l.quantity,
                   l.list_price, l.unit_price, l.amount
            from sales_quoteline l
            join sales_quote q on q.id = l.quote_id
            where q.issued_on is not null
        """,
        day="issued_on",
    )
)
publish(
    Fact(
        name="contracts",
        grain="one contract that was signed; its amount is in its currency and holds tax",
        columns=(
            Column("contract_id", "int64"),
            Column("customer_id", "int64"),
            Column("deal_id", "int64"),
            Column("owner_id", "int64"),
            Column("status", "string"),
            Column("currency", "string"),
            Column("amount", "money"),
            Column("signed_on", "date32"),
            Column("starts_on", "date32"),
            Column("ends_on", "date32"),
        ),
        sql="""
            select id, customer_id, deal_id, owner_id, status, currency, amount, signed_on, starts_on, ends_on {added}
            from sales_contract where signed_on is not null
        """,
        model=Contract,
        day="signed_on",
    )
)
publish(
    Fact(
        name="deliveries",
        grain="one line of a delivery that counts, or a part of a bundle delivered alone, numbered below zero",
        columns=(
            Column("line_id", "int64"),
            Column("delivery_id", "int64"),
            Column("order_id", "int64"),
            Column("customer_id", "int64"),
            Column("product_id", "int64"),
            Column("delivered_on", "date32"),
            Column("deliver_by", "date32"),
            Column("quantity", "money"),
        ),
        sql="""
            select l.id, d.id, o.id, o.customer_id, ol.product_id, d.delivered_on, o.deliver_by, l.quantity
            from sales_deliveryline l
            join sales_delivery d on d.id = l.delivery_id
            join sales_order o on o.id = d.order_id
            join sales_orderline ol on ol.id = l.line_id
            where d.status = 'done'
            union all
            select -a.id, d.id, o.id, o.customer_id, p.product_id, d.delivered_on, o.deliver_by, a.quantity
            from sales_deliverypart a
            join sales_delivery d on d.id = a.delivery_id
            join sales_order o on o.id = d.order_id
            join sales_orderlinepart p on p.id = a.part_id
            where d.status = 'done'
        """,
        day="delivered_on",
    )
)
