"""The verbs of targets, commission and forecasts."""

from zhike.targets.actions.dividing import divide, gather
from zhike.targets.actions.judging import judge
from zhike.targets.actions.settling import approve, pay, reopen, settle

__all__ = ["approve", "divide", "gather", "judge", "pay", "reopen", "settle"]
