"""Customers by class: a bar for each, open to see who, over the table that says more of them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhike.insight.pictures.picture import Card, Column, Figures, Words
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars


def in_classes(
    seen: Seen,
    rows: Sequence[dict[str, Any]],
    columns: Sequence[Column],
    *,
    title: Words,
    note: Words,
    label: str,
    says: str,
    tones: Sequence[str] = (),
) -> Card:
    """The card of classes that a run has told: each row the `group` in addresses, its `words` and its `customers`."""
    links = {at: seen.behind(seen.run.measure, row["group"]) for at, row in enumerate(rows) if row["customers"]}
    drawing = Bars(
        label=label,
        says=says,
        names=[row["words"] for row in rows],
        series=[(_("Customers"), "t0", [row["customers"] for row in rows])],
        y_says=format.number,
        links=[links.get(at, "") for at in range(len(rows))],
        tones=tones,
        height=240,
    )
    return Card(title, note, drawing, [Figures(label, columns, rows, links)], [says])
