"""Sales forecasts, chosen and bounded by what they would have said before.

``calendar`` fills the periods, ``methods`` look ahead, ``intermittent`` does where most periods are empty, ``backtest``
rolls through the past, ``bands`` learns from it how wide to be, ``errors`` measures.
"""

from zhike.insight.measures.forecast.measure import SalesForecast

__all__ = ["SalesForecast"]
