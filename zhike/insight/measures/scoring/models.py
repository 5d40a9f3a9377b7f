"""Two learners of different make, each calibrated on rows later than those it learnt from.

Logistic regression draws one plane and is steady on few rows; boosted trees of eight leaves find bends and
combinations. *Sources.* Friedman 2001; Platt 1999; Niculescu-Mizil and Caruana 2005.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from zhike.insight.measures.later import ensemble, linear_model, pipeline, preprocessing, threadpools
from zhike.insight.measures.scoring.features import Matrix
from zhike.insight.measures.scoring.judging import Chances, Flags

KINDS = ("logistic", "trees")


@dataclass
class Model:
    """A learner with a calibration of two numbers over its log-odds: slope and shift."""

    learner: Any
    slope: float = 1.0
    shift: float = 0.0

    def log_odds(self, rows: Matrix) -> Chances:
        """Calibrated log-odds, in which effects add up."""
        return self.slope * log_odds(self.learner, rows) + self.shift

    def chances(self, rows: Matrix) -> Chances:
        """Calibrated chances from 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-self.log_odds(rows))))


def learnt(kind: str, rows: Matrix, happened: Flags) -> Model:
    """A model of that kind; one thread, so that it neither starves the machine nor is starved by others."""
    with threadpools.threadpool_limits(limits=1):
        return Model(learner(kind).fit(rows, happened))


def learner(kind: str) -> Any:
    """An untaught learner; the seed is fixed."""
    if kind == "trees":
        return ensemble.HistGradientBoostingClassifier(
            max_iter=200, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=20, l2_regularization=1.0,
            early_stopping=False, random_state=0,
        )  # fmt: skip
    scaler = preprocessing.StandardScaler()
    return pipeline.make_pipeline(scaler, linear_model.LogisticRegression(max_iter=2_000))


def calibrated(model: Model, rows: Matrix, happened: Flags) -> Model:
    """The model with slope and shift learnt on rows it has not seen (Platt); as it is where these say nothing."""
    if len(set(happened.tolist())) < 2 or len(happened) < 50:
        return model
    odds = log_odds(model.learner, rows)[:, None]
    platt = linear_model.LogisticRegression(C=1e6).fit(odds, happened)
    slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    return Model(model.learner, slope, shift) if slope > 0 else model


def log_odds(learner: Any, rows: Matrix) -> Chances:
    """Log-odds as learnt."""
    with threadpools.threadpool_limits(limits=1):
        return np.asarray(learner.decision_function(rows), np.float64)
