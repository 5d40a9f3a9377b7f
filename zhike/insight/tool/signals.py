"""Papers of a file for the measure of risk signals: payments, sales, invoices and quotes, in one file or one kind."""

from datetime import date
from importlib.resources import files
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.engine import query_tables
from zhike.insight.measures.signals import Signals
from zhike.insight.measures.signals.shapes import KINDS
from zhike.insight.tool.columns import ARROW
from zhike.insight.tool.declared import Asked, Option
from zhike.insight.tool.outcome import Outcome
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reading
from zhike.insight.tool.shapes import PAPERS

CLAIM = "claim"
LIMITED = ("sale", "invoice", "quote")
#: How files call each kind, in English and Chinese.
WORDS = {
    "payment": "payment, receipt, paid, 收款, 回款, 付款, 支付",
    "refund": "refund, 退款",
    "sale": "sale, order, purchase, 销售, 订单",
    "return": "return, 退货",
    "invoice": "invoice, bill, blue, 发票, 蓝字发票",
    "red": "red, red letter, 红字, 红字发票",
    "credit": "credit, credit note, 折让, 折让单, 贷项",
    "quote": "quote, quotation, offer, 报价, 报价单",
    CLAIM: "claim, instalment, installment, due, 应收, 分期, 回款计划",
}
ROWS_ARE = Option(
    "rows_are", (*KINDS, CLAIM), "What a row is where no column says it; below zero the opposite.", "sale"
)
LIMITS = Option(
    "limits", str, "Amounts from which somebody has to agree, as 50000,200000; for sales, invoices, quotes."
)


def signals(reading: Reading, asked: Asked) -> Outcome:
    """The alerts of a file."""
    rows, rows_are = complete(reading.table), asked.options.get("rows_are") or "sale"
    kinds = pa.Table.from_pylist(
        [{"word": word, "kind": kind} for kind, some in WORDS.items() for word in some.split(", ")]
    )
    refuse_other_words(rows, kinds)
    papers, lines = (made(name, rows, kinds, rows_are=rows_are) for name in ("signal_papers", "signal_lines"))
    is_claim = pc.equal(papers["kind"], CLAIM)
    claims = papers.filter(is_claim).select(["customer", "currency", "day", "amount"])
    measure = Signals(
        limits=limits_of(asked), **asked.given(*(name for name in Signals.__dataclass_fields__ if name != "limits"))
    )
    found = measure.of(
        papers.filter(pc.invert(is_claim)), claims, lines, as_of=cast(date, asked.as_of), engine=asked.engine
    )
    customers = pc.count_distinct(papers["customer"]).as_py()
    parameters = {**found.parameters, "formula_version": found.formula_version}
    return Outcome(parameters, found.warnings, found.tables, customers=customers)


def complete(table: pa.Table) -> pa.Table:
    """Every row with all columns of the shape; null where the file has no such column."""
    for target in PAPERS.columns:
        if target.name not in table.column_names:
            table = table.append_column(target.name, pa.nulls(table.num_rows, ARROW[target.kind]))
    return table


def made(name: str, rows: pa.Table, kinds: pa.Table, *, rows_are: str) -> pa.Table:
    """One table of the measure, made of the rows."""
    text = files("zhike.insight.tool").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
    return query_tables(text, tables={"rows": rows, "kinds": kinds}, rows_are=rows_are)


def refuse_other_words(rows: pa.Table, kinds: pa.Table) -> None:
    """Refuse a kind that is not known, and say which are."""
    words = pc.utf8_lower(pc.utf8_trim_whitespace(rows["kind"]))
    unknown = [
        word for word in pc.unique(words).to_pylist() if word is not None and word not in kinds["word"].to_pylist()
    ]
    if unknown:
        known = "; ".join(f"{kind} ({words})" for kind, words in WORDS.items())
        raise ToolProblem(f"The kind {unknown[0]!r} is not known. Kinds are {known}.")


def limits_of(asked: Asked) -> dict[str, Any]:
    """The limits as they were typed, for every kind that needs a yes."""
    typed = asked.options.get("limits")
    if not typed:
        return {}
    try:
        amounts = [float(part) for part in typed.split(",")]
    except ValueError:
        raise ToolProblem(f"--limits takes amounts apart by comma, as 50000,200000; not {typed!r}.") from None
    return dict.fromkeys(LIMITED, amounts)
