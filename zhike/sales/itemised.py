"""What programs are told of the lines of papers, and how they send them."""

import json
from collections.abc import Sequence
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from zhike.api.rest.lines import Column, below, columns, tell
from zhike.api.rest.shapes import Amount, Related, Text, Whole, closed, take_objects
from zhike.catalog.models import Product
from zhike.sales import actions as papers
from zhike.sales import balance
from zhike.sales.apart import Apart
from zhike.sales.models import Delivery, DeliveryLine, DeliveryPart, Order, OrderLine, Quote, QuoteLine
from zhike.sales.models.ledger import OrderStatus
from zhike.sales.sums import FINEST

CODE, COST = (Product, "code"), (Product, "cost")
SOLD, TOTAL, TAX = (Order, "product"), (Order, "total"), (Order, "tax")
GROSS = (Quote, "gross")
Quantities = Annotated[dict[str, Amount], Field(examples=[{"17": "2"}])]


def of_orders(some: Sequence[Order]) -> dict[int, list[balance.Standing]]:
    """The lines of orders that were made here as they stand; of what amends another, or was imported, none."""
    made = [order.pk for order in some if not order.amends_id and order.status != OrderStatus.COMPLETE]
    return balance.standing_of(made) if made else {}


def of_parts(one: balance.Standing) -> list[dict[str, Any]]:
    """What of the bundles on a line moves alone."""
    return [_of_part(one, part) for part in one.parts]


def put(quote: Quote, lines: list[dict[str, Any]], *, by: Any) -> None:
    """Give a quote these lines; what is taken off all of them stays."""
    papers.write_lines(quote, by=by, lines=json.dumps(lines, default=str), discount=quote.discount)


def quantity(name: str) -> Column:
    """A quantity that was reckoned, with as many decimals as those that are kept."""
    return Column(name, str, lambda one: getattr(one, name).quantize(FINEST))


def _of_part(one: balance.Standing, part: Apart) -> dict[str, Any]:
    product = part.part.product
    return {
        "part": part.key,
        "product": product,
        "unit": product.unit,
        "each": part.each,
        "open": one.missing(part).quantize(FINEST),
        "returnable": one.with_customer(part).quantize(FINEST),
    }


def _code(line: Any) -> str:
    return line.product.code if line.product else ""


Moving = create_model(
    "OrderFulfilmentPart",
    __doc__="Goods in the bundles on a line: `each` of one bundle, and what of them can move alone.",
    part=(int, ...),
    product=(Related, ...),
    unit=(str, ...),
    each=(str, ...),
    open=(str, ...),
    returnable=(str, ...),
)
QuoteLineValues = closed(
    "QuoteLineValues",
    {
        "product": (Whole | None, None),
        "description": (Text, ""),
        "quantity": (Amount, ...),
        "unit": (Text, ""),
        "list_price": (Amount | None, None),
        "discount": (Amount, 0),
        "tax_rate": (Amount | None, None),
        "part": (Literal[tuple(QuoteLine.Part.values)], "included"),
    },
)

tell(
    Quote,
    "lines",
    about="One line of a quote. Prices hold tax; `unit_price` is after all discounts.",
    fetch=below(QuoteLine.objects.select_related("product").order_by("position"), "quote"),
    columns=(
        *columns(QuoteLine, "id", "position", "part", "chosen", "product", "description", "quantity", "unit"),
        Column("code", str, _code, (CODE,)),
        *columns(QuoteLine, "list_price", "unit_price", "amount", list_price=GROSS, unit_price=GROSS, amount=GROSS),
        *columns(QuoteLine, "discount", discount=(Quote, "discount")),
        *columns(QuoteLine, "tax_rate", "net", "tax", net=(Quote, "net"), tax=(Quote, "tax")),
    ),
    written=QuoteLineValues,
    put=put,
)
tell(
    Order,
    "lines",
    about="One line as it stands in the ledger; all amounts together are the total. `amends` is a line of another row.",
    fetch=below(OrderLine.objects.select_related("product").order_by("position"), "order"),
    columns=(
        *columns(OrderLine, "id", "position"),
        Column("amends", int, attrgetter("amends_id")),
        *columns(OrderLine, "product", "description", product=SOLD, description=SOLD),
        Column("code", str, _code, (CODE, SOLD)),
        *columns(OrderLine, "quantity", "unit", "tax_rate", "discount"),
        *columns(OrderLine, "list_price", "unit_price", "amount", list_price=TOTAL, unit_price=TOTAL, amount=TOTAL),
        *columns(OrderLine, "tax", "unit_cost", tax=TAX, unit_cost=COST),
    ),
)
tell(
    Order,
    "fulfilment",
    about="A line of an order with all that changed it: what of it is open, and what could come back.",
    usual=False,
    fetch=of_orders,
    columns=(
        Column("line", int, attrgetter("key")),
        Column("position", int, attrgetter("position")),
        Column("product", Related, attrgetter("product"), (SOLD,)),
        Column("description", str, attrgetter("description"), (SOLD,)),
        Column("code", str, _code, (CODE, SOLD)),
        Column("unit", str, attrgetter("unit")),
        *(quantity(name) for name in ("ordered", "changed", "delivered", "returned", "open", "returnable")),
        Column("amount", str, attrgetter("amount"), (TOTAL,)),
        Column("tax", str, attrgetter("tax"), (TAX,)),
        Column("parts", list[Moving], of_parts, (SOLD,)),  # type: ignore[valid-type]
    ),
)
tell(
    Delivery,
    "lines",
    about="How much of one line of the order was delivered.",
    fetch=below(DeliveryLine.objects.select_related("line__product").order_by("pk"), "delivery"),
    columns=(
        Column("line", int, attrgetter("line_id")),
        Column("product", Related, attrgetter("line.product"), (SOLD,)),
        Column("description", str, lambda one: str(one.line), (SOLD,)),
        Column("code", str, lambda one: _code(one.line), (CODE, SOLD)),
        *columns(DeliveryLine, "quantity"),
        Column("unit", str, attrgetter("line.unit")),
    ),
)
tell(
    Delivery,
    "parts",
    about="How much of one part of a bundle was delivered alone.",
    fetch=below(DeliveryPart.objects.select_related("part__product").order_by("pk"), "delivery"),
    columns=(
        Column("part", int, attrgetter("part_id")),
        Column("line", int, attrgetter("part.line_id")),
        Column("product", Related, attrgetter("part.product"), (SOLD,)),
        Column("code", str, attrgetter("part.product.code"), (CODE, SOLD)),
        *columns(DeliveryPart, "quantity"),
        Column("unit", str, attrgetter("part.product.unit")),
    ),
)
take_objects(papers.write_lines, lines=list[QuoteLineValues])  # type: ignore[valid-type]
take_objects(papers.deliver, lines=Quantities, parts=Quantities)
take_objects(papers.take_back, lines=Quantities, parts=Quantities)
take_objects(papers.change_order, lines=Quantities, more=list[QuoteLineValues])  # type: ignore[valid-type]
