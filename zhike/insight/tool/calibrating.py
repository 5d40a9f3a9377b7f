"""Until which day a measure may see: what came after it is what it is judged by."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from zhike.insight.tool.declared import Asked, Option
from zhike.insight.tool.problem import ToolProblem

CALIBRATE = Option("calibrate_until", date, "The last day the fit may see; what came after it is held out.")
A_DAY = timedelta(days=1)


def first_held_out(options: Mapping[str, Any]) -> date | None:
    """The first day the fit may not see; None where it may see all."""
    last: date | None = options.get("calibrate_until")
    return None if last is None else last + A_DAY


def held_out_from(asked: Asked) -> date | None:
    """The same, refused where it leaves nothing to judge by."""
    begin = first_held_out(asked.options)
    if begin is not None and (asked.as_of is None or begin >= asked.as_of):
        raise ToolProblem(f"--calibrate-until {begin - A_DAY} leaves no day to judge by before {asked.as_of}.")
    return begin
