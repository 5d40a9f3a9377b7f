"""Writing search documents and finding rows through them."""

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet

from zhike.kit import registry
from zhike.kit.search import rules
from zhike.kit.search.models import SearchDoc

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
    documents = [_vector(" ".join(field.words(row)[:SEARCHED] for field in fields)) for row in some]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kit_searchdoc (noun, object_id, tokens)"
            " select %s, key, tokens::tsvector from unnest(%s::bigint[], %s::text[]) as document (key, tokens)"
            " on conflict (noun, object_id) do update set tokens = excluded.tokens",
            [noun, [row.pk for row in some], documents],
        )


def forget(model: type[Model], keys: Iterable[int]) -> None:
    """Take away the documents of rows that are gone."""
    SearchDoc.objects.filter(noun=model._meta.label_lower, object_id__in=keys).delete()


def find(queryset: QuerySet, typed: str) -> QuerySet:
    """The rows whose document holds everything typed: all where nothing was, none where it holds no word."""
    if not typed.strip():
        return queryset
    if not (query := rules.query(typed)):
        return queryset.none()
    documents = SearchDoc.objects.filter(
        noun=queryset.model._meta.label_lower,
        object_id=OuterRef("pk"),
        tokens=SearchQuery(query, search_type="raw", config="simple"),
    )
    return queryset.filter(Exists(documents))


def _vector(text: str) -> str:
    return " ".join(f"'{token}'" for token in rules.tokens(text))
