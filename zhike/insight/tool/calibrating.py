"""Until which day a measure may see: what came after it is what it is judged by."""

from datetime import date, timedelta

from zhike.insight.tool.declared import Asked, Option
from zhike.insight.tool.problem import ToolProblem

CALIBRATE = Option("calibrate_until", date, "The last day the fit may see; what came after it is held out.")
A_DAY = timedelta(days=1)


def held_out_from(asked: Asked) -> date | None:
    """The first day the fit may not see."""
    last: date | None = asked.options.get("calibrate_until")
    if last is None:
        return None
    if asked.as_of is None or last + A_DAY >= asked.as_of:
        raise ToolProblem(f"--calibrate-until {last} leaves no day to judge by before {asked.as_of}.")
    return last + A_DAY
