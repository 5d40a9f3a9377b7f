"""Currencies as banks write them: the code, the name in Chinese or English, or both in one cell."""

import re
from functools import cache

from babel import Locale

from zhike.look.coins import MINOR_UNITS

CODE = re.compile(r"[A-Z]{3}")
USED = {"RMB": "CNY", "人民币元": "CNY", "港币": "HKD", "日圆": "JPY", "台币": "TWD"}  # what CLDR does not say


def read_currency(written: str) -> str | None:
    """The code of ISO 4217 that a cell means; None where it means none.

    >>> [read_currency(one) for one in ("usd", "美元", "人民币(CNY)", "RMB", "Euro", "XYZ")]
    ['USD', 'USD', 'CNY', 'CNY', 'EUR', None]
    """
    folded = written.strip().upper()
    if found := _names().get(folded):
        return found
    said = {code for one in CODE.findall(folded) if (code := USED.get(one, one)) in MINOR_UNITS}
    return said.pop() if len(said) == 1 else None


@cache
def _names() -> dict[str, str]:
    """Codes and names; a name that two currencies share means neither."""
    found: dict[str, set[str]] = {}
    for language in ("zh_Hans", "en"):
        for code, name in Locale.parse(language).currencies.items():
            if code in MINOR_UNITS:
                found.setdefault(str(name).upper(), set()).add(code)
    known = {name: min(codes) for name, codes in found.items() if len(codes) == 1}
    return known | USED | {code: code for code in MINOR_UNITS}
