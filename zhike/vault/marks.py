"""Marks among the words of a search: whole values, and the last digits of numbers. No other part of them is found.

A mark begins with a letter that nobody types, so that the beginning of a typed word never finds one; then comes the
number of its index key, but for the first one, in letters that the rest of a mark does not have.
"""

import re

from zhike.vault.keyset import present
from zhike.vault.normal import mail, phone, text
from zhike.vault.sealing import FOUND, digest

PLACE = "search"
SIGN = "\u0298"
TAILS = (4, 6, 7, 8)
LEAST = 4  # characters of a word that may be a whole value
LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopabcdef")
NUMBERS = str.maketrans("0123456789", "qrstuvwxyz")
NUMBER = re.compile(r"[\d+() .-]+")


def of_number(value: str) -> list[str]:
    """What a phone number is found by: the whole of it, and its last digits."""
    whole = phone(value)
    return _written(("number", whole), *(("tail", whole[-length:]) for length in TAILS if len(whole) > length))


def of_mail(value: str) -> list[str]:
    """What an address is found by."""
    return _written(("word", mail(value)))


def of_word(value: str) -> list[str]:
    """What a name in another house is found by."""
    return _written(("word", text(value)))


def asked(typed: str) -> list[str]:
    """What is looked for where somebody types this."""
    plain = text(typed)
    digits = re.sub(r"\D", "", plain) if NUMBER.fullmatch(plain) else ""
    asked = [("tail", digits)] if len(digits) in TAILS else []
    asked += [("number", phone(plain))] if len(digits) >= LEAST else []
    if "@" in plain:
        asked.append(("word", mail(plain)))
    elif len(plain) >= LEAST:
        asked.append(("word", plain))
    return [_mark(number, *one) for one in asked for number in present().marked_by]


def outdated() -> str:
    """A query for what holds marks by another index key than the present one; empty where there is no other."""
    known = present()
    others = [number for number in known.marked_by if number != known.marks]
    return " | ".join(f"{SIGN}{_number(other)}{letter}:*" for other in others for letter in "abcdefghijklmnop")


def either(words: str, typed: str) -> str:
    """A query by words, or by the marks of what was typed."""
    marks = asked(typed)
    return f"({' | '.join(filter(None, [words, *marks]))})" if marks else words


def _written(*said: tuple[str, str]) -> list[str]:
    return [_mark(present().marks, *one) for one in said]


def _mark(number: int, kind: str, normal: str) -> str:
    found = digest(present(), number, f"{kind}|{normal}", place=PLACE)[:FOUND]
    return SIGN + _number(number) + found.hex().translate(LETTERS)


def _number(number: int) -> str:
    return "" if number == 1 else str(number).translate(NUMBERS)
