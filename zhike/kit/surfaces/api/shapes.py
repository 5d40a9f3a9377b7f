"""The shapes of requests and answers as pydantic models, made from declarations and signatures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db import models
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, create_model
from typing_extensions import TypedDict

from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.fields import UNSTORABLE
from zhike.kit.fields import Field as Declared


def _storable(text: str) -> str:
    if UNSTORABLE.search(text):
        raise ValueError("a character that cannot be stored")
    return text


Text = Annotated[str, AfterValidator(_storable)]
# Bounded so that no number reaches the database that its columns could not hold.
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Amount = Annotated[Decimal, Field(max_digits=30, json_schema_extra={"type": "string"})]
KINDS: dict[str, Any] = {"relation": Whole, "yesno": bool, "date": date, "moment": AwareDatetime}
PARAMETERS: dict[Any, Any] = {str: Text, int: Whole, Decimal: Amount, bool: bool, date: date}


class Related(TypedDict):
    """A row pointed at; the title is null where its reader may not see that row."""

    id: int
    title: str | None


class Problem(BaseModel):
    """Why a request was refused (RFC 9457): `detail` is a sentence in the person's language."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    errors: dict[str, list[str]] | None = None


def values_of(entity: Entity) -> type[BaseModel]:
    """What may be written: the editable fields, all optional here because the model knows what it needs."""
    fields: dict[str, Any] = {field.name: (_written(field) | None, None) for field in entity.editable}
    needed = [field.name for field in entity.editable if _is_needed(field)]
    return _closed(f"{entity.model.__name__}Values", fields, required=needed)


def change_of(entity: Entity) -> type[BaseModel]:
    """What may be changed, with the version the change was made on."""
    values = values_of(entity)
    fields: dict[str, Any] = {name: (info.annotation, None) for name, info in values.model_fields.items()}
    return _closed(f"{entity.model.__name__}Change", fields | {"version": (Whole | None, None)})


def record_of(entity: Entity) -> type[BaseModel]:
    """What is answered for one row."""
    fields: dict[str, Any] = {field.name: (_read(field) | None, ...) for field in entity.fields}
    carried = {"version": (int, 1), "created_at": (AwareDatetime, None), "changed_at": (AwareDatetime, None)}
    return create_model(entity.model.__name__, id=(int, ...), **(fields | carried))  # type: ignore[call-overload]


def page_of(entity: Entity) -> type[BaseModel]:
    """What is answered for a list: rows, and the address of the next page or null."""
    name = f"{entity.model.__name__}Page"
    return create_model(name, items=(list[record_of(entity)], ...), next=(str | None, ...))  # type: ignore


def parameters_of(verb: Verb) -> type[BaseModel]:
    """The body of a verb, from the annotations of its keyword parameters; empty where it asks for nothing."""
    fields: dict[str, Any] = {}
    for parameter in verb.parameters:
        wanted = _parameter(verb, parameter.name, parameter.annotation)
        fields[parameter.name] = (wanted, ...) if parameter.default is parameter.empty else (wanted | None, None)
    return _closed(f"{verb.word.title().replace('_', '')}Parameters", fields)


def _closed(name: str, fields: dict[str, Any], *, required: Sequence[str] = ()) -> type[BaseModel]:
    """A model that refuses any key it does not know."""
    config = ConfigDict(extra="forbid", json_schema_extra={"required": list(required)} if required else None)
    return create_model(name, __config__=config, **fields)


def _written(field: Declared) -> Any:
    if isinstance(field.model_field, models.IntegerField):
        return Whole
    if field.kind == "number":
        return Amount
    return KINDS.get(field.kind, Text)


def _read(field: Declared) -> Any:
    if own := getattr(field, "shape", None):
        return own
    if field.kind == "relation":
        return Related
    return str if field.kind == "number" and not isinstance(field.model_field, models.IntegerField) else _written(field)


def _is_needed(field: Declared) -> bool:
    return not field.model_field.blank and not field.model_field.has_default()


def _parameter(verb: Verb, name: str, annotation: Any) -> Any:
    if choices := verb.choices.get(name):
        return Literal[tuple(value for value, _word in choices)]
    if isinstance(annotation, type) and issubclass(annotation, models.Model):
        return Whole
    return PARAMETERS.get(annotation, Text)
