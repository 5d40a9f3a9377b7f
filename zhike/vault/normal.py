"""Normal forms: what two ways of writing one thing have in common. A change needs another `VERSION` and new marks."""

import re
import unicodedata
from functools import lru_cache

import idna
import phonenumbers

VERSION = b"\x01"
HOME = "CN"
MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")


def text(value: str) -> str:
    """NFKC, one case, single blanks.

    >>> text("  ＷＸ　Lin ")
    'wx lin'
    """
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def mail(value: str) -> str:
    """An address with its host as the network knows it (IDNA 2008, UTS 46).

    >>> mail("Lin@例子.测试")
    'lin@xn--fsqu00a.xn--0zwm56d'
    """
    name, at, host = text(value).rpartition("@")
    return f"{name}{at}{_host(host)}"


@lru_cache(maxsize=1 << 14)
def phone(value: str) -> str:
    """A number as E.164 has it, read as Chinese where it names no country; the bare digits where it has no such form.

    >>> phone("138 0000 1234"), phone("0571-8888 0000"), phone("0044 20 7946 0018"), phone("95588")
    ('+8613800001234', '+8657188880000', '+442079460018', '95588')
    """
    plain = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", value))
    if mobile := MOBILE.fullmatch(plain):
        return f"+86{mobile[1]}"
    try:
        read = phonenumbers.parse(plain, HOME)
    except phonenumbers.NumberParseException:
        return plain.replace("+", "")
    if len(plain) > 6 and phonenumbers.is_possible_number(read):
        return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return plain.replace("+", "")


@lru_cache(maxsize=1 << 12)
def _host(name: str) -> str:
    """The same few houses keep most addresses."""
    try:
        return idna.encode(name, uts46=True).decode()
    except UnicodeError:
        return name
