"""How much is tried: a short set in every test run, the long one with the environment's ZHIKE_ATTACKS as rounds."""

import os
import random

ROUNDS = int(os.environ.get("ZHIKE_ATTACKS", "0"))
SEED = int(os.environ.get("ZHIKE_ATTACKS_SEED", "20260312"))
IS_LONG = ROUNDS > 0


def many(short: int, each_round: int) -> int:
    """How many of something to try."""
    return ROUNDS * each_round if IS_LONG else short


def dice(name: str) -> random.Random:
    """Chance that falls the same way in every run with the same seed."""
    return random.Random(f"{SEED} {name}")
