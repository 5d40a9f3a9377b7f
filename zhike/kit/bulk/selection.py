"""Which rows somebody chose in a list: those ticked, or every one that the list's address lets through."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.query import Query, moved

MOST_TICKED = 1000


@dataclass(frozen=True)
class Selection:
    """Rows of one noun chosen by one person.

    `ticked` names them one by one; None means all that `address` (the parameters of a list) lets through and that were
    there when they were chosen (`newest` is the highest number then). `asked` is the same as plain JSON.
    """

    entity: Entity
    by: Any
    ticked: tuple[int, ...] | None
    address: str
    newest: int = 0

    @classmethod
    def read(cls, entity: Entity, posted: QueryDict, *, by) -> "Selection":
        """What the bar of a list sent. Raises Refusal where nothing was chosen."""
        if posted.get("all"):
            newest = rows(entity.model, by=by).order_by("-pk").values_list("pk", flat=True).first() or 0
            return cls(entity, by, None, moved(QueryDict(posted.get("address", ""))).urlencode(), newest)
        ticked = tuple(int(key) for key in posted.getlist("rows")[:MOST_TICKED] if key.isdecimal() and len(key) < 19)
        if not ticked:
            raise Refusal(_("Choose some rows first."), field="rows")
        return cls(entity, by, ticked, QueryDict(posted.get("address", "")).urlencode())

    @classmethod
    def again(cls, entity: Entity, asked: dict[str, Any], *, by) -> "Selection":
        """The selection of a batch, as its work meets it."""
        ticked = asked["ticked"]
        return cls(entity, by, ticked if ticked is None else tuple(ticked), asked["address"], asked["newest"])

    @property
    def asked(self) -> dict[str, Any]:
        return {"ticked": self.ticked and list(self.ticked), "address": self.address, "newest": self.newest}

    @property
    def found(self) -> QuerySet:
        """The chosen rows that the person can see now."""
        if self.ticked is not None:
            return rows(self.entity.model, by=self.by).filter(pk__in=self.ticked)
        return Query.read(self.entity, QueryDict(self.address), by=self.by).found.filter(pk__lte=self.newest)
