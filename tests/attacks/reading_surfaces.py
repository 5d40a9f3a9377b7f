"""The addresses that read: every list in every shape, order, group and column, and everything around it."""

from collections.abc import Iterator
from urllib.parse import urlencode

from zhike.kit import registry
from zhike.kit.entity import Entity
from zhike.kit.testing.contracts.cases import ABSENT

TYPED = "c4n"  # how every canary begins
AROUND = (
    *("/today/", "/favourites/", "/batches/", "/notices/", "/notices/?unread", "/notices/stream/", "/profile/"),
    *("/profile/notices/", "/settings/tokens/", "/settings/jobs/", "/settings/webhooks/", "/insight/", "/insight/rfm/"),
    *(
        "/insight/rules/",
        "/insight/runs/",
        "/loyalty/",
        "/loyalty/pyramid/",
        "/loyalty/lifecycle/",
        "/insight/pictures/",
    ),
    *("/loyalty/moves/rung/", "/loyalty/moves/lifecycle/", "/nowhere/", "/search/", f"/search/?q={TYPED}"),
    *("/mention/?q=", f"/mention/?q={TYPED}", "/manifest.webmanifest", "/offline/", "/api/v1/openapi.json"),
    *("/api/v1/webhooks", "/api/v1/merges"),
)


def lists(entity: Entity) -> Iterator[str]:
    """The list of a noun, asked in every way there is."""
    place, names = f"/{entity.slug}/", ",".join(field.name for field in entity.all_fields)
    yield from (place, f"{place}?q={TYPED}", f"{place}?columns={names}&density=compact", f"{place}?starred=1")
    for field in entity.all_fields:
        if field.sort:
            yield from (f"{place}?sort={field.name}", f"{place}?sort=-{field.name}")
        if field.kind in ("choice", "choices", "yesno", "relation", "date", "moment"):
            yield from (f"{place}?group={field.name}", f"{place}?group={field.name}&open=none")
            yield from (f"{place}board/?by={field.name}", f"{place}calendar/?on={field.name}&month=2026-03")
        if field.filter:
            yield from (f"{place}filter/{field.name}/", f"{place}filter/{field.name}/?q={TYPED}")
            for asked in (f"{field.name} is empty", f"{field.name} is not empty"):
                yield f"{place}?{urlencode({'filter': asked})}"
    for page in ("board", "calendar", "count", "filter", "duplicates", "export", "tags", "views", "new"):
        yield f"{place}{page}/"
    yield from (f"{place}menu/columns/", f"{place}menu/groups/", f"{place}pick/?x={TYPED}", f"{place}new/beside/")
    yield from (
        f"{place}?sort=nonsense",
        f"{place}?filter=nonsense",
        f"{place}?view={ABSENT}",
        f"/import/{entity.slug}/",
    )


def pages_of(entity: Entity, pk: int, other: int) -> Iterator[str]:
    """The pages of one row; `other` is one that its reader may not see."""
    place = f"/{entity.slug}/{pk}/"
    yield from (place, f"{place}?timeline", f"{place}timeline/", f"{place}panels/", f"{place}related/")
    yield f"{place}edit/"
    yield from (f"{place}timeline/?kind={kind}" for kind in ("notes", "files", "changes", "note", "change"))
    yield from (f"{place}do/{verb.word}/" for verb in registry.verbs_of(entity.model))
    yield from (f"{place}cell/{field.name}/" for field in entity.all_fields)
    yield from (f"{place}do/merge/?other={other}", f"{place}do/merge/?other=%23{other}", f"{place}do/split/")
    yield from (f"/{entity.slug}/new/?{field.name}={other}" for field in entity.editable if field.kind == "relation")
    yield from (f"/{entity.slug}/?{field.name}={other}" for field in entity.filters if field.kind == "relation")
    if entity.slug == "customers":
        yield from (
            f"{place}axes/",
            *(f"{place}standings/{kind}/" for kind in ("rung", "tier", "origin", "settlement")),
        )


def programs(entity: Entity, pk: int) -> Iterator[str]:
    """What a program may read of a noun."""
    place = f"/api/v1/{entity.slug}"
    names = ",".join(field.name for field in entity.all_fields)
    related = ",".join(field.name for field in entity.all_fields if field.kind == "relation")
    for one in (place, f"{place}/{pk}"):
        yield from (one, f"{one}?fields={names}")
        if related:
            yield from (f"{one}?expand={related}", f"{one}?fields={names}&expand={related}")
    yield from (f"{place}?limit=200&count=true", f"{place}?q={TYPED}&count=true", f"/api/v1/merges?noun={entity.slug}")
    for field in entity.all_fields:
        if field.sort:
            yield f"{place}?sort=-{field.name}&limit=1"


def taken_out(entity: Entity) -> Iterator[tuple[str, dict[str, str]]]:
    """Every kind of file a list leaves as, and the form that asks for it."""
    for kind in ("csv", "csv-gb18030", "xlsx", "vcf"):
        for columns in ("shown", "all"):
            yield f"/{entity.slug}/export/", {"columns": columns, "file": kind}


def typed_in(entity: Entity, pk: int, other: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Forms that answer with something about rows: warnings of doubles, many at once, the lists of what was chosen."""
    words = {field.name: TYPED for field in entity.editable}
    yield f"/{entity.slug}/warnings/", words
    yield f"/{entity.slug}/new/", words
    yield f"/{entity.slug}/{pk}/edit/", words | {"version": "1"}
    yield f"/{entity.slug}/duplicates/", {"picked": "1", "pair": str(other)}
    for act in ("edit", *(f"do/{verb.word}" for verb in registry.verbs_of(entity.model)), "with/merge", "with/tag"):
        yield f"/{entity.slug}/bulk/{act}/", {"rows": str(other)}
        yield f"/{entity.slug}/bulk/{act}/", {"all": "1", "address": f"q={TYPED}"}
