"""Which column of a file is what: told with ``--columns``, else guessed from the headers, in Chinese and English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from zhike.insight.tool.problem import ToolProblem
from zhike.reading.mapping import TargetColumn, guess

AGAIN = re.compile(r" \([0-9]+\)$")  # how a header that stands twice is told apart
LONGEST = 255  # characters of a name or a number
ARROW = {
    "identifier": pa.string(),
    "text": pa.string(),
    "number": pa.decimal128(19, 4),
    "day": pa.date32(),
    "moment": pa.timestamp("us", "UTC"),
    "truth": pa.bool_(),
}


@dataclass(frozen=True)
class Shape:
    """One kind of file: the columns that are read from it, and the ways in which the needed ones may come.

    ``needs`` has an entry for each thing a row must say; an entry lists the groups of columns that can say it.
    ``in_full`` are headers that mean a column where they stand alone, and nothing as a part of a longer one.
    ``may_be_blank`` are needed columns with cells that may be empty; ``told_only`` those that no header is taken for
    unless it is told. Where a shape ``takes_rest``, every other column of the file is read too, as text;
    ``rest`` are these once the file is known.
    """

    name: str
    columns: tuple[TargetColumn, ...]
    needs: tuple[tuple[tuple[str, ...], ...], ...]
    may_be_blank: frozenset[str] = frozenset()
    told_only: frozenset[str] = frozenset()
    takes_rest: bool = False
    in_full: Mapping[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()

    @property
    def needed(self) -> frozenset[str]:
        """Every column that may be asked of a file."""
        return frozenset(name for groups in self.needs for group in groups for name in group)

    def with_rest(self, headers: Sequence[str], chosen: Mapping[str, str]) -> tuple["Shape", dict[str, str]]:
        """The shape with every other header of a file as a column of that name, and what is chosen then."""
        rest = [header for header in headers if header not in chosen.values()]
        taken = {"row", *(target.name for target in self.columns)}
        named = {f"{header} (2)" if header in taken else header: header for header in rest}
        texts = tuple(TargetColumn(name, name, "text", longest=LONGEST) for name in named)
        return replace(self, columns=(*self.columns, *texts), rest=tuple(named)), {**chosen, **named}


def column(name: str, kind: str, *ways: str) -> TargetColumn:
    """A column that is known by these headers."""
    synonyms = tuple(way for some in ways for way in some.split(", "))
    return TargetColumn(name, name, kind, synonyms=synonyms, longest=LONGEST)


CUSTOMER = column(
    *("customer", "identifier"),
    "customer, customer id, customer no, customer number, customer code, client id, client, buyer id, buyer",
    "user id, member id, account id, account, sample id, master id, customer name, client name",
    "客户, 客户编号, 客户编码, 客户代码, 客户号, 会员号, 会员编号, 会员卡号, 会员, 用户ID",
    "买家ID, 客户名称, 客户姓名, 买家",
)
DATE = column(
    *("date", "day"),
    "date, order date, InvoiceDate, invoice date, transaction date, purchase date, placed on, placed at",
    "order time, created, datetime, timestamp, time, day",
    "日期, 下单日期, 订单日期, 交易日期, 销售日期, 下单时间, 订单时间, 交易时间, 付款时间, 单据日期, 时间",
)
AMOUNT = column(
    *("amount", "number"),
    "amount, net amount, total amount, order amount, total price, line total, total, sales, revenue",
    "spend, net, value, gmv",
    "金额, 销售额, 订单金额, 实付金额, 成交金额, 交易金额, 付款金额, 支付金额, 应付金额, 销售金额",
    "消费金额, 总价, 总额, 小计",
)
ORDER = column(
    *("order", "identifier"),
    "order id, order no, order number, InvoiceNo, invoice no, invoice number, invoice, transaction id",
    "document, receipt",
    "订单, 订单号, 订单编号, 单号, 单据编号, 销售单号, 交易号, 小票号, 流水号",
)
PRODUCT = column(
    *("product", "identifier"),
    "product code, product id, StockCode, stock code, sku, item code, item no, item id, item, article, product name",
    "商品, 产品, 商品编码, 商品编号, 产品编码, 产品编号, 货号, 存货编码, 物料编码, 商家编码, 商品名称, 产品名称, 品名",
)
ORDERS = Shape(
    "orders",
    (
        CUSTOMER,
        DATE,
        AMOUNT,
        ORDER,
        PRODUCT,
        column("quantity", "number", "qty, units, 数量, 购买数量, 销售数量, 件数"),
        column("price", "number", "unit price, UnitPrice, price each, 单价, 成交单价, 销售单价, 价格"),
        column("cost", "number", "unit cost, cost price, 成本, 成本价, 单位成本, 进价, 采购价"),
        column("currency", "text", "currency code, 币种, 货币"),
    ),
    needs=((("customer",),), (("date",),), (("amount",), ("quantity", "price"))),
    may_be_blank=frozenset(["customer"]),
)
ALIASES = {
    "customer_id": "customer",
    "day": "date",
    "value": "amount",
    "order_id": "order",
    "invoice": "order",
    "item": "product",
    "qty": "quantity",
    "unit_price": "price",
    "unit_cost": "cost",
}


def told(texts: Sequence[str], shape: Shape) -> dict[str, str]:
    """``customer=Kunde,date=Tag`` as a mapping; a header may hold commas, and none means that the file has no such."""
    names = {target.name for target in shape.columns}
    found: dict[str, str] = {}
    for part in (part for text in texts for part in re.split(r",(?=\s*\w+\s*=)", text)):
        name, equals, header = (piece.strip() for piece in part.partition("="))
        name = name if name in names else ALIASES.get(name, name)
        if not equals or name not in names:
            raise ToolProblem(f"--columns takes name=header, with the names {', '.join(sorted(names))}; not {part!r}.")
        found[name] = header
    return found


def choose(headers: Sequence[str], shape: Shape, asked: Mapping[str, str], *, measure: str) -> dict[str, str]:
    """The header for each column that is there. Refuses with the headers found where a needed one is not."""
    chosen = {name: header_of(headers, name, header) for name, header in asked.items() if header}
    chosen |= guessed([header for header in headers if header not in chosen.values()], shape, without=asked)
    if {"quantity", "price"} <= asked.keys() and "amount" not in asked:
        chosen.pop("amount", None)
    if absent := [groups for groups in shape.needs if not any(set(group) <= chosen.keys() for group in groups)]:
        raise ToolProblem(missing(absent, headers, measure))
    return chosen


def guessed(headers: Sequence[str], shape: Shape, *, without: Mapping[str, str]) -> dict[str, str]:
    """The likeliest headers: first those a column is known by in full, then by a part, needed columns before others."""
    targets = [target for target in shape.columns if target.name not in without and target.name not in shape.told_only]
    needed = [target for target in targets if target.name in shape.needed]
    known = {folded(way) for target in targets if target not in needed for way in (target.name, *target.synonyms)}
    alone = {folded(header): header for header in headers}
    found = {name: alone[way] for way, name in shape.in_full.items() if way in alone and name not in without}
    found = dict(guess([header for header in headers if folded(header) not in known], needed).columns) | found
    rest = [target for target in targets if target.name not in found]
    return found | guess([header for header in headers if header not in found.values()], rest).columns


def rivals(headers: Sequence[str], chosen: Mapping[str, str], target: TargetColumn) -> list[str]:
    """Other headers that stand for the column as well as the chosen one, and were taken for nothing else.

    One that is called as the column itself has no rival but one of the same name.
    """
    free = [header for header in headers if header not in chosen.values()]
    again = [header for header in free if AGAIN.sub("", header) == chosen[target.name]]
    if folded(chosen[target.name]) == folded(target.name):
        return again
    ways = {folded(way) for way in (target.name, *target.synonyms)}
    return again + [header for header in free if header not in again and folded(header) in ways]


def is_header(cells: Sequence[str]) -> bool:
    """Whether a line names columns: two of its cells or more are headers of orders, in full."""
    known = {folded(way) for target in ORDERS.columns for way in (target.name, *target.synonyms)}
    return len([cell for cell in cells if folded(cell) in known]) > 1


def header_of(headers: Sequence[str], name: str, asked: str) -> str:
    """The header as the file spells it."""
    if asked in headers:
        return asked
    alike = [header for header in headers if folded(header) == folded(asked)]
    if len(alike) != 1:
        raise ToolProblem(f"There is no column {asked!r} for {name}. The file has: {', '.join(headers)}.")
    return alike[0]


def missing(absent: Sequence[tuple[tuple[str, ...], ...]], headers: Sequence[str], measure: str) -> str:
    """All that is not there, what is, and what to type."""
    wanted = "; ".join(", or ".join(" and ".join(group) for group in groups) for groups in absent)
    example = ",".join(f"{name}=…" for groups in absent for name in groups[0])
    return (
        f"{measure} needs the column {wanted}, and no header is known to mean it. The file has: {', '.join(headers)}."
        f" Say which one it is with --columns {example}"
    )


def folded(header: str) -> str:
    """A header without case, blanks and marks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())
