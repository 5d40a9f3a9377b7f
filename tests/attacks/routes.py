"""Every address of the site, from the URL resolver, with every word that fits into it, from the registry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, get_resolver

from zhike.kit import registry
from zhike.kit.entity import Entity

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
# Words that stand in addresses and that no registry holds.
WORDS: dict[str, tuple[str, ...]] = {
    "kit:menu": ("columns", "groups"),
    "kit:view-act": ("front", "delete", "restore", "open", "open-for-all"),
    "kit:attached": (
        *("note", "rewrite", "drop_note", "restore_note", "attach", "detach", "restore_file"),
        *("tag", "untag", "star", "unstar", "follow", "unfollow"),
    ),
    "customers:standing": ("rung", "tier", "settlement"),
    "insight:moves": ("rung", "lifecycle"),
    "insight:rules": ("pyramid", "ladder", "rfm"),
}


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver."""

    name: str
    pattern: str

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")

    @property
    def parts(self) -> list[str]:
        return [name for _kind, name in PART.findall(self.pattern)]

    @property
    def entity(self) -> Entity | None:
        """The noun that an address of the interface names."""
        slug = self.pattern.split("/")[2] if self.is_api else ""
        return registry.entity_named(slug)

    def nouns(self) -> list[Entity | None]:
        """The nouns it is about: the one it names, every one where it leaves that open, or none."""
        if "slug" in self.parts:
            return list(registry.entities())
        return [self.entity]

    def filled(self, values: dict[str, Any]) -> str:
        """The address with its parts filled in."""
        return "/" + PART.sub(lambda part: str(values[part[2]]), self.pattern)

    def words(self, entity: Entity | None) -> Iterator[dict[str, str]]:
        """Every choice of words for the parts that are no keys."""
        open_parts = [name for name in self.parts if name not in ("slug", "pk", "point", "key")]
        choices = [self._choices(name, entity) for name in open_parts]
        for chosen in product(*choices):
            yield dict(zip(open_parts, chosen, strict=True))

    def _choices(self, part: str, entity: Entity | None) -> tuple[str, ...]:
        if self.name in WORDS:
            return WORDS[self.name]
        if entity is not None and self.name in ("kit:verb", "kit:bulk-verb"):
            return tuple(verb.word for verb in registry.verbs_of(entity.model)) or ("nothing",)
        if entity is not None and self.name in ("kit:cell", "kit:filter"):
            return tuple(field.name for field in entity.fields)
        if self.name == "importing:upload":
            return tuple(entity.slug for entity in registry.entities())
        return ("nothing",)


def routes() -> list[Route]:
    """All of them."""
    return list(_walked(get_resolver(), "", ""))


def _walked(resolver: Any, space: str, before: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Route(f"{space}{pattern.name or ''}", path)
        else:
            yield from _walked(pattern, f"{pattern.namespace}:" if pattern.namespace else space, path)
