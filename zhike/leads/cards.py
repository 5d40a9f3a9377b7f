"""Business cards: a vCard as the fields of a lead."""

import vobject
from vobject.base import ParseError

from zhike.customers.rules import is_usable

LONGEST = 20_000  # characters
FIELDS = {"name": 60, "company": 120, "title": 60, "phone": 200, "mail": 200, "wechat": 200, "city": 60}


def read(text: str) -> dict[str, str]:
    """What a vCard (2.1, 3.0 or 4.0) says of a person, by the names of fields; nothing where it is none.

    >>> read("BEGIN:VCARD\\nVERSION:3.0\\nFN:Lin Xiao\\nORG:Mingzhou Tea\\nTEL:13800001234\\nEND:VCARD")
    {'name': 'Lin Xiao', 'company': 'Mingzhou Tea', 'phone': '13800001234'}
    """
    try:
        card = vobject.readOne(text[:LONGEST].strip(), ignoreUnreadable=True)
    except (ParseError, StopIteration, ValueError, LookupError):
        return {}
    if card is None or card.name != "VCARD":
        return {}
    found = {
        "name": _first(card, "fn") or _name(card),
        "company": _first(card, "org"),
        "title": _first(card, "title"),
        "phone": _usable(card, "tel", "phone"),
        "mail": _usable(card, "email", "mail"),
        "wechat": _first(card, "x-wechat"),
        "city": _city(card),
    }
    return {name: value[: FIELDS[name]] for name, value in found.items() if value}


def _all(card, name: str) -> list[str]:
    """The values of a line, by whichever name it stands: parts of one are joined."""
    lines = card.contents.get(name, [])
    parts = [line.value if isinstance(line.value, list) else [line.value] for line in lines]
    return [text for some in parts if (text := " ".join(str(one).strip() for one in some if one).strip())]


def _first(card, name: str) -> str:
    return next(iter(_all(card, name)), "")


def _usable(card, name: str, medium: str) -> str:
    values = [value.removeprefix("tel:").removeprefix("mailto:") for value in _all(card, name)]
    return next((value for value in values if is_usable(medium, value)), "")


def _name(card) -> str:
    lines = card.contents.get("n", [])
    value = lines[0].value if lines else None
    return f"{getattr(value, 'family', '')}{getattr(value, 'given', '')}".strip()


def _city(card) -> str:
    lines = card.contents.get("adr", [])
    city = getattr(lines[0].value, "city", "") if lines else ""
    return " ".join(city) if isinstance(city, list) else str(city)
