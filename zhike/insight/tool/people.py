"""The measures that learn from a list of people: who answers, and who resembles the best."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.response import ContactCurve, LookAlikes, Response
from zhike.insight.tool.columns import header_of
from zhike.insight.tool.declared import Asked, Declared, Option, options_of, settings_of
from zhike.insight.tool.mining import header, outcome_of
from zhike.insight.tool.outcome import Outcome
from zhike.insight.tool.reading import Reading
from zhike.insight.tool.shapes import CONTACTS
from zhike.insight.tool.shapes import PEOPLE as SHAPE


def learnt(measure: type[Response]) -> Callable[[Reading, Asked], Outcome]:
    """A measure over one row for each person, every column that is not named being something known of them."""

    def run(reading: Reading, asked: Asked) -> Outcome:
        table = reading.table.drop_columns("row")
        named = {name: name if name in table.column_names else None for name in ("day", "contacted")}
        made = measure(**settings_of(measure, asked))
        out, time, treated = left_out(table, asked), named["day"], named["contacted"]
        found = made.of(table, target="answer", key="person", time=time, treated=treated, leave_out=out)
        return outcome_of(found, customers=pc.count_distinct(table["person"]).as_py())

    return run


def contact_curve(reading: Reading, asked: Asked) -> Outcome:
    """What each further contact brings, over one row for each person."""
    made = ContactCurve(**settings_of(ContactCurve, asked))
    return outcome_of(made.of(reading.table, contacts="contacts", target="answer"), customers=reading.table.num_rows)


def left_out(table: pa.Table, asked: Asked) -> tuple[str, ...]:
    """The columns not to learn from, as the file spells them."""
    headers = list(filter(None, map(str.strip, (asked.options.get("leave_out") or "").split(","))))
    return tuple(header_of(table.column_names, "leave-out", header) for header in headers)


LEAVE_OUT = Option("leave_out", str, "Headers of columns not to learn from, with commas between.")
COLUMNS = ("person", "answer", "contacted", "day")
PEOPLE = (
    Declared(
        "response",
        "The chance that each person answers a contact; with --contacted, what the contact adds to it.",
        learnt(Response),
        (*map(header, COLUMNS), LEAVE_OUT, *options_of(Response)),
        shape=SHAPE,
        also_uses=("contacted", "day", "every other column"),
        columns_by=COLUMNS,
        scales=False,
    ),
    Declared(
        "look_alikes",
        "How much each stranger (answer left empty) resembles those marked yes.",
        learnt(LookAlikes),
        (*map(header, COLUMNS[:2]), LEAVE_OUT),
        shape=SHAPE,
        also_uses=("every other column",),
        columns_by=COLUMNS[:2],
        scales=False,
    ),
    Declared(
        "contact_curve",
        "What the next contact still brings, and after how many to stop; with --gain and --cost.",
        contact_curve,
        (header("contacts"), header("answer"), *options_of(ContactCurve)),
        shape=CONTACTS,
        columns_by=("contacts", "answer"),
        scales=False,
    ),
)
