"""One thing under several numbers: who takes rows together says so here, and history and old addresses follow."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Lineage:
    """What is known of one row of a noun, by its number.

    numbers   its own and those of all rows that went up in it
    survivor  the row in which it went up itself, by way of others where those went up too; else its own number
    """

    numbers: Callable[[str, int], list[int]]
    survivor: Callable[[str, int], int]


_lineages: list[Lineage] = []


def declare(lineage: Lineage) -> None:
    """Let histories and addresses ask it."""
    _lineages.append(lineage)


def numbers_of(noun: str, key: int) -> list[int]:
    """The numbers whose history is the history of a row."""
    return [key, *(number for lineage in _lineages for number in lineage.numbers(noun, key) if number != key)]


def survivor_of(noun: str, key: int) -> int:
    """The number under which a row is found now."""
    for lineage in _lineages:
        key = lineage.survivor(noun, key)
    return key
