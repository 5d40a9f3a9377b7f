"""Conditions of the customer list that packages above bring: asked for like any other, and no column of anything."""

from typing import Any

from zhike.kit.fields import Field

_brought: list[Field] = []


def bring(field: Field) -> None:
    """Let customers be asked for by a field that no customer has."""
    _brought.append(field)


class AskedByOthers:
    """Beside `Entity`: a noun with the conditions that were brought, as its reader has them."""

    reader: Any

    @property
    def filters(self) -> list[Field]:
        """Its own and those that were brought."""
        own: list[Field] = super().filters  # type: ignore[misc]
        return [*own, *(field.of_person(self.reader) for field in _brought)]
