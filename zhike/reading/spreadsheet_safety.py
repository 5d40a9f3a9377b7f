"""Keep a spreadsheet from running a cell as a formula, and take the protection off again on the way in.

A protected cell starts with an apostrophe. ``unprotect(protect(cell)) == cell`` for every text, including texts that
already look protected, so a file written here and read here again is the same file.
"""

import re
import unicodedata

_STARTERS = frozenset("=+-@")
_APOSTROPHE = "'"
_PLAIN_NEGATIVE = re.compile(r"-[0-9]{1,15}(\.[0-9]{1,15})?")


def protect(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet might run it. Plain negative numbers stay numbers."""
    return cell if cell[:1].isalnum() or not _could_run(cell) else _APOSTROPHE + cell


def unprotect(cell: str) -> str:
    """The cell as it was before ``protect``."""
    return cell[1:] if cell.startswith(_APOSTROPHE) and _could_run(cell) else cell


def _could_run(cell: str) -> bool:
    """Whether the first telling character starts a formula, however many marks hide it.

    Leading apostrophes never change the answer (but for plain negative numbers): that makes ``unprotect`` exact.
    """
    bare = cell.lstrip(_APOSTROPHE)
    if not bare or bare[0].isalnum() or _PLAIN_NEGATIVE.fullmatch(cell):
        return False
    return bare[0] in "\t\r\n" or _first_telling(bare) in _STARTERS


def _first_telling(cell: str) -> str:
    """The first character, in its plain form, that is not a quote, blank, control or zero-width mark."""
    for character in cell:
        if character not in "'\"`" and unicodedata.category(character)[0] not in "ZC":
            return unicodedata.normalize("NFKC", character)[:1]
    return ""
