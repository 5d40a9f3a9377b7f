"""The usual time between purchases, which silence is measured by."""

import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, say
from zhike.insight.measures.engine import Observation


def cautions_of_gap(observation: Observation, *, default: int) -> list[Caution]:
    """Say when nobody has a rhythm yet and the default gap was taken."""
    seen = observation.query("SELECT sum(purchases) AS purchases, max(median_gap_days) AS gap FROM customer_history")
    if pc.any(seen["gap"].is_valid()).as_py() or not seen["purchases"][0].as_py():
        return []
    return [say("gap_by_default", days=default)]
