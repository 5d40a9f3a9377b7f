"""What is said beside an answer: of the file, of what was asked, and of what the measure met, counted in its rows."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import (
    FEW_BEFORE_LAST_YEAR,
    FEW_REPEATERS,
    FEW_SPENDERS,
    Caution,
    MeasureRefused,
    say,
)
from zhike.insight.tool.calibrating import first_held_out
from zhike.insight.tool.columns import Shape, rivals
from zhike.insight.tool.declared import Declared
from zhike.insight.tool.outcome import Outcome
from zhike.insight.tool.reading import Reading

if TYPE_CHECKING:
    from zhike.insight.tool.asking import Question

REASONS_TOLD = 3
ROWS_TO_DOUBT, DAYS_TO_DOUBT = 100, 366
LONGER = " Give a file that reaches further back, or fewer with --minimum-repeaters."
ADVICE = {FEW_BEFORE_LAST_YEAR: " Say it with --retention.", FEW_REPEATERS: LONGER, FEW_SPENDERS: LONGER}
COUNTED_IN_ROWS = ("rows_after_as_of", "rows_without_customer")


def warnings_of(question: "Question", declared: Declared, reading: Reading, outcome: Outcome) -> Iterator[str]:
    """Everything a reader of the answer should know, that of the file first."""
    yield from unread(reading, has_folder=question.out is not None)
    yield from unsure_columns(reading, declared.shape)
    yield from lonely_end(question, reading)
    yield from without_effect(question, declared, reading)
    for caution in outcome.warnings:
        yield from in_rows(caution, reading.table, question)


def advice(refusal: MeasureRefused, declared: Declared) -> str:
    """What to type where a measure refuses; nothing where it has no option for it."""
    said = ADVICE.get(refusal.sentence, "")
    return said if any(f"--{option.name.replace('_', '-')}" in said for option in declared.options) else ""


def unread(reading: Reading, *, has_folder: bool) -> Iterator[str]:
    """What was left out of the file, and why; and that its first line was no header."""
    if reading.is_bare:
        yield "No header is known, so every line was read as one basket, the first one too."
    if reading.rejected:
        one = reading.rejected == 1
        counted = "1 row could not be read and was" if one else f"{reading.rejected} rows could not be read and were"
        where = f"{'it is' if one else 'they are'} in the table rejects"
        common = "; ".join(reading.why(most=REASONS_TOLD))
        yield f"{counted} left out: {common}; {where if has_folder else 'give --out to have them in a file'}."


def unsure_columns(reading: Reading, shape: Shape) -> Iterator[str]:
    """Which headers were taken without being told although others may mean the same."""
    guessed = [target for target in shape.columns if target.name in reading.chosen.keys() - reading.told]
    for target in [] if shape.takes_rest else guessed:
        if others := rivals(reading.headers, reading.chosen, target):
            name, also = target.name, " and ".join(map(repr, others))
            header = reading.chosen[name]
            yield f"{name} was read from {header!r}; {also} may mean it too. --columns {name}=… says which."


def lonely_end(question: "Question", reading: Reading) -> Iterator[str]:
    """That the last day, up to which everything counts, lies so far after nearly all others that it may be a slip."""
    if question.as_of or (end := reading.day_after()) is None or reading.table.num_rows < ROWS_TO_DOUBT:
        return
    days = reading.table["date"].cast(pa.int32())
    nearly_all = pc.quantile(days, 0.99, interpolation="lower")[0].as_py()
    if pc.max(days).as_py() - nearly_all > DAYS_TO_DOUBT:
        last = end - timedelta(days=1)
        yield f"The last day, {last}, lies more than a year after nearly all others; if it is a slip, give --as-of."


def without_effect(question: "Question", declared: Declared, reading: Reading) -> Iterator[str]:
    """What was asked for and changes nothing with this measure, or this file."""
    if question.engine not in declared.engines:
        yield f"{declared.name} is not computed on {question.engine}; it was computed in this process."
    if question.goods and not declared.tells_goods:
        yield f"{declared.name} counts goods and charges alike; --goods changes nothing."
    if question.as_of and not reading.has_days:
        yield f"The rows of {declared.name} have no day; --as-of changes nothing."


def in_rows(caution: Any, table: pa.Table, question: "Question") -> Iterator[str]:
    """A caution; one that counts orders told in rows of the file, and of those kept to judge by as what they are."""
    code = caution.code if isinstance(caution, Caution) else ""
    if code not in COUNTED_IN_ROWS or not {"date", "customer"} <= set(table.column_names):
        yield str(caution)
        return
    begin = date.fromisoformat(caution.values["as_of"])
    is_after = pc.greater_equal(table["date"], begin)
    if code == "rows_without_customer":
        nameless = pc.and_(pc.invert(is_after), pc.is_null(table["customer"]))
        yield str(say(code, **{**caution.values, "rows": pc.sum(nameless).as_py()}))
    elif begin == first_held_out(question.options):
        yield from kept_to_judge_by(table, begin, question.as_of)
    else:
        yield str(say(code, **{**caution.values, "rows": pc.sum(is_after).as_py()}))


def kept_to_judge_by(table: pa.Table, begin: date, as_of: date | None) -> Iterator[str]:
    """How many rows a fit was not shown so that it can be judged by them, and how many lie after those."""
    later = pc.sum(pc.greater_equal(table["date"], begin)).as_py()
    beyond = pc.sum(pc.greater_equal(table["date"], as_of)).as_py() if as_of else 0
    rows = "1 row is" if later - beyond == 1 else f"{later - beyond} rows are"
    yield f"{rows} dated from {begin} on: not learnt from, kept to judge by."
    if beyond:
        yield str(say("rows_after_as_of", rows=beyond, as_of=str(as_of)))
