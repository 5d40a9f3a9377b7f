"""What insight does when it hears of events."""

from typing import Any

from zhike.insight.cubes.jobs import refresh
from zhike.insight.jobs import ONCE, update
from zhike.kit.events import on
from zhike.kit.jobs import later


@on("sales.orders_imported")
def grade_again(**keys: Any) -> None:
    """New orders change what is believed of everyone; one computation serves all imports that wait for it."""
    later(update, once=ONCE)


@on("customers.standings_published")
def cut_again(**keys: Any) -> None:
    """Cubes are cut by what is believed; several publications of one computation are waited for together."""
    later(refresh, once="insight.cubes")
