"""Proving that the trace is as it was written."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from zhike.witness import keys
from zhike.witness.checkpoints import Checkpoint
from zhike.witness.models import Seal
from zhike.witness.sealing import NOTHING, digest_of
from zhike.witness.spans import FORMS, Span, spans
from zhike.witness.spans import keys as keys_of

CLOCKS = timedelta(minutes=10)  # by which those of machines may differ
NAMED = 20  # entries of a broken seal


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: at which seal, what, and the first entries there now."""

    number: int
    sentence: str
    entries: tuple[int, ...] = ()


@dataclass
class Report:
    """What a check went over, what it found, the first seal first, and what no seal protects yet."""

    seals: int = 0
    entries: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None
    findings: list[Finding] = field(default_factory=list)


def check(checkpoints: Iterable[Checkpoint] = ()) -> Report:
    """Compute every seal again, and compare with checkpoints that were kept."""
    seals = list(Seal.objects.order_by("number"))
    rising, bounds = _rising(seals)
    found = _found(rising, bounds)
    report = Report(seals=len(seals), entries=sum(one.entries for place, one in found.items() if place <= len(rising)))
    if waiting := found.get(len(rising) + 1):
        report.waiting, report.waiting_since = waiting.entries, waiting.oldest
    report.findings += _outside(found)
    report.findings += _order(seals, rising)
    report.findings += _contents(rising, found)
    report.findings += _times(rising, found)
    report.findings += _signatures(seals, every=bool(report.findings))
    report.findings += _missing(seals, checkpoints)
    report.findings.sort(key=lambda one: one.number)
    return report


def _rising(seals: Sequence[Seal]) -> tuple[list[Seal], list[int]]:
    """The seals up to where one does not follow the one before, and the bounds of what they hold."""
    rising: list[Seal] = []
    for before, seal in pairwise([NOTHING, *seals]):
        if not _follows(before, seal):
            break
        rising.append(seal)
    return rising, [0, *(seal.until for seal in rising)]


def _follows(before: Seal, seal: Seal) -> bool:
    return seal.number == before.number + 1 and seal.since == before.until < seal.until and seal.form in FORMS


def _found(rising: Sequence[Seal], bounds: list[int]) -> dict[int, Span]:
    """What the trace holds in the place of each seal, read once in each form that was ever used."""
    found: dict[int, Span] = {}
    for form in {seal.form for seal in rising} or FORMS.keys():
        read = spans(bounds, form=form)
        places = range(1, len(rising) + 1)
        found |= {place: one for place, one in read.items() if place not in places or rising[place - 1].form == form}
    return found


def _outside(found: dict[int, Span]) -> Iterator[Finding]:
    if 0 in found:
        yield Finding(0, f"{found[0].entries} entries have numbers that no transaction has.")


def _order(seals: Sequence[Seal], rising: Sequence[Seal]) -> Iterator[Finding]:
    if len(rising) < len(seals):
        broken, before = seals[len(rising)], len(rising)
        what = f"Seal {broken.number} does not follow seal {before}: a seal was taken out, moved or changed."
        yield Finding(before + 1, what)


def _contents(rising: Sequence[Seal], found: dict[int, Span]) -> Iterator[Finding]:
    """Each seal is computed from what is written of the one before, so that one broken seal is one finding."""
    for place, (before, seal) in enumerate(pairwise([NOTHING, *rising]), start=1):
        there = found.get(place)
        if there and seal.digest == digest_of(seal, before, there.digest) and there.entries == seal.entries:
            continue
        many = there.entries if there else 0
        what = "was changed, or the seal before it"
        if many != seal.entries:
            what = f"held {seal.entries} entries and now holds {many}"
        entries = tuple(keys_of(seal.since, seal.until, most=NAMED))
        yield Finding(seal.number, f"Seal {seal.number} of {seal.at:%Y-%m-%d %H:%M:%S} UTC {what}.", entries)


def _times(rising: Sequence[Seal], found: dict[int, Span]) -> Iterator[Finding]:
    """An entry cannot be older than the last seal made before its transaction began, nor newer than its own seal."""
    ceilings = [seal.ceiling for seal in rising]
    for place, seal in enumerate(rising, start=1):
        known = bisect_right(ceilings, seal.since, hi=place - 1)
        there = found.get(place)
        is_back = there and known and there.oldest < rising[known - 1].at - CLOCKS
        if there and (is_back or there.newest > seal.at + CLOCKS):
            what = f"Seal {seal.number} holds entries dated {'back' if is_back else 'ahead'}, or a clock was set."
            yield Finding(seal.number, what, tuple(keys_of(seal.since, seal.until, most=NAMED)))


def _signatures(seals: Sequence[Seal], *, every: bool) -> Iterator[Finding]:
    """The last signature vouches for all before it; each is asked only to say where something broke."""
    halves = keys.known()
    broken = [seal for seal in seals[-1:] if not _is_signed(seal, halves)]
    for seal in [one for one in seals if not _is_signed(one, halves)] if every or broken else ():
        known = "is not signed by its key" if seal.key in halves else f"is signed by key {seal.key}, which is not here"
        yield Finding(seal.number, f"Seal {seal.number} {known}.")


def _is_signed(seal: Seal, halves: dict[str, bytes]) -> bool:
    try:
        return keys.is_signed(halves[seal.key], seal.signature, bytes.fromhex(seal.digest))
    except (KeyError, ValueError):
        return False


def _missing(seals: Sequence[Seal], checkpoints: Iterable[Checkpoint]) -> Iterator[Finding]:
    there = {seal.number: seal.digest for seal in seals}
    for one in checkpoints:
        if one.number not in there:
            what = f"Seal {one.number} is gone: the end was cut off, or the database was restored to before it"
        elif there[one.number] != one.digest:
            what = f"Seal {one.number} is another than it was: the trace was written anew"
        else:
            continue
        yield Finding(one.number, f"{what} ({one.place}).")
