"""Risk signals: papers that deserve a second look, each with its reasons, ranked for the people who check them."""

from zhike.insight.measures.signals.measure import Signals

__all__ = ["Signals"]
