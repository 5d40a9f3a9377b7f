"""Which money a customer is valued by: margin where costs are known, net sales where they are not."""

from typing import Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say

ValueName = Literal["margin_12m", "net_sales_12m"]


def refuse_other_value(value: str) -> None:
    """Refuse a value this package cannot compute."""
    if value not in get_args(ValueName):
        raise MeasureRefused(_("Customers are valued by margin_12m or net_sales_12m, not %(given)s."), given=value)


def cautions_of_value(table: pa.Table, *, wanted: str) -> list[Caution]:
    """Say where margin was wanted and net sales or estimates had to stand in.

    ``table`` has ``value_basis``, ``value_is_estimated`` and ``margin_coverage_12m``.
    """
    if wanted != "margin_12m":
        return []
    if pc.any(pc.equal(table["value_basis"], "net_sales_12m")).as_py():
        coverage = pc.max(table["margin_coverage_12m"]).as_py()
        return [say("margin_unknown", percent=round(100 * coverage))] if coverage is not None else []
    estimated = pc.sum(table["value_is_estimated"]).as_py() or 0
    return [say("margin_estimated", customers=estimated)] if estimated else []
