"""How much is tried: a short set in every test run, the long one with the environment's ATTACKS as rounds."""

import os
import random
from collections.abc import Iterable
from typing import Any

ROUNDS = int(os.environ.get("ATTACKS", "0"))
# Figures of every attack.
LEAKED, ECHOED, CHANGED = "canaries out of place", "guesses said back", "tables changed behind a refusal"
SEED = int(os.environ.get("ATTACKS_SEED", "20260312"))
IS_LONG = ROUNDS > 0


def many(short: int, each_round: int) -> int:
    """How many of something to try."""
    return ROUNDS * each_round if IS_LONG else short


def some(everything: Iterable[Any], *, short: int, each_round: int, name: str) -> list[Any]:
    """As many of it as the set has room for, the same in every run with the same seed."""
    every, most = list(everything), many(short, each_round)
    return every if len(every) <= most else dice(name).sample(every, most)


def dice(name: str) -> random.Random:
    """Chance that falls the same way in every run with the same seed."""
    return random.Random(f"{SEED} {name}")
