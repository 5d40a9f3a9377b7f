"""The pairs within a table of which nothing is known but its header."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from zhike.matching.blocking import candidates
from zhike.matching.kinds import ALIKE, KINDS, NEAR, OTHER, SAME, sound
from zhike.matching.scoring import Pattern, estimate

DRAWN = 200_000  # pairs looked at to learn what agrees by chance
COMBINED = 6  # columns whose beginnings are combined into keys, two by two
BEGINNING = 4  # characters
WORDS = {SAME: "same {}", NEAR: "nearly the same {}", ALIKE: "similar {}"}
# The first that is found in a header decides.
HEADERS = (
    ("phone", r"phone|mobile|\btel|电话|手机"),
    ("mail", r"mail|邮箱|邮件"),
    ("code", r"date|birth|\bdob\b|日期|生日|code|post|zip|\bid\b|_id|number|\bno\b|编码|编号|代码|号码|证|邮编"),
    ("company", r"company|organi[sz]ation|firm|公司|企业|单位|名称|客户"),
    ("name", r"name|姓名|名字|联系人|姓|名"),
)


class Found(NamedTuple):
    """Two rows by position, how probably they are one thing, and why."""

    a: int
    b: int
    score: float
    why: str


def kind_of(header: str, cells: Sequence[str]) -> str:
    """The kind of a column: by its header, else by whether it holds mostly digits."""
    plain = header.casefold()
    for kind, words in HEADERS:
        if re.search(words, plain):
            return kind
    filled = [cell for cell in cells if cell]
    return "code" if sum(cell[-1:].isdigit() for cell in filled) * 2 > len(filled) else "text"


def pairs(headers: Sequence[str], rows: Sequence[Sequence[str]], *, threshold: float) -> tuple[list[Found], int]:
    """Every pair of rows at least as probable as `threshold`, best first, and how many keys were too common to use."""
    kinds = [kind_of(header, [row[n] for row in rows]) for n, header in enumerate(headers)]
    clean = [tuple(KINDS[kind].clean(cell) for kind, cell in zip(kinds, row, strict=True)) for row in rows]
    worth, skipped = candidates(_keys(clean))
    if not worth:
        return [], skipped
    compare = _Comparison(clean, kinds)
    patterns = {pair: compare(*pair) for pair in sorted(worth)}
    weights = estimate(Counter(patterns.values()), Counter(map(compare, *_drawn(len(rows)))), rows=len(rows))
    scores = {pattern: weights.probability(pattern) for pattern in set(patterns.values())}
    found = [
        Found(*pair, scores[pattern], _why(pattern, headers, rows[pair[0]], rows[pair[1]]))
        for pair, pattern in patterns.items()
        if scores[pattern] >= threshold
    ]
    return sorted(found, key=lambda pair: (-pair.score, pair.a, pair.b)), skipped


def _keys(rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, tuple]]:
    """Every value, and the beginnings of every two values of the columns that tell rows apart best."""
    distinct = [len(set(column)) for column in zip(*rows, strict=True)]
    best = sorted(range(len(distinct)), key=lambda n: -distinct[n])[:COMBINED]
    for number, row in enumerate(rows):
        yield from ((number, (n, value)) for n, value in enumerate(row) if value)
        begin = [(n, sound(row[n])[:BEGINNING]) for n in best if row[n]]
        yield from ((number, both) for both in combinations(begin, 2))


class _Comparison:
    """Compares two rows of one table, column by column; names may have changed places."""

    def __init__(self, rows: Sequence[tuple[str, ...]], kinds: Sequence[str]):
        self.rows, self.levels = rows, [KINDS[kind].level for kind in kinds]
        self.names = [n for n, kind in enumerate(kinds) if kind == "name"]

    def __call__(self, a: int, b: int) -> Pattern:
        mine, yours = self.rows[a], self.rows[b]
        pattern = [level(mine[n], yours[n]) if mine[n] and yours[n] else None for n, level in enumerate(self.levels)]
        for n in self.names:
            if pattern[n] == OTHER and any(mine[n] == yours[other] for other in self.names):
                pattern[n] = ALIKE
        return tuple(pattern)


def _drawn(rows: int) -> tuple[list[int], list[int]]:
    """Pairs drawn blindly, the same each time; all there are where there are few."""
    if rows * (rows - 1) // 2 <= DRAWN:
        every = list(combinations(range(rows), 2))
    else:
        chance = random.Random(rows)  # noqa: S311 -- a sample, no secret
        every = [(chance.randrange(rows - 1), rows - 1) for _nth in range(DRAWN)]
        every = [(a, chance.randrange(a + 1, rows)) for a, _last in every]
    return [a for a, _b in every], [b for _a, b in every]


def _why(pattern: Pattern, headers: Sequence[str], a: Sequence[str], b: Sequence[str]) -> str:
    said = []
    for n, level in enumerate(pattern):
        if level in WORDS:
            shown = a[n] if level == SAME else f"{a[n]} / {b[n]}"
            said.append(f"{WORDS[level].format(headers[n].replace('_', ' '))} {shown}")
    return "; ".join(said)
