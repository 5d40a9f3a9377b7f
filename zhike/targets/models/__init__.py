"""Tables of targets, commission and forecasts."""

from zhike.targets.models.commission import CommissionPlan, CommissionRate, State, Statement, StatementLine
from zhike.targets.models.forecast import FrozenForecast, Judgement, Way
from zhike.targets.models.target import Measure, Period, Target

__all__ = [
    "CommissionPlan",
    "CommissionRate",
    "FrozenForecast",
    "Judgement",
    "Measure",
    "Period",
    "State",
    "Statement",
    "StatementLine",
    "Target",
    "Way",
]
