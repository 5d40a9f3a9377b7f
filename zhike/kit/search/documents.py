"""Writing search documents and finding rows through them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from zhike.kit import registry
from zhike.kit.access.models import Actor
from zhike.kit.access.rows import rows, sees_all
from zhike.kit.fields import UNSTORABLE, Field
from zhike.kit.search import rules
from zhike.kit.search.models import SearchDoc
from zhike.postgres.meanwhile import meanwhile
from zhike.vault.marks import either

ENOUGH = 100  # rows looked at before asking more precisely
OVERSEEN = 2_000  # documents read to learn of which nouns they are
MANY = 500  # rows whose words are entered into the index together
INSERT = """
    insert into kit_searchdoc (noun, object_id, tokens)
    select %s, key, coalesce(tokens, '')::tsvector
    from unnest(%s::bigint[], string_to_array(%s, e'\\n')) as document (key, tokens)
    on conflict (noun, object_id) do update set tokens = excluded.tokens
    where kit_searchdoc.tokens <> excluded.tokens
"""
SEARCHED = 10_000  # characters of a field; the database refuses documents past a megabyte


def index(some: Iterable[Model]) -> None:
    """Write the search documents of rows of one noun; a noun without searched fields is passed over."""
    some = list(some)
    if not some or not registry.is_entity(type(some[0])):
        return
    entity = registry.entity_of(type(some[0]))
    noun = entity.model._meta.label_lower
    for field in entity.found_by:
        field.attach(some)
    fields = entity.found_by
    with connection.cursor() as cursor, _at_once(cursor) if len(some) >= MANY else nullcontext(cursor.execute) as enter:
        for part in (some[place : place + MANY] for place in range(0, len(some), MANY)):
            documents = [vector(str(row), _words(fields, row)) for row in part]
            enter(INSERT, [noun, [row.pk for row in part], "\n".join(documents)])


@contextmanager
def _at_once(cursor: Any) -> Iterator[Any]:
    """Enter what is written meanwhile into the index in one go, sorted, instead of word by word: three times as fast.

    One transaction at a time does so; another one beside it writes as ever, and neither waits for the other.
    """
    cursor.execute("select pg_try_advisory_xact_lock(hashtextextended('search_tokens', 0))")
    if not cursor.fetchone()[0]:
        yield cursor.execute
        return
    cursor.execute("alter index search_tokens set (fastupdate = on, gin_pending_list_limit = 1000000)")
    with meanwhile(connection) as enter:
        yield enter
        cursor.execute("alter index search_tokens set (fastupdate = off)")
        enter("select gin_clean_pending_list('search_tokens')", [])


def forget(model: type[Model], keys: Iterable[int]) -> None:
    """Take away the documents of rows that are gone."""
    SearchDoc.objects.filter(noun=model._meta.label_lower, object_id__in=keys).delete()


def vector(title: str, text: str) -> str:
    """The tokens, those for a whole word of the title marked A. One without a place would answer to any mark."""
    whole = set(rules.heads(title))
    return " ".join([f"'{token}':1A" if token in whole else f"'{token}':1" for token in rules.tokens(text)])


def find(queryset: QuerySet, typed: str, *, by: Actor | None = None) -> QuerySet:
    """The rows whose document holds everything typed: all where nothing was, none where it holds no word.

    For a person, a row that points at one out of their sight is not found by the name of that one.
    """
    if not typed.strip():
        return queryset
    if not (query := rules.query(typed, either=either)):
        return queryset.none()
    return _holding(_unnamed(queryset, typed, by) if by else queryset, query)


def best(queryset: QuerySet, typed: str, *, most: int, by: Actor | None = None) -> list[Model]:
    """The few rows that what was typed most likely means, nearest title first.

    Exact while at most `ENOUGH` rows hold it; where more do, those whose title holds it as a whole word are asked for.
    """
    queryset = _unnamed(queryset, typed, by) if by else queryset
    found = list(find(queryset, typed).order_by()[:ENOUGH])
    if len(found) == ENOUGH:
        for ends in (rules.WHOLE, rules.BEGINNING):
            found = [*_holding(queryset, rules.query(typed, ends=ends))[:ENOUGH], *found]
    nearest = {row.pk: row for row in sorted(found, key=lambda row: _distance(row, typed), reverse=True)}
    return list(reversed(nearest.values()))[:most]


def nouns_holding(typed: str) -> set[str]:
    """The nouns of which a row may hold everything typed, whoever may see it: the others need not be asked one by one.

    Exact while fewer than `OVERSEEN` rows hold it; every noun where more do.
    """
    query = rules.query(typed, either=either)
    holding = SearchDoc.objects.filter(tokens=_asking(query)) if query else SearchDoc.objects.none()
    found = list(holding.values_list("noun", flat=True)[:OVERSEEN])
    return set(found) if len(found) < OVERSEEN else {entity.model._meta.label_lower for entity in registry.entities()}


def _unnamed(queryset: QuerySet, typed: str, by: Actor) -> QuerySet:
    """Without the rows that only a field, or the name of a row, hidden from `by` could answer for."""
    entity = registry.entity_of(queryset.model)
    every, fields = ([f for f in one.found_by if f.is_column] for one in (entity, entity.seen_by(by)))
    pointing = [field for field in fields if field.kind == "relation" and registry.is_entity(field.related)]
    own = _telling(typed, [field for field in fields if field not in pointing])
    # Where some of what a document holds is not for them, what is left must answer.
    queryset = queryset.filter(_telling(typed, fields)) if len(fields) < len(every) else queryset
    for field in pointing:
        if not sees_all(field.related, by=by):
            seen = Q(**{f"{field.name}__in": rows(field.related, by=by).values("pk")})
            queryset = queryset.filter(seen | Q(**{f"{field.name}__isnull": True}) | own)
    return queryset


def _telling(typed: str, fields: list[Field]) -> Q:
    """That each word typed stands in one of these fields, or in the name of the row it points at."""
    found, columns = Q(), [f"{_column(field)}__icontains" for field in fields]
    for word in UNSTORABLE.sub(" ", typed).split():
        found &= Q(*((column, word) for column in columns), pk__in=[], _connector=Q.OR)
    return found


def _column(field: Field) -> str:
    if field.kind != "relation":
        return field.name
    return f"{field.name}__{registry.entity_of(field.related).title if registry.is_entity(field.related) else 'name'}"


def _holding(queryset: QuerySet, query: str) -> QuerySet:
    documents = SearchDoc.objects.filter(
        noun=queryset.model._meta.label_lower, object_id=OuterRef("pk"), tokens=_asking(query)
    )
    return queryset.filter(Exists(documents))


def _asking(query: str) -> SearchQuery:
    return SearchQuery(query, search_type="raw", config="simple")


def _distance(row: Model, typed: str) -> tuple[int, int, int]:
    return rules.closeness(str(row), typed), len(str(row)), -row.pk


def _words(fields: list[Field], row: Model) -> str:
    return " ".join(field.words(row)[:SEARCHED] for field in fields)
