"""Whether the bands of fitted parameters hold what is known: populations made up, fitted, and counted.

    python benchmarks/truth.py --runs 100 --customers 100000

Each run makes customers with known parameters (times in whole days), fits the model and looks whether the 90 % band
of each parameter holds the truth. Over 100 runs between 85 and 95 should; ends with 1 where one is outside 82 to 97,
which chance alone hardly does.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

WEEKS = 39.0
TRUTH = {
    "bgnbd": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    "mbgnbd": {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    "gammagamma": {"p": 6.25, "q": 3.74, "v": 15.44},
    "paretonbd": {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669},
}


def main() -> None:
    """Count and print."""
    asked = arguments()
    shares = []
    for model in asked.models or TRUTH:
        started = time.perf_counter()
        inside = [held(model, asked.customers, seed) for seed in range(asked.runs)]
        seconds = (time.perf_counter() - started) / asked.runs
        found = {name: float(np.mean([run[name] for run in inside])) for name in TRUTH[model]}
        told = "  ".join(f"{name} {100 * share:.0f} %" for name, share in found.items())
        print(f"{model:11}{told}   ({seconds:.2f} s a run)", flush=True)
        shares += found.values()
    print(f"all together {100 * np.mean(shares):.1f} % of {len(shares) * asked.runs} bands of 90 % held the truth")
    sys.exit(0 if all(0.82 <= share <= 0.97 for share in shares) else 1)


def arguments() -> argparse.Namespace:
    """What is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--models", nargs="*", choices=list(TRUTH))
    return parser.parse_args()


def held(model: str, customers: int, seed: int) -> dict[str, bool]:
    """Whether each band of one run holds the truth."""
    fitted = fit(model, customers, np.random.default_rng(seed))
    bands = fitted.band()
    return {name: bool(bands and bands[name][0] <= truth <= bands[name][1]) for name, truth in TRUTH[model].items()}


def fit(model: str, customers: int, rng: np.random.Generator):
    """A population of the model, fitted."""
    from zhike.insight.measures import BgNbd, GammaGamma, MbgNbd, ParetoNbd, Repeats, Spends
    from zhike.insight.measures.lifetime import FittedBgNbd, FittedGammaGamma, FittedMbgNbd, FittedParetoNbd

    known = (TRUTH[model], 0.0, 0.0)
    if model == "gammagamma":
        x = 1 + rng.poisson(1.5, customers)
        made = FittedGammaGamma(*known, converged=True, evaluations=0, customers=0)
        return GammaGamma().fit(Spends.of(x, made.spent(rng, x, x=0, mean=0) / x))
    kind, fitting = {
        "bgnbd": (FittedBgNbd, BgNbd),
        "mbgnbd": (FittedMbgNbd, MbgNbd),
        "paretonbd": (FittedParetoNbd, ParetoNbd),
    }[model]
    truth = kind(*known, converged=True, evaluations=0, customers=0)
    past = truth.past(rng, np.ceil((WEEKS - rng.uniform(0, WEEKS / 3, customers)) * 7) / 7)
    t_x = np.clip(np.round(past.t_x * 7), past.x > 0, past.age * 7) / 7
    return fitting().fit(Repeats.of(past.x, t_x, past.age))


if __name__ == "__main__":
    main()
