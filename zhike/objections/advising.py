"""What to answer: the ways that helped the house, the surest first, and the answers that are kept for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import cached_property

from zhike.kit.access.rows import rows
from zhike.objections.models import Answer, Method, ObjectionKind, Outcome, Timing, experience, raised_at
from zhike.objections.rules import Share, ranked, usual

SHOWN = 4
WORDS_OF_METHOD, WORDS_OF_TIMING = dict(Method.choices), dict(Timing.choices)


@dataclass(frozen=True)
class Way:
    """One way to meet an objection, how often it helped, and the answers kept for it."""

    method: str
    timing: str
    share: Share
    answers: Sequence[Answer] = ()

    @property
    def method_word(self) -> str:
        """The method alone."""
        return str(WORDS_OF_METHOD.get(self.method, ""))

    @cached_property
    def words(self) -> str:
        """“At once · Ask”."""
        said = [WORDS_OF_TIMING.get(self.timing), WORDS_OF_METHOD.get(self.method)]
        return " · ".join(str(word) for word in said if word)


@dataclass(frozen=True)
class Advice:
    """What is known about one kind of objection: its ways, those with too few cases last."""

    kind: ObjectionKind
    ways: Sequence[Way]

    @property
    def sure(self) -> list[Way]:
        """The best few of those that can be told something of."""
        return [way for way in self.ways if way.share.is_enough][:SHOWN]

    @property
    def untold(self) -> int:
        """How many ways were tried too seldom to say."""
        return sum(not way.share.is_enough for way in self.ways)


def advice(kinds: Iterable[int], *, by: Any, product: int | None = None) -> list[Advice]:
    """What the house knows about some kinds, in their order."""
    keys = list(dict.fromkeys(kinds))
    if not keys:
        return []
    counts = experience("kind", "timing", "method", kind__in=keys)
    answers = _answers(keys, by=by, product=product)
    found = {kind.pk: kind for kind in rows(ObjectionKind, by=by).filter(pk__in=keys)}
    return [_advice(found[key], counts, answers) for key in keys if key in found]


def methods(kind: ObjectionKind, *, by: Any, timing: str, product: int | None = None) -> list[Way]:
    """All six methods for one kind at one time, the surest first."""
    counts = {(method, timing): (0, 0) for method in Method.values}
    said = experience("method", "timing", kind=kind, timing=timing)
    counts |= {way: count for way, count in said.items() if way in counts}
    answers = _answers([kind.pk], by=by, product=product)
    return [
        Way(method, timing, share, [one for one in answers if one.method == method])
        for (method, timing), share in ranked(counts)
    ]


def usual_at(stage: str) -> list[int]:
    """The kinds that are usually raised in a stage of deals, by their keys."""
    return usual(raised_at(stage)) if stage else []


def _advice(kind: ObjectionKind, counts: dict[tuple[Any, ...], tuple[int, int]], answers: list[Answer]) -> Advice:
    own = {(method, timing): count for (key, timing, method), count in counts.items() if key == kind.pk and method}
    kept = [one for one in answers if one.kind_id == kind.pk]
    ways = [
        Way(method, timing, share, [one for one in kept if one.method == method])
        for (method, timing), share in ranked(own)
    ]
    return Advice(kind, ways)


def _answers(kinds: list[int], *, by: Any, product: int | None) -> list[Answer]:
    """The answers in use, those for the product first, then the more often used."""
    helped = Count("uses", filter=Q(uses__outcome=Outcome.OVERCOME))
    found = rows(Answer, by=by).filter(Q(product=None) | Q(product=product), kind__in=kinds, active=True)
    told = found.annotate(used=Count("uses"), helped=helped)
    return sorted(told, key=lambda one: (one.product_id is None, -one.used, one.pk))  # type: ignore[attr-defined]
