"""The alerts of a run as one person may see them.

Who answers for the firm sees the alerts about customers in sight, and one without a customer where all its papers are
about such. Nobody sees an alert about what they sold themselves: whoever is asked about it does not judge it.
"""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.pictures.seen import Seen

Row = dict[str, Any]


def in_sight(seen: Seen) -> list[Row]:
    """The alerts that a person may see, in the order of their rank."""
    if not seen.answers_for_the_firm:
        return []
    rows = [row for row in seen.rows("alerts") if row["seller"] != str(seen.by.pk)]
    if seen.whole:
        return rows
    customers = set(map(str, seen.keys.to_pylist()))
    hidden = {row["alert"] for row in papers_of(seen, rows) if row["customer"] not in customers}
    return [row for row in rows if (row["customer"] in customers if row["customer"] else row["alert"] not in hidden)]


def papers_of(seen: Seen, alerts: list[Row]) -> list[Row]:
    """The papers of some alerts."""
    return of_alerts(seen, "papers", alerts)


def of_alerts(seen: Seen, name: str, alerts: list[Row]) -> list[Row]:
    """The rows of a table about some alerts."""
    table = seen.table(name)
    if not alerts or not table.num_columns:
        return []
    keys = pa.array([row["alert"] for row in alerts], pa.string())
    rows: list[Row] = table.filter(pc.is_in(table["alert"], value_set=keys)).to_pylist()
    return rows
