"""How text becomes search tokens, and how typed words become a query over them.

Runs of Han characters give overlapping pairs plus every single character; names also give their pinyin and initials;
Latin words and numbers stay whole, and numbers of seven digits or more also give their last four to eight digits.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")
WHOLE, BEGINNING = ":A", ":*A"  # what a query may ask of a word of the title
LONGEST_WORD = 200  # characters; the database refuses words past 2,046 bytes

# A house of trade is a "hang", which the dictionary knows of some trades only.
TRADES = {"茶": "chá", "米": "mǐ", "粮": "liáng", "药": "yào", "布": "bù"}


def tokens(text: str) -> list[str]:
    """Every token by which `text` is to be found."""
    return list(dict.fromkeys(token for run in RUN.findall(_plain(text)) for token in _of(run) if token))


def heads(title: str) -> list[str]:
    """Those tokens of a title that stand for the whole of a word: the word itself, its pinyin, its initials."""
    found: list[str] = []
    for run in RUN.findall(_plain(title)):
        found += [run, *_sounds(run)[:2]] if IS_HAN.match(run) else [run[:LONGEST_WORD]]
    return found


def query(typed: str, *, ends: str = ":*", either: Callable[[str, str], str] = lambda words, typed: words) -> str:
    """The typed words as a `tsquery`; empty when nothing searchable was typed.

    `ends` is said of every word: `:*` finds its beginning, `:A` the whole word of a title. A run of Han characters is
    found anywhere, but for one or two that are asked for as a whole. `either` is given the query of a word, or of all
    words, with what was typed: it adds by what that is found where it stands sealed.
    """
    parts = [part for word in _plain(typed).split() if (part := either(" & ".join(_asked(word, ends)), word))]
    return either(" & ".join(parts), typed) if len(parts) > 1 else "".join(parts)


def closeness(title: str, typed: str) -> int:
    """How near a title is to what was typed, from 0, the same, to 5, which is found elsewhere in the row."""
    plain, wanted = _plain(title).strip(), _plain(typed).strip()
    if plain == wanted:
        return 0
    if wanted in heads(title):
        return 1
    if plain.startswith(wanted):
        return 2
    if any(head.startswith(wanted) for head in heads(title)):
        return 3
    return 4 if wanted in plain else 5


@lru_cache(maxsize=50_000)
def sounds(run: str) -> tuple[str, ...]:
    """The pinyin syllables of a run of Han characters, without tones."""
    return tuple(syllable for syllable in _reader()(run) if syllable)


@cache
def _reader() -> Callable[[str], list[str]]:
    from pypinyin import Style, lazy_pinyin, load_phrases_dict  # noqa: PLC0415 -- a quarter second that few need

    load_phrases_dict({f"{trade}行": [[sound], ["háng"]] for trade, sound in TRADES.items()})
    return partial(lazy_pinyin, style=Style.NORMAL, errors="ignore")


@lru_cache(maxsize=50_000)
def _of(run: str) -> tuple[str, ...]:
    return (*run, *_pairs(run), *_sounds(run)) if IS_HAN.match(run) else (run[:LONGEST_WORD], *_tails(run))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _asked(word: str, ends: str) -> Iterator[str]:
    for run in RUN.findall(word):
        in_pairs = IS_HAN.match(run) and (ends != WHOLE or len(run) > 2)
        yield from (_pairs(run) or [run]) if in_pairs else [f"{run[:LONGEST_WORD]}{ends}"]


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
    return tuple(dict.fromkeys((whole, *(initials[i:] for i in range(len(initials) - 1)))))
