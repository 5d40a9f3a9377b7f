"""Searching the trace: entries as their reader may know them, the newest first, never more than a page can wait for."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.timezone import make_aware

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import may, rows, sees_all
from zhike.kit.audit import trace
from zhike.kit.audit.models import Trace
from zhike.kit.surfaces.history import OWN_AFFAIRS, said, told, way
from zhike.witness.money import currencies
from zhike.witness.words import changed

SHOWN = 50
ROBOTS = -1  # in the place of a person: whatever no person did
WINDOW = 20_000  # entries that one page looks through for words and rights


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; what is empty narrows nothing. Days are of the business zone, both included."""

    person: int | None = None
    noun: str = ""
    verb: str = ""
    door: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
    before: int | None = None


@dataclass(frozen=True)
class Line:
    """An entry as it is shown; `url` where its row can be opened."""

    entry: Trace
    said: str
    way: str
    noun: str
    url: str
    changes: list[Any]


@dataclass(frozen=True)
class Page:
    """Some entries, the number below which older ones begin, and since when these were looked for in vain."""

    lines: list[Line] = field(default_factory=list)
    older: int | None = None
    looked_to: datetime | None = None


def page(asked: Asked | None, *, by: Staff, row: Model | None = None, most: int | None = None) -> Page:
    """The entries that `by` may know, of one row or of all; none where nobody could say what was asked."""
    if asked is None:
        return Page()
    most = most or SHOWN
    whole = trace.trace_of(row) if row else Trace.objects.order_by("-id")
    near = _narrowed(whole, asked)
    found = Trace.objects.filter(pk__in=near.select_related(None).values("pk")[:WINDOW]).select_related("actor")
    found = found if row else found.filter(_known_to(by))
    found = found if by.is_at_least(Role.ADMIN) else found.exclude(~Q(actor=by), verb__in=OWN_AFFAIRS)
    found = found.filter(object_title__icontains=asked.words) if asked.words else found
    entries = list(found.order_by("-id")[: most + 1])
    if len(entries) > most:
        return Page(_lines(entries[:most], by=by), entries[most - 1].pk)
    end = near.values_list("pk", "at")[WINDOW - 1 : WINDOW].first()
    return Page(_lines(entries, by=by), *(end or ()))


def nouns(by: Staff) -> list[tuple[str, Any]]:
    """What entries may be about, for this reader: label and words."""
    known = [entity.model for entity in registry.entities() if may(by, "read", entity.model)]
    labels = traced() if by.is_at_least(Role.ADMIN) else []
    others = [model for label in labels if (model := _model(label)) and model not in known]
    return [(model._meta.label_lower, model._meta.verbose_name_plural) for model in [*known, *others]]


def traced() -> list[str]:
    """The nouns the trace holds, found by jumping along its index."""
    sql = """
        with recursive held(noun) as (
            (select noun from kit_trace order by noun limit 1)
            union all
            select (select t.noun from kit_trace t where t.noun > held.noun order by t.noun limit 1)
            from held where held.noun is not null
        )
        select noun from held where noun is not null
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [noun for (noun,) in cursor.fetchall()]


def _narrowed(found: QuerySet[Trace], asked: Asked) -> QuerySet[Trace]:
    """The entries that columns with an index, or of few values, narrow to."""
    given = {
        "actor__is_robot": asked.person == ROBOTS,
        "actor": asked.person if asked.person != ROBOTS else None,
        "noun": asked.noun,
        "verb": asked.verb,
        "door": asked.door,
        "at__gte": asked.since and _begin(asked.since),
        "at__lt": asked.until and _begin(asked.until + timedelta(days=1)),
        "pk__lt": asked.before,
    }
    return found.filter(**{name: value for name, value in given.items() if value})


def _known_to(by: Staff) -> Q:
    """Entries about rows that `by` may read; an administrator reads what is about no row, or about one that is gone."""
    if by.is_at_least(Role.ADMIN) and by.has_scope("", "admin"):
        return Q()
    known = Q(pk__in=())
    for model in (entity.model for entity in registry.entities() if may(by, "read", entity.model)):
        about = Q(noun=model._meta.label_lower, object_id__gt=0)
        # Asked of each entry in hand, by the key: as a range, or the database would gather every row first.
        one = rows(model, by=by).filter(pk__gte=OuterRef("object_id"), pk__lte=OuterRef("object_id"))
        known |= about if sees_all(model, by=by) else about & Q(Exists(one))
    return known


def _lines(entries: list[Trace], *, by: Staff) -> list[Line]:
    changes, found = told(entries, by=by, currency=currencies(entries, by=by)), []
    for entry in entries:
        entity, model = registry.entity_labelled(entry.noun), _model(entry.noun)
        noun = str(model._meta.verbose_name) if model else entry.noun
        is_row = entity is not None and entry.object_id > 0
        shown = changes[entry.pk] if is_row else _plain(entry)
        url = f"/{entity.slug}/{entry.object_id}/" if entity is not None and is_row else ""
        found.append(Line(entry, said(entry), way(entry), noun, url, shown))
    return found


def _plain(entry: Trace) -> list[Any]:
    """The changes of what is no row of a noun; only an administrator comes to see them."""
    pairs = [(name, *values) for name, values in entry.changes.items() if len(values) == 2]
    return [(*changed(name, old), changed(name, new)[1]) for name, old, new in pairs]


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
