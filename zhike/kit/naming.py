"""Sorting Chinese names by sound."""

import re
import unicodedata

from zhike.kit.search.rules import HAN, IS_HAN, sounds

RUNS = re.compile(rf"[{HAN}]+|[^{HAN}]+")

# Surnames that sound otherwise than the same character elsewhere.
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "查": "zha", "朴": "piao", "区": "ou", "任": "ren",
    "华": "hua", "盖": "ge", "尉迟": "yuchi", "万俟": "moqi", "缪": "miao", "翟": "zhai", "种": "chong", "召": "shao",
}  # fmt: skip


def sort_key(name: str, *, person: bool = False) -> str:
    """A key that sorts names by pinyin, at most 120 characters; surnames by their own sound where `person`."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    if person:
        for length in (2, 1):
            if plain[:length] in SURNAMES:
                return f"{SURNAMES[plain[:length]]} {_key(plain[length:])}"[:120]
    return _key(plain)[:120]


def pinyin(text: str) -> str:
    """The text with its Chinese as syllables, apart by blanks; all else as it is."""
    return " ".join(" ".join(sounds(run)) if IS_HAN.match(run) else run for run in RUNS.findall(text))


def _key(text: str) -> str:
    # Run by run and not character by character: 重庆 sounds "chong qing", 茶行 "cha hang".
    return " ".join(" ".join(sounds(run) if IS_HAN.match(run) else run) for run in RUNS.findall(text))
