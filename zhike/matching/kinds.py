"""Kinds of values: how each is read, and at which of four levels two of them agree."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from rapidfuzz.distance import OSA, JaroWinkler
from stdnum.cn import uscc

SAME, NEAR, ALIKE, OTHER = range(4)

HAN = re.compile(r"[\u3400-\u9fff]")
# What a Chinese or English company carries around its own name.
LEGAL = re.compile(
    r"(股份)?有限(责任)?公司|(控股|集团)(股份|公司)?|股份公司|有限合伙|总公司|公司$"
    r"|(?<![a-z])(co|company|ltd|limited|inc|corp|corporation|llc|plc|gmbh|group)(?![a-z])"
)
PLACES = re.compile(
    r"^(中国|(北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西"
    r"|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|广州|深圳|杭州|宁波|苏州|南京|成都|武汉|西安|青岛|厦门)(省|市)?"
    r"|[\u4e00-\u9fff]{2,3}[省市])+"
)


class Kind(NamedTuple):
    """`clean` gives the value as it is compared, empty where it says nothing; `level` how two clean ones agree."""

    clean: Callable[[str], str]
    level: Callable[[str, str], int]


def plain(value: str) -> str:
    """Letters, digits and characters alone, in one width and one case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", value).casefold())


def core(name: str) -> str:
    """The own name of a company: without its legal form and the place it was registered in.

    >>> core("上海明州茶叶有限公司"), core("明州茶叶（集团）股份有限公司"), core("Siming Tea Co., Ltd.")
    ('明州茶叶', '明州茶叶', 'simingtea')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = plain(LEGAL.sub(" ", folded))
    own = PLACES.sub("", bare)
    return next((kept for kept in (own, bare) if len(kept) > 1), plain(folded))


@lru_cache(maxsize=100_000)
def sound(text: str) -> str:
    """The pinyin of a text without tones and blanks; traditional characters sound as simplified ones do."""
    if not HAN.search(text):
        return text
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- a quarter second that few need

    return "".join(lazy_pinyin(text, style=Style.NORMAL))


def phone(value: str) -> str:
    """A number as E.164 has it, read as Chinese where it names no country; else its digits, if there are seven."""
    try:
        read = phonenumbers.parse(value, "CN")
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number(read):
        return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    digits = re.sub(r"\D", "", value)
    return digits if len(digits) >= 7 else ""


def mail(value: str) -> str:
    """An address in one case; nothing where it is none."""
    folded = unicodedata.normalize("NFKC", value).strip().casefold()
    return folded if re.fullmatch(r"[^@\s]+@[^@\s]+", folded) else ""


def registry_code(value: str) -> str:
    """A unified social credit code (GB 32100) whose check digit is right; nothing otherwise."""
    compact = plain(value).upper()
    return compact if uscc.is_valid(compact) else ""


def exactly(a: str, b: str) -> int:
    """The same or not."""
    return SAME if a == b else OTHER


def by_letters(a: str, b: str) -> int:
    """Names and addresses: by Jaro-Winkler similarity, and Chinese ones also by their sound."""
    if a == b:
        return SAME
    if sound(a) == sound(b):
        return NEAR
    likeness = JaroWinkler.similarity(a, b)
    return NEAR if likeness >= 0.92 else ALIKE if likeness >= 0.8 else OTHER


def by_digits(a: str, b: str) -> int:
    """Codes and days: by the slips of a finger between them (Damerau-Levenshtein)."""
    slips = OSA.distance(a, b, score_cutoff=2)
    return SAME if slips == 0 else NEAR if slips == 1 else ALIKE if slips == 2 and len(a) > 5 else OTHER


KINDS = {
    "text": Kind(plain, by_letters),
    "name": Kind(plain, by_letters),
    "company": Kind(core, by_letters),
    "code": Kind(plain, by_digits),
    "key": Kind(plain, exactly),
    "phone": Kind(phone, by_digits),
    "mail": Kind(mail, by_letters),
    "registry": Kind(registry_code, exactly),
}
