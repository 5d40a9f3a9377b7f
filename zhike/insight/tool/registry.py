"""Every measure that can be asked of a file. A family is a tuple of declarations and a line here."""

from zhike.insight.tool.declared import Declared
from zhike.insight.tool.fitting import FITTING
from zhike.insight.tool.fraud import FRAUD
from zhike.insight.tool.judging import JUDGING
from zhike.insight.tool.mining import MINING
from zhike.insight.tool.people import PEOPLE
from zhike.insight.tool.problem import ToolProblem

MEASURES: dict[str, Declared] = {declared.name: declared for declared in (*JUDGING, *FITTING, *MINING, *PEOPLE, *FRAUD)}


def measure_named(name: str) -> Declared:
    """The measure of that name."""
    if name not in MEASURES:
        raise ToolProblem(f"There is no measure {name!r}; there are {', '.join(MEASURES)}.")
    return MEASURES[name]
