"""The words of the tiers that prices are made for. Whoever judges customers says them; here a tier is a code."""

from collections.abc import Iterable
from typing import Any

_WORDS: dict[str, Any] = {}


def name(words: Iterable[tuple[str, Any]]) -> None:
    """Say the codes of the tiers, best first, and their words."""
    _WORDS.update(words)


def choices() -> list[tuple[str, Any]]:
    """The tiers there are to choose."""
    return list(_WORDS.items())


def codes(typed: str) -> list[str]:
    """The codes that a text names, by code or by word, in its order; what nobody named stays as it is."""
    said = {str(told).casefold(): code for code, told in _WORDS.items()}
    words = [word.strip() for word in typed.replace("，", ",").replace("、", ",").split(",")]
    return list(dict.fromkeys(said.get(word.casefold(), word) for word in words if word))


def word(code: str) -> str:
    """A tier as people read it; a code nobody named stays as it is."""
    return str(_WORDS.get(code, code))
