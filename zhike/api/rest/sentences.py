"""What is wrong with a value, in one sentence that names the field and says what to send instead.

Faults come from two sides: of the shape of a body from pydantic, and of what the model wants from Django, each with a
code of its own. A field goes by the name programs know it by, with the word of the screens where that is another.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.entity import Entity
from zhike.kit.fields import Field

ECHOED = 60  # characters of a wrong value that are repeated
MOST_NAMED = 20  # choices that a sentence lists
BRANCH = "["  # what marks, in the place of a fault, the shape that was tried and not a key that was sent

MISSING = gettext_lazy("“%(field)s” is missing.")
NOTHING = gettext_lazy("“%(field)s” cannot be empty. Send a value, or leave it out.")
WHOLE = gettext_lazy("“%(field)s” must be a whole number, such as 7.")
RECORD = gettext_lazy("“%(field)s” must be the number of a record, such as 7.")
NUMBER = gettext_lazy('“%(field)s” must be a number, such as "12.50".')
TEXT = gettext_lazy("“%(field)s” must be text.")
YES = gettext_lazy("“%(field)s” must be true or false.")
DAY = gettext_lazy("“%(field)s” must be a day, such as 2026-03-13.")
MOMENT = gettext_lazy("“%(field)s” must be a moment with its time zone, such as 2026-03-12T10:00:00+08:00.")
LIST = gettext_lazy("“%(field)s” must be a list.")
OBJECT = gettext_lazy("“%(field)s” must be an object.")
CHOICE = gettext_lazy("“%(value)s” is not a choice for “%(field)s”. Send one of: %(choices)s.")
UNSTORABLE = gettext_lazy("“%(field)s” holds a character that cannot be stored. Take it out.")
UNREADABLE = gettext_lazy("The value of “%(field)s” cannot be read.")
UNKNOWN = gettext_lazy("There is no “%(field)s” to set here.")
ENTRIES = gettext_lazy("“%(field)s” holds at most %(most)s entries. Send the rest in another request.")
LENGTH = gettext_lazy("“%(field)s” has at most %(most)s characters; these are %(length)s. Shorten it.")
DIGITS = gettext_lazy("“%(field)s” has at most %(most)s digits.")
DECIMALS = gettext_lazy("“%(field)s” has at most %(most)s decimals. Round it.")
AT_MOST = gettext_lazy("“%(field)s” must be at most %(most)s.")
AT_LEAST = gettext_lazy("“%(field)s” must be at least %(most)s.")
BELOW = gettext_lazy("“%(field)s” must be below %(most)s.")
TAKEN = gettext_lazy(
    "Another record (%(noun)s) has this “%(field)s” already. Send another value, or change that record."
)
TOGETHER = gettext_lazy("These values cannot stand together (%(rule)s). Change one of them.")

BY_FAULT: dict[str, Promise] = {
    **dict.fromkeys(("missing", "string_too_short", "too_short"), MISSING),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), WHOLE),
    **dict.fromkeys(("decimal_type", "decimal_parsing", "finite_number"), NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), YES),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), DAY),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "timezone_aware"), MOMENT),
    **dict.fromkeys(("datetime_object_invalid", "timezone_offset"), MOMENT),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), OBJECT),
    **dict.fromkeys(("value_error", "string_unicode"), UNSTORABLE),
    **dict.fromkeys(("less_than_equal", "max_value"), AT_MOST),
    **dict.fromkeys(("greater_than_equal", "min_value"), AT_LEAST),
    **dict.fromkeys(("decimal_max_digits", "max_digits", "max_whole_digits"), DIGITS),
    **dict.fromkeys(("blank", "null", "required"), MISSING),
    **dict.fromkeys(("literal_error", "enum", "invalid_choice"), CHOICE),
    "extra_forbidden": UNKNOWN,
    "string_type": TEXT,
    "list_type": LIST,
    "too_long": ENTRIES,
    "less_than": BELOW,
    "max_length": LENGTH,
    "max_decimal_places": DECIMALS,
    "unique": TAKEN,
}
LIMITS = ("le", "ge", "lt", "max_length", "max_digits", "limit_value", "max")


def of_shape(fault: Mapping[str, Any], *, entity: Entity | None) -> tuple[str, str]:
    """The field of a fault that pydantic found, as a program has to name it, and the sentence about it."""
    # The place reads ("body", "body", "lines", "list[…]", 0, "quantity"): where from, the parameter, then the keys.
    place = [str(part) for part in fault["loc"][2:] if not (isinstance(part, str) and BRANCH in part)]
    field, value, context = ".".join(place), fault.get("input"), fault.get("ctx") or {}
    if not field:
        return "", _("The body must be a JSON object.")
    told: dict[str, Any] = {"field": named(field, entity), "value": _echo(value), "most": _limit(context)}
    told["choices"] = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    return field, _wrong(fault, _declared(field, entity)) % told


def of_model(error: ValidationError, *, entity: Entity | None) -> dict[str, list[str]]:
    """What a model refused, as sentences by field; those about the whole row under ''."""
    some = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    return {
        ("" if name == "__all__" else name): [_of_value(one, name, entity) for one in found]
        for name, found in some.items()
    }


def unknown(name: str, *, settable: Iterable[str], entity: Entity) -> str:
    """A sentence about a field that cannot be set, with the one that may have been meant."""
    if _declared(name, entity):
        return _("“%(field)s” is only read and cannot be set; verbs may change it.") % {"field": name}
    near = difflib.get_close_matches(name, list(settable), n=1)
    told = {"field": name, "near": "".join(near)}
    return (_("There is no “%(field)s” to set here. Did you mean “%(near)s”?") if near else UNKNOWN) % told


def named(name: str, entity: Entity | None) -> str:
    """A field by its name, with its word on the screens where that is another."""
    field = _declared(name, entity)
    label = str(field.label) if field else ""
    if label.casefold() in ("", name.replace("_", " ").casefold()):
        return name
    return _("%(name)s (%(label)s)") % {"name": name, "label": label}


def _declared(name: str, entity: Entity | None) -> Field | None:
    return next((field for field in entity.fields if field.name == name), None) if entity else None


def _wrong(fault: Mapping[str, Any], field: Field | None) -> Promise:
    sentence = BY_FAULT.get(fault["type"], UNREADABLE)
    if fault.get("input") is None and sentence not in (MISSING, UNKNOWN):
        return NOTHING
    return RECORD if sentence is WHOLE and field and field.kind == "relation" else sentence


def _of_value(error: ValidationError, name: str, entity: Entity | None) -> str:
    params, known = error.params or {}, error.code and BY_FAULT.get(error.code)
    if name == "__all__":
        return _of_row(error)
    if not known:
        return error.messages[0]
    told = {"field": named(name, entity), "value": _echo(params.get("value")), "most": _limit(params)}
    told |= {"length": params.get("show_value"), "noun": params.get("model_name", ""), "choices": ""}
    if known is CHOICE:
        field = _declared(name, entity)
        told["choices"] = _listed(value for value, _word in field.choices) if field else "…"
    return known % told


def _of_row(error: ValidationError) -> str:
    """What the table forbids, where nobody wrote a sentence for it: by the fields or the name of the rule."""
    sentence, params = error.messages[0], error.params or {}
    if error.code == "unique_together":
        return TAKEN % {"noun": params["model_name"], "field": ", ".join(params["unique_check"])}
    before, after = (str(BaseConstraint.default_violation_error_message) % {"name": "\0"}).split("\0")
    if sentence.startswith(before) and sentence.endswith(after):
        return TOGETHER % {"rule": sentence.removeprefix(before).removesuffix(after)}
    return sentence


def _limit(context: Mapping[str, Any]) -> Any:
    return next((context[name] for name in LIMITS if name in context), "")


def _listed(values: Iterable[Any]) -> str:
    some = [str(value) for value in values]
    return ", ".join(some[:MOST_NAMED]) + (" …" if len(some) > MOST_NAMED else "")


def _echo(value: Any) -> str:
    return str(value)[:ECHOED].encode("utf-8", "replace").decode()
