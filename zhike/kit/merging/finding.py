"""Finding duplicates: of every row of a noun in the background, of one row while it is typed at once."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log2
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zhike.kit import batches, registry, search
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.batches.models import Batch
from zhike.kit.merging import clues
from zhike.kit.merging.clues import Clue
from zhike.kit.merging.models import Pair
from zhike.matching.blocking import candidates
from zhike.matching.kinds import SAME, sound

LEAST = 0.5  # probability at which a pair is worth a look
LEAST_TYPED = 0.2  # while a row is typed, little of it is known
BEGINNING = 4  # letters of the pinyin
AT_ONCE = 2000
CLOSE = 20  # rows a typed name is compared with
Values = Mapping[int, Sequence[set[str]]]
Found = tuple[int, int, float, list[list[Any]]]


@batches.kind("duplicates")
def find_duplicates(batch: Batch) -> None:
    """Compare the rows of a noun that share a key; pairs somebody decided stay decided."""
    model = next(model for model in clues.nouns() if model._meta.label_lower == batch.noun)
    reading = clues.clues_of(model)
    values = read(model, reading)
    worth, skipped = candidates(_keys(model, reading, values))
    batch.report(total=len(worth), done=0, result={"skipped": skipped})
    counts = [Counter(word for known in values.values() for word in known[n]) for n in range(len(reading))]
    found, some = [], sorted(worth)
    for begin in range(0, len(some), AT_ONCE):
        part = some[begin : begin + AT_ONCE]
        found += [pair for a, b in part if (pair := _compared(reading, counts, values, a, b))]
        batch.went(len(part))
    with transaction.atomic():
        Pair.objects.filter(noun=batch.noun, status=Pair.Status.OPEN).delete()
        made = [Pair(noun=batch.noun, a=a, b=b, score=score, why=why) for a, b, score, why in found]
        Pair.objects.bulk_create(made, batch_size=AT_ONCE, ignore_conflicts=True)
    batch.report(result={"rows": len(values), "compared": len(some), "found": len(found), "skipped": skipped})


def likely(values: Mapping[str, Any], model: type[Model], *, by, row: Model | None = None) -> list[tuple[str, str]]:
    """Rows that what is being typed may already be: why, and where they are. One lookup by the words of the title."""
    reading = [clue for clue in clues.clues_of(model) if values.get(clue.path)]
    typed = [{clues.clean(clue, values[clue.path])} - {""} for clue in reading]
    title = registry.entity_of(model).title
    words = " ".join(word for clue, some in zip(reading, typed, strict=True) if clue.path == title for word in some)
    mine = rows(model, by=by).exclude(pk=row.pk if row else None)
    told = []
    for one in search.find(mine, words)[:CLOSE] if words else ():
        theirs = [{clues.clean(clue, getattr(one, clue.path))} - {""} for clue in reading]
        pattern = clues.compare(reading, typed, theirs)
        told.append((clues.score(reading, pattern), one, clues.reasons(reading, pattern, theirs)))
    told.sort(key=lambda found: -found[0])
    return [(_told(one, why), _place(one)) for score, one, why in told if score >= LEAST_TYPED]


def read(model: type[Model], reading: Sequence[Clue]) -> Values:
    """What every row has for each clue, by its number."""
    known: dict[int, list[set[str]]] = defaultdict(lambda: [set() for _clue in reading])
    everything = rows(model, by=Staff.objects.robot("duplicates"))
    for n, clue in enumerate(reading):
        for key, value in everything.filter(**clue.only).values_list("pk", clue.path).iterator(AT_ONCE):
            if word := clues.clean(clue, value):
                known[key][n].add(word)
    return known


def _keys(model: type[Model], reading: Sequence[Clue], values: Values) -> Iterator[tuple[int, tuple]]:
    places = {clue.path: n for n, clue in enumerate(reading)}
    for row, known in values.items():
        for n, clue in enumerate(reading):
            for word in known[n] if clue.compares else ():
                heard = sound(word)
                yield row, (n, heard)
                for place in known[places[clue.beside]] if clue.beside else ():
                    yield row, (n, heard, place)
                    yield row, (n, heard[:BEGINNING], place, "")


def _compared(reading: Sequence[Clue], counts: Sequence[Counter], values: Values, a: int, b: int) -> Found | None:
    pattern = clues.compare(reading, values[a], values[b])
    if clues.score(reading, pattern) < LEAST:
        return None
    shared = [mine & yours or mine for mine, yours in zip(values[a], values[b], strict=True)]
    # Two called 张伟 are less likely one than two called 慕容云归: what n rows share is worth log2(n / 2) bits less.
    common = sum(
        log2(max(min(counts[n][word] for word in shared[n]), 2) / 2)
        for n, clue in enumerate(reading)
        if clue.compares and pattern[n] == SAME
    )
    score = clues.score(reading, pattern, common=common)
    return (a, b, score, clues.reasons(reading, pattern, shared)) if score >= LEAST else None


def _told(row: Model, why: list[list[Any]]) -> str:
    said = ", ".join(clues.sentences(type(row), why))
    return _("%(title)s is known already: %(why)s") % {"title": capfirst(str(row)), "why": said}


def _place(row: Model) -> str:
    return reverse("kit:detail", args=[registry.entity_of(type(row)).slug, row.pk])
