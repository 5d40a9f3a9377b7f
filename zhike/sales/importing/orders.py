"""What an order file may hold, and what its report tells."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.exchange.importing.targets import Choice, Target
from zhike.kit.access.rows import may
from zhike.reading.mapping import TargetColumn
from zhike.sales.importing.loading import MERGING, READING, load
from zhike.sales.models import Order

LONGEST_DESCRIPTION = 2_000  # characters; what a line holds is less, and the rest is cut


def _column(name: str, label: Any, kind: str, longest: int, *ways: str, required: bool = False) -> TargetColumn:
    """A column of order files; `ways` are the headers by which it is known, separated by commas."""
    synonyms = tuple(way for some in ways for way in some.split(", "))
    return TargetColumn(name, label, kind, required, synonyms, longest)


COLUMNS = (
    _column(
        *("number", _("Order number"), "identifier", 60),
        "order no, order number, order id, InvoiceNo, invoice, invoice number, document",
        "订单号, 订单编号, 单号, 单据编号, 销售单号, 交易号",
        required=True,
    ),
    _column(
        *("placed_at", _("Placed at"), "moment", 60),
        "InvoiceDate, order date, order time, placed on, created, date, time",
        "下单时间, 订单时间, 下单日期, 订单日期, 交易时间, 付款时间, 销售日期, 单据日期, 日期",
        required=True,
    ),
    _column(
        *("quantity", _("Quantity"), "number", 60),
        "qty, units",
        "数量, 购买数量, 销售数量, 件数",
        required=True,
    ),
    _column(
        *("unit_price", _("Unit price"), "number", 60),
        "price",
        "单价, 成交单价, 销售单价, 价格",
        required=True,
    ),
    _column(
        *("product_code", _("Product code"), "identifier", 60),
        "StockCode, sku, product id, item code, item no, article",
        "商品编码, 商品编号, 产品编码, 产品编号, 货号, 存货编码, 物料编码, 商家编码",
    ),
    _column(
        *("description", _("Product name"), "text", LONGEST_DESCRIPTION),
        "description, product, product name, item, item name, title",
        "商品名称, 产品名称, 品名, 商品, 产品, 宝贝标题, 商品标题, 存货名称, 摘要",
    ),
    _column(
        *("customer_code", _("Customer code"), "identifier", 60),
        "CustomerID, customer id, customer no, customer number, client id, buyer id, account",
        "客户编号, 客户编码, 客户代码, 会员号, 会员编号, 会员卡号, 买家ID, 买家会员名, 用户ID",
    ),
    _column(
        *("customer_name", _("Customer name"), "text", 120),
        "customer, customer name, client, buyer, buyer name",
        "客户名称, 客户, 客户姓名, 会员名称, 买家, 收货人, 收货人姓名, 购货单位",
    ),
    _column(
        *("region", _("Region"), "text", 60),
        "country, state, province, area",
        "地区, 区域, 省份, 省, 国家, 大区",
    ),
    _column(
        *("unit_cost", _("Unit cost"), "number", 60),
        "cost, cost price",
        "成本, 成本价, 单位成本, 进价, 采购价",
    ),
)

PHASES = ((READING, _("Reading the file")), (MERGING, _("Writing into the ledger")))

CHOICES = (
    Choice("return_prefix", _("Numbers of returns begin with"), _("Otherwise negative totals are taken for returns.")),
    Choice("adjustment_prefix", _("Numbers of adjustments begin with")),
    Choice("currency", _("Currency"), _("Three letters; that of the firm where nothing is said."), pattern="[A-Z]{3}"),
)

OUTCOMES = (
    ("imported", _("Imported for known customers")),
    ("anonymous", _("Imported without a customer")),
    ("unchanged", _("Already there, unchanged")),
    ("rejected", _("Rejected")),
)

EXTRAS = (
    ("customers", _("New customers")),
    ("products", _("New products")),
    ("orders", _("New orders")),
    ("revenue", _("Amount imported")),
    ("zero_price", _("Lines with price zero")),
    ("negative_price", _("Lines with a negative price")),
    ("negative_quantity", _("Lines with a negative quantity")),
)


def may_import(by) -> bool:
    """Whether this person may bring orders in."""
    return may(by, "load", Order)


ORDERS = Target(
    name="orders",
    label=_("Orders"),
    columns=COLUMNS,
    load=load,
    allowed=may_import,
    outcomes=OUTCOMES,
    extras=EXTRAS,
    choices=CHOICES,
    phases=PHASES,
)
