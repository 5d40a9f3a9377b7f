"""What a file of a bank holds, by the headers that Chinese banks give it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.exchange.importing.targets import Choice, Target
from zhike.kit.access.rows import may
from zhike.reading.mapping import TargetColumn
from zhike.receivables.importing.loading import load
from zhike.receivables.models import Receipt


def _column(name: str, label: Any, kind: str, longest: int, ways: str, *, required: bool = False) -> TargetColumn:
    return TargetColumn(name, label, kind, required, tuple(ways.split(", ")), longest)


COLUMNS = (
    _column(
        *("received_on", _("Received on"), "day", 60),
        "date, value date, booking date, transaction date, 交易日期, 交易时间, 记账日期, 入账日期, 入账时间, 日期",
        required=True,
    ),
    _column(
        *("amount", _("Amount received"), "number", 60),
        "amount, credit, credit amount, 收入, 收入金额, 贷方发生额, 贷方金额, 收款金额, 交易金额, 发生额, 金额",
        required=True,
    ),
    _column(
        *("direction", _("Direction"), "text", 20),
        "direction, debit/credit, dr/cr, 借贷标志, 借贷方向, 收支类型, 收支, 借贷, 交易方向",
    ),
    _column(
        *("payer", _("Payer"), "text", 120),
        "payer, remitter, counterparty, 对方户名, 对方名称, 对方单位名称, 付款人名称, 付款人户名, 付款方, 付款单位",
    ),
    _column(
        *("payer_account", _("Payer account"), "identifier", 40),
        "payer account, counterparty account, 对方账号, 对方帐号, 对方账户, 付款人账号, 付款账号, 付款方账号",
    ),
    _column(
        *("reference", _("Bank reference"), "identifier", 80),
        "reference, bank reference, transaction id, 交易流水号, 流水号, 银行流水号, 凭证号, 交易序号, 回单编号",
    ),
    _column(
        *("remark", _("Remark"), "prose", 200),
        "remark, purpose, description, narrative, 附言, 摘要, 用途, 交易附言, 备注, 交易摘要",
    ),
    _column(*("purpose", _("Purpose"), "prose", 200), "details, 交易用途, 说明, 客户附言, 补充信息"),
    _column(*("currency", _("Currency"), "text", 40), "currency, ccy, 币种, 币别, 货币, 交易币种, 币种代码, 交易货币"),
)
OUTCOMES = (
    ("sure", _("Certain")),
    ("suggested", _("Suggested")),
    ("unknown", _("Unknown")),
    ("outgoing", _("Money going out")),
    ("known", _("Read in before")),
    ("rejected", _("Rejected")),
)
CHOICES = (
    Choice(
        "currency",
        _("Currency"),
        _("Three letters, for rows that do not say theirs; CNY where nothing is said."),
        pattern="[A-Z]{3}",
    ),
)


def may_import(by) -> bool:
    """Whether this person may bring files of the bank in."""
    return may(by, "load", Receipt)


BANK = Target(
    name="bank",
    label=_("Bank file"),
    columns=COLUMNS,
    load=load,
    allowed=may_import,
    outcomes=OUTCOMES,
    choices=CHOICES,
    onward=("receivables:bank", _("Look through the lines")),
)
