"""The shapes of requests and answers as pydantic models, made from declarations and signatures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired

from django.db import models
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, SkipValidation, create_model
from typing_extensions import TypedDict

from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.fields import UNSTORABLE
from zhike.kit.fields import Field as Declared

if TYPE_CHECKING:
    from zhike.api.rest.lines import Lines


def _storable(text: str) -> str:
    if UNSTORABLE.search(text):
        raise ValueError("a character that cannot be stored")
    return text.strip()  # as a form does


MOST_ROWS = 500  # of a batch
Text = Annotated[str, AfterValidator(_storable)]
Said = Annotated[Text, Field(min_length=1)]  # a reason that is asked for is not blank, as in a form
# Bounded so that no number reaches the database that its columns could not hold.
Whole = Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]
Amount = Annotated[Decimal, Field(max_digits=30, json_schema_extra={"type": "string"})]
Yes = Annotated[bool, Field(strict=True)]
KINDS: dict[str, Any] = {"relation": Whole, "yesno": Yes, "date": date, "moment": AwareDatetime}
PARAMETERS: dict[Any, Any] = {str: Text, int: Whole, Decimal: Amount, bool: Yes, date: date}
PARAMETERS |= {list[str] | None: list[Text]}


class Related(TypedDict):
    """A row pointed at; the title is null where its reader may not see that row. `row` is there where asked for."""

    id: int
    title: str | None
    row: NotRequired[dict[str, Any] | None]


class Problem(BaseModel):
    """Why a request was refused (RFC 9457): `detail` is a sentence in the person's language."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    errors: dict[str, list[str]] | None = None


class Outcome(BaseModel):
    """What became of one row of a batch: `created`, `changed` or `refused`, and then why."""

    index: int
    outcome: str
    id: int | None = None
    problem: Problem | None = None


class Outcomes(BaseModel):
    """What became of a batch."""

    done: int
    refused: int
    rows: list[Outcome]


_described: dict[type[models.Model], list[Declared]] = {}
_lines: dict[type[models.Model], list["Lines"]] = {}
_objects: dict[tuple[str, str], Any] = {}


def describe(model: type[models.Model], *fields: Declared) -> None:
    """Say of fields that a package adds to a noun that programs may rely on them; a field says its own `shape`.

    What people add is not said beforehand: it is looked up when it arrives.
    """
    _described.setdefault(model, []).extend(fields)


def add_lines(model: type[models.Model], lines: "Lines") -> None:
    """Keep what programs are told below the rows of a noun."""
    _lines.setdefault(model, []).append(lines)


def lines_of(model: type[models.Model]) -> list["Lines"]:
    """What is told below the rows of a noun, in order of declaration."""
    return _lines.get(model, [])


def take_objects(verb: Verb, **wanted: Any) -> None:
    """Let programs send objects for parameters of a verb that forms send as text of JSON."""
    _objects.update({(verb.name, name): shape for name, shape in wanted.items()})


def values_of(entity: Entity) -> type[BaseModel]:
    """What may be written: the editable fields, all optional here because the model knows what it needs."""
    needed = [field.name for field in entity.fields if field.edit and _is_needed(field)]
    return _open(f"{entity.model.__name__}Values", _values(entity), required=needed)


def change_of(entity: Entity) -> type[BaseModel]:
    """What may be changed, with the version the change was made on."""
    return _open(f"{entity.model.__name__}Change", _values(entity) | {"version": (Whole | None, None)})


def row_of(entity: Entity) -> type[BaseModel]:
    """One row of a batch: values, with the number and the version where it is to be changed."""
    numbers = dict.fromkeys(("id", "version"), (Whole | None, None))
    return _open(f"{entity.model.__name__}Row", _values(entity) | numbers)


def batch_of(entity: Entity) -> type[BaseModel]:
    """Many rows to write at once. Each row is understood on its own, so that one misshapen row is refused alone."""
    row: Any = Annotated[row_of(entity), SkipValidation]
    fields: dict[str, Any] = {
        "mode": (Literal["create", "update", "upsert"], ...),
        "match": (Annotated[list[str], Field(min_length=1)], ["id"]),
        "all_or_nothing": (bool, False),
        "rows": (Annotated[list[row], Field(min_length=1, max_length=MOST_ROWS)], ...),
    }
    return closed(f"{entity.model.__name__}Batch", fields)


def record_of(entity: Entity) -> type[BaseModel]:
    """What is answered for one row."""
    fields: dict[str, Any] = {field.name: (read(field) | None, None) for field in _fields(entity)}
    fields |= {some.name: (list[some.shape] | None, None) for some in lines_of(entity.model)}  # type: ignore[name-defined]
    carried = {"version": (int, 1), "created_at": (AwareDatetime, None), "changed_at": (AwareDatetime, None)}
    return create_model(entity.model.__name__, id=(int, ...), **(fields | carried))


def page_of(entity: Entity) -> type[BaseModel]:
    """What is answered for a list: rows, the address of the next page or null, and where asked for their count."""
    name, items = f"{entity.model.__name__}Page", (list[record_of(entity)], ...)  # type: ignore[misc]
    counted = {"count": (int, None), "capped": (bool, None)}
    return create_model(name, items=items, next=(str | None, ...), **counted)  # type: ignore[call-overload]


def parameters_of(verb: Verb) -> type[BaseModel]:
    """The body of a verb, from the annotations of its keyword parameters; empty where it asks for nothing.

    Deals are lost for other reasons than leads: the name holds the noun, or one body would describe both.
    """
    fields: dict[str, Any] = {}
    for parameter in verb.parameters:
        wanted, is_needed = _parameter(verb, parameter.name, parameter.annotation), parameter.default is parameter.empty
        wanted = Said if is_needed and wanted is Text else wanted
        fields[parameter.name] = (wanted, ...) if is_needed else (wanted | None, None)
    return closed(f"{verb.model.__name__}{verb.word.title().replace('_', '')}Parameters", fields)


def _values(entity: Entity) -> dict[str, Any]:
    lines = {some.name: (list[some.written], None) for some in lines_of(entity.model) if some.written}  # type: ignore[name-defined]
    return {field.name: (_written(field), None) for field in _fields(entity) if field.edit} | lines


def _fields(entity: Entity) -> list[Declared]:
    return [*entity.fields, *_described.get(entity.model, ())]


def _open(name: str, fields: dict[str, Any], *, required: Sequence[str] = ()) -> type[BaseModel]:
    """A model that keeps keys it does not know: fields that people added, which are looked up when they arrive."""
    told: dict[str, Any] = {"additionalProperties": False} | ({"required": list(required)} if required else {})
    return create_model(name, __config__=ConfigDict(extra="allow", json_schema_extra=told), **fields)


def closed(name: str, fields: dict[str, Any]) -> type[BaseModel]:
    """A model that refuses any key it does not know."""
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


def _written(field: Declared) -> Any:
    if own := getattr(field, "shape", None):
        return own | Text | None  # as objects, or as the text that a form has
    kind = _kind(field)
    return kind | None if field.model_field.null else kind


def _kind(field: Declared) -> Any:
    kind: Any = Amount if field.kind == "number" else KINDS.get(field.kind, Text)
    if isinstance(field.model_field, models.IntegerField):
        kind = Whole
    return Annotated[kind, Field(examples=[field.choices[0][0]])] if field.choices else kind


def read(field: Declared) -> Any:
    """What is answered for a value of a field."""
    if own := getattr(field, "shape", None):
        return own
    if field.kind == "relation":
        return Related
    return str if field.kind == "number" and not isinstance(field.model_field, models.IntegerField) else _kind(field)


def _is_needed(field: Declared) -> bool:
    return not field.model_field.blank and not field.model_field.has_default()


def _parameter(verb: Verb, name: str, annotation: Any) -> Any:
    if own := _objects.get((verb.name, name)):
        return own | Text
    if choices := verb.choices.get(name):
        return Literal[tuple(value for value, _word in choices)]
    if isinstance(annotation, type) and issubclass(annotation, models.Model):
        return Whole
    return PARAMETERS.get(annotation, Text)
