"""What the models of repeat buying share: how one is fitted, and when it says that nobody leaves."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from zhike.insight.measures.cautions import MeasureRefused, _, say
from zhike.insight.measures.lifetime.fitted import cautions_of
from zhike.insight.measures.lifetime.likelihood import Buying
from zhike.insight.measures.lifetime.maximum import Maximum, maximum, pulled
from zhike.insight.measures.lifetime.purchases import FittedPurchases
from zhike.insight.measures.lifetime.repeats import Repeats
from zhike.insight.measures.lifetime.steady import FittedNbd
from zhike.insight.measures.settings import Estimator, refuse_other

#: A log-likelihood that is not better by this much has found nothing.
NOTHING_FOUND = 0.01
MANY_GROUPS = 20_000
SAMPLE = 10_000


@dataclass(frozen=True)
class PurchaseModel(Estimator):
    """A model of repeat buying, not fitted yet.

    ``minimum_repeaters``: fewer repeat buyers are refused. ``penalty`` pulls the logarithms of the parameters towards
    nought (time counted in tenths of the longest): for small groups only; it is never on by itself, and is said.
    """

    name: ClassVar[str]
    fitted: ClassVar[type[FittedPurchases]]

    minimum_repeaters: int = 30
    penalty: float = 0.0

    def __post_init__(self) -> None:
        refuse_thin_settings(self.minimum_repeaters, self.penalty)

    @abstractmethod
    def likelihood(self, repeats: Repeats) -> Buying:
        """The likelihood over these customers."""

    def fit(self, repeats: Repeats) -> FittedPurchases:
        """The parameters under which what was seen is likeliest.

        Where leaving does not make it likelier, the plain NBD is handed back, with the caution ``no_dropout_found``.
        """
        refuse_other(repeats, Repeats)
        repeats.refuse_thin(minimum_repeaters=self.minimum_repeaters)
        tenth = (repeats.longest or 1.0) / 10
        plain = self.best(Buying, repeats, tenth, starts=[np.zeros(2)])
        kind = self.likelihood(repeats)
        if kind.names == Buying.names:
            return self.told(plain, kind, repeats, tenth, fitted=self.fitted)
        ones = np.zeros(len(kind.names))
        steady = np.concatenate([plain.logs, np.log([0.5, 2.0])])
        found = self.best(self.likelihood, repeats, tenth, starts=[ones, steady])
        if (found.value - plain.value) * repeats.customers < NOTHING_FOUND:
            stands_in = self.told(plain, Buying(repeats), repeats, tenth, fitted=FittedNbd)
            return stands_in.warned(say("no_dropout_found", model=self.name))
        return self.told(found, kind, repeats, tenth, fitted=self.fitted)

    def best(self, likelihood, repeats: Repeats, tenth: float, *, starts: list[np.ndarray]) -> Maximum:
        """The maximum with time counted in tenths of the longest; many groups start from a sample's maximum."""
        seen = replace(repeats, t_x=repeats.t_x / tenth, age=repeats.age / tenth)
        rough = pulled(likelihood(sample(seen)), penalty=self.penalty) if len(seen.x) > MANY_GROUPS else None
        return maximum(pulled(likelihood(seen), penalty=self.penalty), starts, rough=rough)

    def told(
        self, found: Maximum, kind: Buying, repeats: Repeats, tenth: float, *, fitted: type[FittedPurchases]
    ) -> FittedPurchases:
        """The maximum under the paper's names and in the unit of the data."""
        scale = np.array([tenth if name in kind.times else 1.0 for name in kind.names])
        values = np.exp(found.logs) * scale
        likely = kind(np.log(values))[0] * kind.customers
        covariance = None if found.at_edge or found.covariance is None else found.covariance / kind.customers
        return fitted(
            parameters=dict(zip(kind.names, map(float, values), strict=True)),
            log_likelihood=likely,
            gradient_norm=found.gradient_norm,
            converged=found.converged,
            evaluations=found.evaluations,
            customers=repeats.customers,
            unit=repeats.unit,
            log_covariance=covariance,
            warnings=(*repeats.warnings, *cautions_of(found, penalty=self.penalty)),
        )


def refuse_thin_settings(minimum_repeaters: Any, penalty: Any) -> None:
    """Refuse a fit that asks for nobody, or one with a penalty that rewards."""
    if not (isinstance(minimum_repeaters, int) and minimum_repeaters >= 1 and is_number(penalty) and penalty >= 0):
        raise MeasureRefused(_("A fit needs at least one repeat buyer, and a penalty that is not negative."))


def is_number(value: Any) -> bool:
    """Whether a setting is a number that can be counted with."""
    return isinstance(value, int | float) and abs(value) < float("inf")


def sample(repeats: Repeats) -> Repeats:
    """Ten thousand of the customers, drawn with a fixed seed: their maximum is near that of all."""
    share = repeats.weight / repeats.weight.sum()
    weight = np.random.default_rng(1).multinomial(SAMPLE, share).astype(float)
    kept = weight > 0
    return Repeats(repeats.x[kept], repeats.t_x[kept], repeats.age[kept], weight[kept], repeats.unit)
