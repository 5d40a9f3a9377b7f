"""The measures that learn from a list of people: who answers, and who resembles the best."""

from collections.abc import Callable

import pyarrow.compute as pc

from zhike.insight.measures.response import LookAlikes, Response
from zhike.insight.tool.declared import Asked, Declared
from zhike.insight.tool.mining import header, outcome_of, settings_of
from zhike.insight.tool.outcome import Outcome
from zhike.insight.tool.reading import Reading
from zhike.insight.tool.shapes import PEOPLE as SHAPE


def learnt(measure: type[Response]) -> Callable[[Reading, Asked], Outcome]:
    """A measure over one row for each person, every column that is not named being something known of them."""

    def run(reading: Reading, asked: Asked) -> Outcome:
        table = reading.table.drop_columns("row")
        named = {name: name if name in table.column_names else None for name in ("day", "contacted")}
        found = measure(**settings_of(measure, asked)).of(
            table, target="answer", key="person", time=named["day"], treated=named["contacted"]
        )
        return outcome_of(found, customers=pc.count_distinct(table["person"]).as_py())

    return run


COLUMNS = ("person", "answer", "contacted", "day")
PEOPLE = (
    Declared(
        "response",
        "The chance that each person answers a contact; with --contacted, what the contact adds to it.",
        learnt(Response),
        tuple(map(header, COLUMNS)),
        shape=SHAPE,
        also_uses=("contacted", "day", "every other column"),
        columns_by=COLUMNS,
    ),
    Declared(
        "look_alikes",
        "How much each stranger (answer left empty) resembles those marked yes.",
        learnt(LookAlikes),
        tuple(map(header, COLUMNS[:2])),
        shape=SHAPE,
        also_uses=("every other column",),
        columns_by=COLUMNS[:2],
    ),
)
