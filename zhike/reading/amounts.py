"""Read numbers as people and programs write them, exactly.

1,234.50 · 1 234,50 · １２．５ · ￥12.5 · ¥1.2万 · (12.00) · 12.00- · 12% · 1.5e3 · 0.30000000000000004
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext

from zhike.reading.problems import BadValue
from zhike.reading.spreadsheet_safety import unprotect
from zhike.reading.values import BLANKS, is_blank

LARGEST = Decimal(10) ** 15
TOLERATED_ROUNDING = Decimal("0.01")

_CURRENCY = re.compile(r"(?i:rmb|cny|usd|eur|gbp|hkd|us\$|hk\$|\$|€|£|¥)")
_MULTIPLES = {"": 1, "千": 10**3, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_PLAIN = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,4})?")
_NUMBER = re.compile(
    r"(?P<digits>[0-9., ']*[0-9][.,]?)(?P<power>[eE][+-]?[0-9]{1,2})?"
    r" ?(?P<unit>[千万萬亿億]?)元?(?P<percent>%?)"
)
_POINT_STYLE = re.compile(r"([0-9]+|[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,3}( [0-9]{3})+|[0-9]{1,3}('[0-9]{3})+)?(\.[0-9]*)?")
_COMMA_STYLE = re.compile(r"[0-9]{1,3}([. ][0-9]{3})+,[0-9]{1,2}")
_ALL_COMMA_STYLE = re.compile(
    r"([0-9]+|[0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,3}( [0-9]{3})+|[0-9]{1,3}('[0-9]{3})+)?(,[0-9]*)?"
)
# Beside one or two figures, or more than three, a mark can be nothing but that of decimals.
_SURELY_COMMA = re.compile(r"[^,]*[0-9],(?:[0-9]{1,2}|[0-9]{4,})(?![0-9.,]).*")
_SURELY_POINT = re.compile(r"[^.]*[0-9]\.(?:[0-9]{1,2}|[0-9]{4,})(?![0-9.,]).*|[^.]*,[0-9]{3}\.[0-9]*(?![0-9.,]).*")


def number(raw: object, *, places: int = 4, decimal_comma: bool = False) -> Decimal | None:
    """The cell as an exact decimal with at most ``places`` decimal places; None when blank.

    Longer fractions are rounded half up where that changes the value by less than one percent ("12.33333333", the
    noise of binary floats); otherwise ``BadValue("too_precise")``. 12% is 0.12, ¥1.2万 is 12000. "1,23" is refused:
    it could be 1.23 or a slip. With ``decimal_comma`` it is 1.23, "1.234" is 1234, and "1.23" is refused.
    """
    if isinstance(raw, str) and not decimal_comma and _PLAIN.fullmatch(raw):
        return _rounded(Decimal(raw), raw, places)
    if is_blank(raw):
        return None
    if isinstance(raw, bool):
        raise BadValue("not_a_number", raw)
    if isinstance(raw, int | Decimal):
        return _rounded(Decimal(raw), raw, places)
    if isinstance(raw, float) and math.isfinite(raw):
        return _rounded(Decimal(repr(raw)), raw, places)
    return _rounded(_from_words(raw, decimal_comma=decimal_comma), raw, places)


def guess_decimal_comma(cells: Iterable[object]) -> bool:
    """Whether cells like 1234,50 say that decimals follow a comma, and none like 1234.50 says that they do not."""
    written = [cell.strip(BLANKS) for cell in cells if isinstance(cell, str)]
    return any(map(_SURELY_COMMA.fullmatch, written)) and not any(map(_SURELY_POINT.fullmatch, written))


def _from_words(raw: object, *, decimal_comma: bool) -> Decimal:
    written = unicodedata.normalize("NFKC", unprotect(str(raw)).strip(BLANKS)).replace("\u2212", "-").strip()
    negative, magnitude = _without_sign(written)
    parts = _NUMBER.fullmatch(_CURRENCY.sub("", magnitude, count=1).strip())
    if parts is None:
        raise BadValue("not_a_number", raw)
    digits = _with_comma(parts["digits"], raw) if decimal_comma else _digits(parts["digits"], raw)
    value = Decimal(digits + (parts["power"] or ""))
    value *= _MULTIPLES[parts["unit"]]
    if parts["percent"]:
        value /= 100
    return -value if negative else value


def _without_sign(written: str) -> tuple[bool, str]:
    """Split off one of the ways to say minus: -12, ¥-12, 12-, (12)."""
    if written.startswith("(") and written.endswith(")"):
        return True, written[1:-1].strip()
    if written.endswith("-"):
        return True, written[:-1].strip()
    bare = _CURRENCY.sub("", written, count=1).strip()
    if bare.startswith(("-", "+")):
        return bare[0] == "-", bare[1:].strip()
    return False, bare


def _digits(digits: str, raw: object) -> str:
    if _POINT_STYLE.fullmatch(digits):
        return re.sub("[, ']", "", digits)
    if _COMMA_STYLE.fullmatch(digits):
        return re.sub("[. ]", "", digits).replace(",", ".")
    raise BadValue("not_a_number", raw)


def _with_comma(digits: str, raw: object) -> str:
    if _ALL_COMMA_STYLE.fullmatch(digits):
        return re.sub("[. ']", "", digits).replace(",", ".")
    raise BadValue("not_a_number", raw)


def _rounded(value: Decimal, raw: object, places: int) -> Decimal:
    if not value.is_finite():
        raise BadValue("not_a_number", raw)
    if abs(value) >= LARGEST:
        raise BadValue("too_big", raw)
    with localcontext(prec=60):
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if rounded == value:
            return value
        if abs(rounded - value) > TOLERATED_ROUNDING * abs(value):
            raise BadValue("too_precise", raw)
    return rounded
