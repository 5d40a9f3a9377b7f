"""Finding duplicates: of every row of a noun in the background, of one row while it is typed at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from zhike.kit import batches, registry, search
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.batches.models import Batch
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.doubles import offer_warning
from zhike.matching.clues import Clue, Words, likeness, pairs
from zhike.merging.models import Pair
from zhike.vault.fields import opened

LEAST = 0.5  # probability at which a pair is worth a look
LEAST_TYPED = 0.02  # while a row is typed, little of it is known
AT_ONCE = 2000
CLOSE = 20  # rows a typed name is compared with
_clues: dict[type[Model], tuple[Clue, ...]] = {}


def recognise(model: type[Model], *clues: Clue) -> None:
    """Declare by what duplicates of a noun are found; its form then warns of them while it is filled in."""
    _clues[model] = clues
    offer_warning(model, partial(likely, model=model))


def is_searched(model: type[Model]) -> bool:
    """Whether a noun has declared what its duplicates are found by."""
    return model in _clues


@batches.kind("duplicates")
def find_duplicates(batch: Batch) -> None:
    """Compare the rows of a noun that share a key; pairs somebody decided stay decided."""
    model = next(model for model in _clues if model._meta.label_lower == batch.noun)
    clues, known = _clues[model], _read(model)
    batch.report(done=0)

    def went(done: int, total: int) -> None:
        batch.total = total
        batch.report(total=total)
        batch.went(done - batch.done)

    found, skipped = pairs(clues, known, least=LEAST, went=went)
    made = [Pair(noun=batch.noun, a=a, b=b, score=alike.score, why=alike.why) for a, b, alike in found]
    with transaction.atomic():
        Pair.objects.filter(noun=batch.noun, status=Pair.Status.OPEN).delete()
        Pair.objects.bulk_create(made, batch_size=AT_ONCE, ignore_conflicts=True)
    batch.report(result={"rows": len(known), "found": len(found), "skipped": skipped})


def likely(values: Mapping[str, Any], model: type[Model], *, by, row: Model | None = None) -> list[tuple[str, str]]:
    """Rows that what is being typed may already be: why, and where they are. One to three lookups by title."""
    clues = [clue for clue in _clues.get(model, ()) if values.get(clue.path)]
    typed = [{clue.clean(values[clue.path])} - {""} for clue in clues]
    title = registry.entity_of(model).title
    words = " ".join(word for clue, some in zip(clues, typed, strict=True) if clue.path == title for word in some)
    if not words:
        return []
    near = search.best(rows(model, by=by).exclude(pk=row.pk if row else None), words, most=CLOSE)
    theirs = {one: [{clue.clean(getattr(one, clue.path))} - {""} for clue in clues] for one in near}
    told = [(likeness(clues, typed, known), one) for one, known in theirs.items()]
    told.sort(key=lambda found: -found[0].score)
    return [(_told(one, alike.why), _place(one)) for alike, one in told if alike.score >= LEAST_TYPED]


def sentences(model: type[Model], why: Iterable[Sequence[Any]]) -> list[str]:
    """Why two rows may be one, in the reader's language."""
    said = {clue.name: clue.says for clue in _clues.get(model, ())}
    return [said[name][level] % {"value": value} for name, level, value in why if level < len(said.get(name, ()))]


def _read(model: type[Model]) -> dict[int, Words]:
    """What every row has for each clue, by its number."""
    known: dict[int, Words] = defaultdict(lambda: [set() for _clue in _clues[model]])
    everything = rows(model, by=Staff.objects.robot("duplicates"))
    for n, clue in enumerate(_clues[model]):
        for key, value in opened(everything.filter(**clue.only), clue.path):
            if word := clue.clean(value):
                known[key][n].add(word)
    return known


def _told(row: Model, why: list[list[Any]]) -> str:
    return _("“%(title)s” is there already: %(why)s") % {"title": row, "why": ", ".join(sentences(type(row), why))}


def _place(row: Model) -> str:
    return address_of(row)
