"""The measure: groups of customers who are alike."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, get_args

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.clusters.grouping import grouped
from zhike.insight.measures.clusters.profiles import profiles_table
from zhike.insight.measures.clusters.shaping import Scaling, figures
from zhike.insight.measures.clusters.tables import centres_table, choice_table, clusters_table, members_table
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.measure import cautions_of_reading
from zhike.insight.measures.settings import Estimator


@dataclass(frozen=True)
class Clusters(Estimator):
    """Groups of customers who are alike in the figures given, most valuable group first.

    *Reading.* Read the sentence of each group ("very high net, low days since last purchase") and give it a name and
    a plan of its own. A silhouette above 0.5 says that groups stand apart, about 0.3 that they shade into one another
    and the borders are a matter of convenience. Do not read news into a customer who moved between two such groups.

    *Formula.* ``scaling`` "robust": logarithms that keep their sign, cut at the 0.5th and 99.5th percentile, less the
    median, over the width of the middle half; "standard": log(1 + x) with less than nought as nought, less the mean,
    over the standard deviation, as most tables in print have it. Then k-means++ from four seeds of ``starts`` each,
    for each k of ``counts`` that the distinct rows allow. Taken is the k with the highest mean silhouette among those
    whose seeds agree (adjusted Rand index of 0.9 or more). Groups are numbered from the highest mean of ``value``
    down, so numbers stay put from run to run.

    *Left out.* Columns on which all agree, rows with a null; both with a caution. Fewer than three distinct rows make
    one group.

    *Tables.* ``clusters``: ``cluster`` from 1, ``rows``, ``share``, ``mean_value``, ``sentence``. ``members``:
    ``id``, ``cluster`` (null for rows with a null), ``distance`` to the centre. ``profiles``: ``cluster``, ``column``,
    ``median``, ``median_of_all``, ``share_below``, ``word`` (``very_low`` … ``very_high``). ``choice``: ``k``,
    ``silhouette``, ``stability``, ``smallest``, ``is_chosen``. ``centres``: ``cluster``, ``column``, ``centre`` on the
    common scale, with ``low``, ``high``, ``middle``, ``spread`` of the column, to place new customers.

    *Sources.* Lloyd 1982; Arthur and Vassilvitskii 2007; Rousseeuw 1987; Hubert and Arabie 1985.

    >>> table = pa.table({"who": range(90), "visits": [1, 2, 30] * 30, "spent": [5, 9, 900] * 30})
    >>> found = Clusters().of(table, key="who", columns=("visits", "spent"), value="spent")
    >>> [(row["rows"], row["mean_value"]) for row in found.table.to_pylist()]
    [(30, 900.0), (30, 9.0), (30, 5.0)]
    """

    name: ClassVar[str] = "clusters"

    counts: tuple[int, ...] = (3, 4, 5, 6, 7, 8)
    scaling: Scaling = "robust"
    starts: int = 3

    def __post_init__(self) -> None:
        if not 1 <= self.starts <= 100:
            raise MeasureRefused(_("Each number of groups is tried from 1 to 100 starts."))
        if self.scaling not in get_args(Scaling):
            raise MeasureRefused(_("Figures are scaled robust or standard, not %(given)s."), given=self.scaling)
        if not self.counts or min(self.counts) < 2 or max(self.counts) > 100:
            raise MeasureRefused(_("The numbers of groups to try lie between 2 and 100."))

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return {**asdict(self), "counts": list(self.counts)}

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        """Groups of the buyers before ``as_of`` by recency, frequency and net money; ``id`` is their number."""
        observation = facts.observe([as_of])
        table = observation.query(
            "SELECT customer_id, days_since_last_purchase, purchases, CAST(net AS DOUBLE) AS net"
            " FROM customer_past WHERE purchases > 0 ORDER BY customer_id"
        )
        columns = ("days_since_last_purchase", "purchases", "net")
        found = self.of(table, key="customer_id", columns=columns, value="net")
        read = observation.query(text_of("reading"), as_of=as_of).to_pylist()[0]
        said = (*cautions_of_reading(read, as_of=as_of), *found.warnings)
        return Found(self.name, found.tables, found.parameters, said, as_of=as_of, rows_read=read["rows_read"])

    def of(self, table: pa.Table, *, key: str, columns: Sequence[str], value: str) -> Found:
        """Groups of the rows of a table by some columns of figures, ordered by the mean of ``value``."""
        if missing := [name for name in (key, value, *columns) if name not in table.column_names]:
            raise MeasureRefused(_("A column named %(columns)s is missing."), columns=", ".join(missing))
        raw = figures(table, columns)
        worth = figures(table, [value])[:, 0]
        whole = ~np.isnan(raw).any(axis=1) & ~np.isnan(worth)
        found = grouped(
            *(raw[whole], columns, worth[whole]), counts=self.counts, scaling=self.scaling, starts=self.starts
        )
        labels = np.zeros(len(raw), np.int64)
        labels[whole] = found.labels
        profiles = profiles_table(raw[whole], found.labels, columns)
        tables = {
            "clusters": clusters_table(found.labels, worth[whole], profiles),
            "members": members_table(table[key], labels, whole, found.distances),
            "profiles": profiles,
            "choice": choice_table(found.tried, found.taken),
            "centres": centres_table(found.shape, found.centres),
        }
        parameters = {**self.parameters, "columns": list(columns), "value": value, "k": len(found.centres)}
        return Found(self.name, tables, parameters, found.cautions(int((~whole).sum())), rows_read=table.num_rows)
