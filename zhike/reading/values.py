"""Turn one raw cell into text, an identifier or yes/no. Blank cells come back as "" or None.

A raw cell is what the file held: ``str`` from CSV; ``str``, ``float``, ``int``, ``bool``, ``datetime`` or ``date``
from XLSX; any flat Parquet type. Numbers live in ``amounts``, days and moments in ``dates``.
"""

import datetime
import math
import re
import unicodedata
from decimal import Decimal

from zhike.reading.problems import BadValue
from zhike.reading.spreadsheet_safety import unprotect

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u3000\u200b\u200c\u200d\u2060\ufeff"
LARGEST_EXACT_FLOAT = 2**53
TRUE_WORDS = frozenset(["是", "对", "有", "真", "yes", "y", "true", "t", "1", "on", "√", "✓", "✔"])
FALSE_WORDS = frozenset(["否", "不", "错", "无", "没有", "假", "no", "n", "false", "f", "0", "off", "×", "✗", "✘"])

_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_RUNS_OF_BLANKS = re.compile(f"[{BLANKS}]+")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_WHOLE_FLOAT = re.compile(r"(-?[0-9]+)\.0+")
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+[eE]\+[0-9]{1,2}")


def text(raw: object) -> str:
    """The cell as one trimmed line of text; "" when blank. Inner runs of blanks collapse to one space."""
    if isinstance(raw, str):
        if raw.isascii() and raw.isprintable() and not raw.startswith(("=", "'")):
            return " ".join(raw.split())
        return _clean(raw)
    return _spelled(raw)


def prose(raw: object) -> str:
    """Like ``text``, but of many lines: line ends stay, each as one line feed."""
    if not isinstance(raw, str) or ("\n" not in raw and "\r" not in raw):
        return text(raw)
    lines = [text(line) for line in unprotect(raw).splitlines()]
    return "\n".join(lines).strip("\n")


def folded_text(raw: object) -> str:
    """Like ``text``, with full-width and other compatibility forms folded to plain ones (NFKC)."""
    return text(unicodedata.normalize("NFKC", text(raw)))


def identifier(raw: object) -> str:
    """A code or number that names something: "17850.0" and 17850.0 are "17850"; leading zeros stay.

    Raises ``BadValue("digits_lost")`` for numbers a spreadsheet has already rounded.
    """
    if isinstance(raw, float) and math.isfinite(raw) and abs(raw) >= LARGEST_EXACT_FLOAT:
        raise BadValue("digits_lost", raw)
    cleaned = folded_text(raw)
    if "." in cleaned:
        if _SCIENTIFIC.fullmatch(cleaned):
            raise BadValue("digits_lost", raw)
        if whole := _WHOLE_FLOAT.fullmatch(cleaned):
            return whole[1]
    return cleaned


def truth(raw: object) -> bool | None:
    """Yes or no in the words people use (是/否, yes/no, 1/0, √/× …); None when blank."""
    if isinstance(raw, bool):
        return raw
    word = identifier(raw).lower()
    if not word:
        return None
    if word in TRUE_WORDS or word in FALSE_WORDS:
        return word in TRUE_WORDS
    raise BadValue("not_yes_or_no", raw)


def shown(raw: object) -> str:
    """The cell as text fit for a report: as it was before it was protected; NUL, which nothing can store, is marked."""
    return unprotect(raw).replace("\0", "\ufffd") if isinstance(raw, str) else _spelled(raw)


def is_blank(raw: object) -> bool:
    """Whether the cell holds nothing: None, blanks only, or a float that is not a number."""
    if isinstance(raw, str):
        return not raw.strip(BLANKS)
    return raw is None or (isinstance(raw, float) and math.isnan(raw))


def _clean(raw: str) -> str:
    bare = unprotect(raw)
    stripped = bare.strip(BLANKS)
    if bare is raw and (excel_text := _EXCEL_TEXT.fullmatch(stripped)):
        stripped = excel_text[1]
    if _UNPRINTABLE.search(stripped):
        raise BadValue("unprintable", stripped)
    return _RUNS_OF_BLANKS.sub(" ", stripped).strip(" ")


def _spelled(raw: object) -> str:
    if is_blank(raw):
        return ""
    if isinstance(raw, bytes):
        return text(raw.decode("utf-8", "replace"))
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, Decimal):
        return format(raw, "f")
    if isinstance(raw, datetime.datetime):
        return raw.isoformat(" ")
    return str(raw)
