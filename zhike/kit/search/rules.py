"""How text becomes search tokens, and how typed words become a query over them.

Runs of Han characters give overlapping pairs plus every single character; names also give their pinyin and initials;
Latin words and numbers stay whole, and numbers of seven digits or more also give their last four to eight digits.
"""

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, load_phrases_dict

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")
LONGEST_WORD = 200  # characters; the database refuses words past 2,046 bytes

# A house of trade is a "hang", which the dictionary knows of some trades only.
TRADES = {"茶": "chá", "米": "mǐ", "粮": "liáng", "药": "yào", "布": "bù"}
load_phrases_dict({f"{trade}行": [[sound], ["háng"]] for trade, sound in TRADES.items()})


def tokens(text: str) -> list[str]:
    """Every token by which `text` is to be found."""
    found: list[str] = []
    for run in RUN.findall(_plain(text)):
        if IS_HAN.match(run):
            found += [*run, *_pairs(run), *_sounds(run)]
        else:
            found += [run[:LONGEST_WORD], *_tails(run)]
    return list(dict.fromkeys(found))


def query(typed: str) -> str:
    """The typed words as a `tsquery`; empty when nothing searchable was typed."""
    parts: list[str] = []
    for run in RUN.findall(_plain(typed)):
        if IS_HAN.match(run):
            parts += _pairs(run) or [run]
        else:
            parts.append(f"{run[:LONGEST_WORD]}:*")
    return " & ".join(parts)


@lru_cache(maxsize=50_000)
def sounds(run: str) -> tuple[str, ...]:
    """The pinyin syllables of a run of Han characters, without tones."""
    return tuple(syllable for syllable in lazy_pinyin(run, style=Style.NORMAL, errors="ignore") if syllable)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _tails(run: str) -> list[str]:
    return [run[-n:] for n in (4, 6, 8)] if run.isdigit() and len(run) >= 7 else []


@lru_cache(maxsize=50_000)
def _sounds(run: str) -> tuple[str, ...]:
    if len(run) > 40:
        return ()
    syllables = sounds(run)
    whole, initials = "".join(syllables), "".join(s[0] for s in syllables)
    # Every later start is kept too, so that 中关 is found inside 北京中关村 by "zg" as well as by its first letters.
    return tuple({whole, *(initials[i:] for i in range(len(initials)) if len(initials) - i > 1)})
