"""Arithmetic about customers, without a database."""

import re
import unicodedata


def normalized(medium: str, value: str) -> str:
    """A contact point as it is compared: digits of a phone (a leading +86 dropped), everything else case-folded."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if medium == "phone":
        digits = re.sub(r"\D", "", plain)
        return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    return " ".join(plain.casefold().split())


def masked(medium: str, value: str) -> str:
    """A contact point fit to be shown in passing: enough to recognise, not enough to use."""
    if medium == "mail" and "@" in value:
        name, _at, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    if medium == "phone" and len(value) >= 7:
        return f"{value[:3]} **** {value[-4:]}"
    return f"{value[:2]}***" if len(value) > 2 else "***"
