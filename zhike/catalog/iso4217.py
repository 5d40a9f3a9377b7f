"""The currencies there are to choose."""

from zhike.look.coins import MINOR_UNITS


def currencies() -> list[tuple[str, str]]:
    """Every currency there is to choose, by its three letters."""
    return [(code, code) for code in sorted(MINOR_UNITS)]
