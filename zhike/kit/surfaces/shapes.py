"""The shapes of a list: table, board, calendar. The address says which rows, and carries over from one to the other."""

from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.rows import may
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.query import SHAPED, Query, moved

WORDS = {"list": gettext_lazy("List"), "board": gettext_lazy("Board"), "calendar": gettext_lazy("Calendar")}
PLACE = ("column", "month", "week")
MOST_COLUMNS = 20  # of a board


def kept(query: Query, params: QueryDict) -> str:
    """Where a view is opened that was saved as a board or a calendar; nothing for one that is a table."""
    shape = "board" if query.asked.get("by") else "calendar" if query.asked.get("on") else ""
    return _address(query.entity, shape, params) if shape else ""


def links(entity: Entity, params: QueryDict) -> list[tuple[str, Any, str]]:
    """The shapes a noun has, as name, word and address of the same rows; none where it is a table alone."""
    said: dict[str, dict[str, str]] = {"list": {}}
    if board := usual(entity, board_fields(entity)):
        said["board"] = {"by": board.name}
    if days := day_fields(entity):
        said["calendar"] = {"on": days[0].name}
    unsaid = dict.fromkeys(SHAPED, "") if params.get("view") else {}  # or the view would say them
    rest = moved(params)
    for name in (*SHAPED, *PLACE):
        rest.pop(name, None)
    addresses = {shape: _address(entity, shape, moved(rest, **unsaid | own)) for shape, own in said.items()}
    return [(shape, WORDS[shape], address) for shape, address in addresses.items()] if len(addresses) > 1 else []


def board_fields(entity: Entity) -> list[Field]:
    """The fields a noun has a board of: those with a few choices of which a row has one."""
    single = [field for field in (*entity.lanes, *entity.all_fields) if field.kind == "choice" and field.sort]
    return [field for field in single if 0 < len(field.choices) <= MOST_COLUMNS]


def day_fields(entity: Entity) -> list[Field]:
    """The fields a noun has a calendar of, those that people set themselves first."""
    days = [field for field in entity.all_fields if field.kind in ("date", "moment")]
    return sorted(days, key=lambda field: not field.edit)


def usual(entity: Entity, boards: list[Field]) -> Field | None:
    """The field a board begins with: columns of its own, else the declared one, else the first there is."""
    own = [field for field in boards if field not in entity.all_fields]
    declared = [field for field in boards if entity.board and field.name == entity.board.field]
    return next(iter((*own, *declared, *boards)), None)


def chosen(fields: list[Field], asked: str, *, otherwise: Field | None, parameter: str) -> Field:
    """The field an address names. A noun that has none has no such page."""
    if otherwise is None:
        raise Http404
    if asked and asked not in {field.name for field in fields}:
        raise Refusal(_("“%(name)s” gives no columns and no days.") % {"name": asked}, field=parameter)
    return next((field for field in fields if field.name == asked), otherwise)


def verb_for(entity: Entity, moving: Field, to: str) -> Verb | None:
    """The verb that the columns, or the board of a noun, declare for moving a card to a value."""
    declared = entity.board.drop if entity.board and entity.board.field == moving.name else {}
    return {str(value): verb for value, verb in getattr(moving, "drop", declared).items()}.get(to)


def accepts(entity: Entity, moving: Field, to: str, *, by) -> bool:
    """Whether `by` may move cards there at all."""
    if verb := verb_for(entity, moving, to):
        return may(by, verb.right, entity.model)
    return moving.edit and may(by, "change", entity.model)


def _address(entity: Entity, shape: str, params: QueryDict) -> str:
    return f"{reverse(f'kit:{shape}', args=[entity.slug])}?{params.urlencode()}"
