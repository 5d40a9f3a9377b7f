"""How much is tried: a short set in every test run, the long one with the environment's ATTACKS as rounds."""

import os
import random
from collections.abc import Iterable
from typing import Any

ROUNDS = int(os.environ.get("ATTACKS", "0"))
SEED = int(os.environ.get("ATTACKS_SEED", "20260312"))
IS_LONG = ROUNDS > 0


def many(short: int, each_round: int) -> int:
    """How many of something to try."""
    return ROUNDS * each_round if IS_LONG else short


def some(everything: Iterable[Any], *, short: int, name: str) -> list[Any]:
    """All of it in the long set; so many of it in the short one, the same in every run."""
    every = list(everything)
    return every if IS_LONG or len(every) <= short else dice(name).sample(every, short)


def dice(name: str) -> random.Random:
    """Chance that falls the same way in every run with the same seed."""
    return random.Random(f"{SEED} {name}")
