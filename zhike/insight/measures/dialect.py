"""The seam between the measures' SQL and the engine that runs it.

Every measure is one plain text in ``sql/``, written in the part of SQL that DuckDB and Spark share, under
these conventions:

* parameters are written ``:name``;
* ``@name`` is another text of ``sql/``: a piece that several texts share;
* the difference of two days is ``days_between(earlier, later)``, a function each engine is taught at start,
  because the engines count differently on timestamps; both sides are cast to dates first.

Windows that ignore nulls, quantiles with a variable share and list functions are spelled differently by the
engines and are therefore not used. Exact shares are compared as decimals, never as floating numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

CUTS = [f"c{step}" for step in range(1, 9)]
BELOW = " + ".join(f"CASE WHEN measured > {cut} THEN 1 ELSE 0 END" for cut in CUTS)
PIECE = re.compile(r"@([a-z_]+)")
PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@dataclass(frozen=True)
class Dialect:
    """What one engine needs: statements at start, how it spells a parameter, how it keeps rows and recalls a text."""

    name: str
    start: tuple[str, ...]
    parameter: str
    recall: str = "CREATE OR REPLACE TEMP VIEW {name} AS {text}"
    keep: str = ""
    keep_more: str = ""

    def spell(self, text: str) -> str:
        """The text with parameters spelled for this engine.

        >>> DUCKDB.spell("SELECT * FROM orders WHERE placed_on < :as_of")
        'SELECT * FROM orders WHERE placed_on < $as_of'
        """
        return PARAMETER.sub(self.parameter, text)


DUCKDB = Dialect(
    name="duckdb",
    start=(
        "CREATE TEMP MACRO days_between(earlier, later) AS CAST(later AS DATE) - CAST(earlier AS DATE)",
        f"CREATE TEMP MACRO cuts_below(measured, {', '.join(CUTS)}) AS {BELOW}",
    ),
    parameter=r"$\1",
    keep="CREATE OR REPLACE TEMP TABLE {name} AS {text}",
    keep_more="INSERT INTO {name} {text}",
)

SPARK = Dialect(
    name="spark",
    start=(
        "CREATE OR REPLACE TEMPORARY FUNCTION days_between(earlier DATE, later DATE) RETURNS INT"
        " RETURN datediff(later, earlier)",
        "CREATE OR REPLACE TEMPORARY FUNCTION cuts_below("
        + ", ".join(f"{name} DECIMAL(28, 4)" for name in ("measured", *CUTS))
        + f") RETURNS INT RETURN {BELOW}",
    ),
    parameter=r":\1",
)


@cache
def text_of(name: str) -> str:
    """The SQL text ``sql/<name>.sql`` with its pieces."""
    text = files("zhike.insight.measures").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
    return PIECE.sub(lambda piece: text_of(piece[1]), text)


def used(text: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Those parameters that the text names; engines refuse the others."""
    names = set(PARAMETER.findall(text))
    return {name: value for name, value in params.items() if name in names}
