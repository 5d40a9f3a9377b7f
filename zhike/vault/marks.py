"""Marks among the words of a search: whole values, and the last digits of numbers. No other part of them is found.

A mark begins with a letter that nobody types, so that the beginning of a typed word never finds one.
"""

import re

from zhike.vault.normal import mail, phone, text
from zhike.vault.sealing import FOUND, mark

PLACE = "search"
SIGN = "\u0298"
TAILS = (4, 6, 7, 8)
LEAST = 4  # characters of a word that may be a whole value
LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopabcdef")
NUMBER = re.compile(r"[\d+() .-]+")


def of_number(value: str) -> list[str]:
    """What a phone number is found by: the whole of it, and its last digits."""
    whole = phone(value)
    return [_mark("number", whole), *(_tail(whole[-length:]) for length in TAILS if len(whole) > length)]


def of_mail(value: str) -> list[str]:
    """What an address is found by."""
    return [_mark("word", mail(value))]


def of_word(value: str) -> list[str]:
    """What a name in another house is found by."""
    return [_mark("word", text(value))]


def asked(typed: str) -> list[str]:
    """What is looked for where somebody types this."""
    plain = text(typed)
    digits = re.sub(r"\D", "", plain) if NUMBER.fullmatch(plain) else ""
    found = [_tail(digits)] if len(digits) in TAILS else []
    found += [_mark("number", phone(plain))] if len(digits) >= LEAST else []
    if "@" in plain:
        return [*found, *of_mail(plain)]
    return [*found, *of_word(plain)] if len(plain) >= LEAST else found


def either(words: str, typed: str) -> str:
    """A query by words, or by the marks of what was typed."""
    marks = asked(typed)
    return f"({' | '.join(filter(None, [words, *marks]))})" if marks else words


def _tail(digits: str) -> str:
    return _mark("tail", digits)


def _mark(kind: str, normal: str) -> str:
    return SIGN + mark(f"{kind}|{normal}", place=PLACE, size=FOUND).hex().translate(LETTERS)
