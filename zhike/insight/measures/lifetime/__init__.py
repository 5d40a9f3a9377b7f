"""Lifetime: how often customers will buy again, and what they are worth, by fitted models.

seen = Repeats.read(facts, as_of=date(2011, 7, 1), unit="week")
fitted = ParetoNbd().fit(seen)
fitted.parameters, fitted.log_likelihood, fitted.p_alive(x, t_x, age)
"""

from zhike.insight.measures.lifetime.bg_nbd import BgNbd, FittedBgNbd
from zhike.insight.measures.lifetime.by_kind import ClvByKind
from zhike.insight.measures.lifetime.forecasts import BgNbdForecast, MbgNbdForecast, ParetoNbdForecast
from zhike.insight.measures.lifetime.gamma_gamma import FittedGammaGamma, GammaGamma
from zhike.insight.measures.lifetime.holdout import BackTest, back_test
from zhike.insight.measures.lifetime.holdout_spend import SpendTest, spend_test
from zhike.insight.measures.lifetime.mbg_nbd import FittedMbgNbd, MbgNbd
from zhike.insight.measures.lifetime.nbd import Nbd
from zhike.insight.measures.lifetime.pareto_nbd import FittedParetoNbd, ParetoNbd
from zhike.insight.measures.lifetime.purchases import FittedPurchases, rate_for
from zhike.insight.measures.lifetime.repeats import Repeats
from zhike.insight.measures.lifetime.spending import SpendForecast
from zhike.insight.measures.lifetime.spends import Spends
from zhike.insight.measures.lifetime.steady import FittedNbd
from zhike.insight.measures.lifetime.worth import FittedClv

__all__ = [
    "BackTest",
    "BgNbd",
    "BgNbdForecast",
    "ClvByKind",
    "FittedBgNbd",
    "FittedClv",
    "FittedGammaGamma",
    "FittedMbgNbd",
    "FittedNbd",
    "FittedParetoNbd",
    "FittedPurchases",
    "GammaGamma",
    "MbgNbd",
    "MbgNbdForecast",
    "Nbd",
    "ParetoNbd",
    "ParetoNbdForecast",
    "Repeats",
    "SpendForecast",
    "SpendTest",
    "Spends",
    "back_test",
    "rate_for",
    "spend_test",
]
