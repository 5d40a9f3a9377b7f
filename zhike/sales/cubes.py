"""The cube of sales: order lines by time, customer, product, who looks after whom and for whom it counts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.insight.cubes.customers import CUSTOMER, OF_CUSTOMER, with_customer
from zhike.insight.cubes.declaring import (
    COUNT,
    DISTINCT,
    EXACT,
    NUMBER,
    SHARE,
    SUM,
    Cube,
    Dimension,
    Figure,
    Measure,
    Part,
    Unpriced,
    declare,
    times,
)
from zhike.sales.credited import CREDITED, EARNERS, OF_CREDITED
from zhike.sales.models import Kind, Order

MONEY_OF_ORDERS = (Order, "total")
COSTS = (Product, "cost")
NET = Part(SUM, "amount")
# An order counts once, on its first line, unless its lines are told apart.
ORDERS = Part(
    DISTINCT, "CASE WHEN document = 'sale' THEN order_id END", once="CASE WHEN document = 'sale' THEN first_line END"
)
BUYERS = Part(DISTINCT, "CASE WHEN document = 'sale' THEN customer_id END")
SALES: dict[str, Any] = {"only": "kind in (sale)", "counts": "document = 'sale'"}
REFUNDS = Part(SUM, "CASE WHEN amount < 0 THEN -amount ELSE 0 END")

SQL = with_customer(
    f"""
    {CREDITED}, f.order_id, l.product_code AS product, f.placed_on AS day, f.kind AS document, l.is_goods, p.category,
    CASE WHEN l.line_id IS NULL OR l.line_id = n.line_id THEN 1 ELSE 0 END AS first_line, l.line_id,
    CAST(l.quantity AS DECIMAL(18, 4)) AS quantity,
    CAST(coalesce(l.amount, 0) AS DECIMAL(18, 4)) AS amount,
    CAST(k.cost AS DECIMAL(18, 4)) AS cost
    """,
    f"""orders f {EARNERS}
    LEFT JOIN order_lines l ON l.order_id = f.order_id
    LEFT JOIN (SELECT order_id, min(line_id) AS line_id FROM order_lines GROUP BY order_id) n ON n.order_id = f.order_id
    LEFT JOIN costs k ON k.line_id = l.line_id
    LEFT JOIN goods p ON p.product_id = l.product_id
    """,  # noqa: S608 -- our own words
)

declare(
    Cube(
        name="sales",
        label=_("Sales"),
        about=_(
            "What customers bought and gave back, line by line. The owner is who looks after the customer today;"
            " an order is credited to whoever did when it was booked."
        ),
        records=Order,
        key="order_id",
        sql=SQL,
        facts=("orders", "order_lines", "costs", "customers"),
        declared=(
            *times(),
            *OF_CUSTOMER("customer."),
            *OF_CREDITED(Order),
            CUSTOMER,
            Dimension(
                "category",
                _("Product category"),
                asked="product_category",
                needs=(Product, "category"),
                finer="product",
                per_line=True,
            ),
            Dimension(
                "product",
                _("Product"),
                asked="product",
                needs=(Product, ""),
                model=Product,
                match="code",
                per_line=True,
            ),
            Dimension("document", _("Document"), asked="kind", needs=(Order, "kind"), choices=Kind.choices),
        ),
        measures=(
            Measure("net", _("Net sales"), {"net": NET}, about=_("Sales less refunds."), needs=MONEY_OF_ORDERS),
            Measure(
                "margin",
                _("Margin"),
                {"margin": Part(EXACT, "CASE WHEN count(line_id) = count(cost) THEN sum(amount) - sum(cost) END")},
                about=_("Net sales less cost; unknown where the cost of any line is."),
                needs=MONEY_OF_ORDERS,
                besides=COSTS,
            ),
            Measure("orders", _("Orders"), {"orders": ORDERS}, unit=COUNT, **SALES),
            Measure(
                "customers",
                _("Customers"),
                {"customers": BUYERS},
                unit=COUNT,
                **SALES,
                about=_("Different customers who bought; the same one counts once in each cell and in each total."),
            ),
            Measure(
                "units",
                _("Units"),
                {"units": Part(SUM, "CASE WHEN is_goods THEN quantity ELSE 0 END")},
                unit=NUMBER,
                about=_("Goods sold less goods given back."),
            ),
            Measure("refunds", _("Refunds"), {"refunds": REFUNDS}, needs=MONEY_OF_ORDERS, is_worse_more=True),
            Measure(
                "average_order",
                _("Average order"),
                {"sold": Part(SUM, "CASE WHEN document = 'sale' THEN amount ELSE 0 END"), "orders": ORDERS},
                "sold / orders",
                about=_("Sales divided by their number, of each cell anew."),
                **SALES,
                needs=MONEY_OF_ORDERS,
            ),
            Measure(
                "per_customer",
                _("Net sales per customer"),
                {"net": NET, "customers": BUYERS},
                "net / customers",
                needs=MONEY_OF_ORDERS,
            ),
            Measure(
                "refund_rate",
                _("Refund rate"),
                {"refunds": REFUNDS, "gross": Part(SUM, "CASE WHEN amount > 0 THEN amount ELSE 0 END")},
                "refunds / gross",
                unit=SHARE,
                needs=MONEY_OF_ORDERS,
                is_worse_more=True,
            ),
        ),
        owners={"customer": "customer_id"},
        day="day",
        asked_day="placed_at",
        unpriced=Unpriced("orders"),
        added_to=Customer,
        added_path="customer.",
        lines=("customer", "product", "document"),
        figures=(Figure("quantity", _("Quantity"), NUMBER), Figure("amount", _("Net sales"), needs=MONEY_OF_ORDERS)),
        usual={"rows": "month", "columns": "channel", "measure": "net"},
        order=10,
    )
)
