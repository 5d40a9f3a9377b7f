"""What makes two rows look like one, where it is known what they hold: clues with declared weights."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Any, NamedTuple

from zhike.matching.blocking import candidates
from zhike.matching.kinds import KINDS, SAME, sound
from zhike.matching.scoring import Pattern, Weights

PRIOR = -12.0  # bits: of the pairs that share a key about one in four thousand is one thing
BEGINNING = 4  # letters of the pinyin
MASKED = 3  # characters of a personal value that are shown
AT_ONCE = 2000

Words = Sequence[set[str]]  # what one row has for each clue


@dataclass(frozen=True)
class Clue:
    """One way in which two rows resemble each other.

    name      what it is called among the clues of its noun
    path      the field, by way of relations where it lies further off; a row may have several values
    kind      how values are read and compared, see `kinds`
    bits      what the levels same, near, alike and other are worth: log2 of how much likelier they make one thing
    says      a sentence for each level worth saying; `%(value)s` is what the rows share
    only      a condition on rows further off
    beside    a clue beside which the beginning of the value is reason enough to compare two rows
    compares  whether sharing a value is reason enough
    masked    shown by its first characters only
    """

    name: str
    path: str
    kind: str
    bits: tuple[float, float, float, float]
    says: tuple[Any, ...]
    only: Mapping[str, Any] = field(default_factory=dict)
    beside: str = ""
    compares: bool = True
    masked: bool = False

    def clean(self, value: Any) -> str:
        """A value as it is compared; empty where it says nothing."""
        return KINDS[self.kind].clean(str(value)) if value not in (None, "") else ""


class Likeness(NamedTuple):
    """How probably two rows are one thing, and why: clue, level, and a value they share."""

    score: float
    why: list[list[Any]]


def likeness(clues: Sequence[Clue], a: Words, b: Words, *, common: Sequence[Counter] = ()) -> Likeness:
    """Compare two rows. `common` counts the rows with each word: what n of them share is worth log2(n / 2) bits less.

    Two called 张伟 are less likely one than two called 慕容云归.
    """
    pattern = tuple(map(_level, clues, a, b))
    shared = [sorted(mine & yours or mine) for mine, yours in zip(a, b, strict=True)]
    telling = [n for n, level in enumerate(pattern) if level == SAME and clues[n].compares and common]
    many = [min(common[n][word] for word in shared[n]) for n in telling]
    weights = Weights([clue.bits for clue in clues], PRIOR - sum(log2(max(count, 2) / 2) for count in many))
    return Likeness(weights.probability(pattern), list(_reasons(clues, pattern, shared)))


def pairs(
    clues: Sequence[Clue], rows: Mapping[int, Words], *, least: float, went: Callable[[int, int], None]
) -> tuple[list[tuple[int, int, Likeness]], int]:
    """Every pair at least as probable as `least`, and how many keys were too common to use.

    `went(compared, total)` is told how far it is, every two thousand comparisons.
    """
    worth, skipped = candidates(_keys(clues, rows))
    counts = [Counter(word for known in rows.values() for word in known[n]) for n in range(len(clues))]
    found = []
    for done, (a, b) in enumerate(sorted(worth), start=1):
        alike = likeness(clues, rows[a], rows[b], common=counts)
        if alike.score >= least:
            found.append((a, b, alike))
        if done % AT_ONCE == 0 or done == len(worth):
            went(done, len(worth))
    return found, skipped


def _level(clue: Clue, mine: Iterable[str], yours: Iterable[str]) -> int | None:
    if not mine or not yours:
        return None
    level = KINDS[clue.kind].level
    return min(level(a, b) for a in mine for b in yours)


def _reasons(clues: Sequence[Clue], pattern: Pattern, shared: Sequence[Sequence[str]]) -> Iterator[list[Any]]:
    for clue, level, words in zip(clues, pattern, shared, strict=True):
        if level is not None and level < len(clue.says):
            word = words[0].removeprefix("+86")
            yield [clue.name, level, f"{word[:MASKED]}…" if clue.masked else word]


def _keys(clues: Sequence[Clue], rows: Mapping[int, Words]) -> Iterator[tuple[int, tuple]]:
    places = {clue.name: n for n, clue in enumerate(clues)}
    for row, known in rows.items():
        for n, clue in enumerate(clues):
            for heard in map(sound, known[n] if clue.compares else ()):
                yield row, (n, heard)
                for place in known[places[clue.beside]] if clue.beside else ():
                    yield row, (n, heard, place)
                    yield row, (n, heard[:BEGINNING], place, "")
