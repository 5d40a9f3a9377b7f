"""Ways to rank transactions: learnt from labels, learnt without any, and plain arithmetic to hold them against.

*Sources.* Breiman 2001 (forests); Liu, Ting and Zhou 2008 (isolation); Le Borgne et al. 2022.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from zhike.insight.measures.fraud.features import FEATURES
from zhike.insight.measures.later import ensemble, threadpools, trees
from zhike.insight.measures.scoring.features import Matrix
from zhike.insight.measures.scoring.judging import Chances, Flags
from zhike.insight.measures.scoring.models import Model, learner

#: Those that need to be told what was fraud, and those that need not.
TAUGHT = ("logistic", "tree", "full_tree", "forest", "trees")
UNTAUGHT = ("isolation", "own_mean")
KINDS = (*TAUGHT, *UNTAUGHT)
OF_ONE_TREE = ("tree", "full_tree")
AMOUNT, OWN_MEAN = FEATURES.index("amount"), FEATURES.index("customer_mean_30")


@dataclass
class Ranker(Model):
    """A model by its name; the higher the score of a transaction, the sooner somebody should look at it."""

    kind: str = "own_mean"

    def scores(self, rows: Matrix) -> Chances:
        """Shares of fraud among the like for models that were told; only an order for the others."""
        if self.kind == "own_mean":
            return rows[:, AMOUNT] / np.where(rows[:, OWN_MEAN] > 0, rows[:, OWN_MEAN], 1)
        with threadpools.threadpool_limits(limits=1):
            if self.kind == "isolation":
                return -np.asarray(self.learner.score_samples(rows))
            return np.asarray(self.learner.predict_proba(rows)[:, 1])

    def log_odds(self, rows: Matrix) -> Chances:
        """What effects are counted in: log-odds where the model has them, else its score."""
        return super().log_odds(rows) if self.kind in ("logistic", "trees") else self.scores(rows)


def taught(kind: str, rows: Matrix, frauds: Flags) -> Ranker:
    """A model of that kind; one thread, so that it neither starves the machine nor is starved by others."""
    made = untaught(kind)
    with threadpools.threadpool_limits(limits=1):
        return Ranker(None if made is None else made.fit(rows, frauds), kind=kind)


def untaught(kind: str) -> Any:
    """A learner before it learns; seeds are fixed. None where there is nothing to learn."""
    match kind:
        case "own_mean":
            return None
        case "tree":
            return trees.DecisionTreeClassifier(max_depth=2, random_state=0)
        case "full_tree":
            return trees.DecisionTreeClassifier(random_state=0)
        case "forest":
            return ensemble.RandomForestClassifier(n_estimators=100, random_state=0)
        case "isolation":
            return ensemble.IsolationForest(random_state=0)
    return learner(kind)
