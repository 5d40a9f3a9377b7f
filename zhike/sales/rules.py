"""Arithmetic of sales, without a database."""

import re
from datetime import date
from decimal import Decimal

LARGEST_LINE = Decimal(10) ** 11  # so that even ten thousand such lines fit into the total of an order

_GROUPED = re.compile(r"[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?")
_GOODS = re.compile(r"[0-9]{5}")
_CHARGE = re.compile(r"[A-Za-z ]+|[A-Za-z][0-9]?|gift.*", re.IGNORECASE)
_CHARGE_WORDS = ("运费", "邮费", "快递费", "手续费", "服务费", "折扣", "优惠", "补差", "差价", "礼品卡", "押金", "定金")


def is_goods(code: str) -> bool:
    """Whether a product code names goods rather than a charge, voucher or correction.

    Codes that begin with five digits are goods. Letters alone (POST, M, BANK CHARGES), a letter and a digit (C2), gift
    vouchers, and the usual Chinese words for charges are not. Anything else is taken for goods.
    """
    if _GOODS.match(code):
        return True
    return not _CHARGE.fullmatch(code) and not any(word in code for word in _CHARGE_WORDS)


def ungrouped(typed: str) -> str:
    """A figure without the commas between its thousands, as spreadsheets copy it; any other text as it is.

    >>> ungrouped("1,680.50"), ungrouped("1,5")
    ('1680.50', '1,5')
    """
    return re.sub("[,，]", "", typed) if _GROUPED.fullmatch(typed) else typed


def kind_of(
    number: str, *, total: Decimal, quantity: Decimal, return_prefix: str = "", adjustment_prefix: str = ""
) -> str:
    """Whether a document is a sale, a return or an adjustment.

    The prefix of its number decides where the firm uses one: C536379 with `return_prefix="C"`. Otherwise a negative
    `total` is a return, and goods taken away for nothing (no total, negative `quantity`) correct the stock.
    """
    if adjustment_prefix and number.startswith(adjustment_prefix):
        return "adjustment"
    if return_prefix and number.startswith(return_prefix):
        return "return"
    if total < 0:
        return "return"
    return "adjustment" if total == 0 and quantity < 0 else "sale"


def last_months(day: date, count: int) -> list[date]:
    """The first days of the `count` months that end with the month of `day`, oldest first.

    >>> last_months(date(2026, 2, 10), 3)
    [datetime.date(2025, 12, 1), datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)]
    """
    last = day.year * 12 + day.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - count + 1, last + 1)]
