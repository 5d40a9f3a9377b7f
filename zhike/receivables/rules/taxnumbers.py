"""Tax numbers of China, and account numbers, as they are written and compared.

The unified social credit code has 18 characters, the last of which checks the others (GB 32100-2015). Natural persons
are known by their identity number (GB 11643-1999). Numbers given out before 2015 have 15 or 20 characters.
"""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
PERSON_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
PERSON_CHECKS = "10X98765432"
OLD = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{20}")
PERSON = re.compile(r"\d{17}[\dX]")


def plain_tax_number(written: str) -> str:
    """The number without the blanks and widths people write it with.

    >>> plain_tax_number(" 91330106 ma27xn2w5a ")
    '91330106MA27XN2W5A'
    """
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", written)).upper()


def plain_account(written: str) -> str:
    """The digits and letters of a bank account.

    >>> plain_account("1202 0226-1990 0099 668")
    '1202022619900099668'
    """
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", written)).upper()


def is_tax_number(written: str) -> bool:
    """Whether it can be the tax number of a firm or a person: a valid check character, or the form of an old one."""
    number = plain_tax_number(written)
    return is_credit_code(number) or is_identity_number(number) or OLD.fullmatch(number) is not None


def is_credit_code(number: str) -> bool:
    """Whether it is a unified social credit code whose last character fits.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    if len(number) != 18 or not set(number) <= set(ALPHABET):
        return False
    total = sum(ALPHABET.index(one) * weight for one, weight in zip(number[:17], WEIGHTS, strict=True))
    return ALPHABET[-total % 31] == number[17]


def is_identity_number(number: str) -> bool:
    """Whether it is the identity number of a person whose last character fits.

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    if not PERSON.fullmatch(number):
        return False
    total = sum(int(one) * weight for one, weight in zip(number[:17], PERSON_WEIGHTS, strict=True))
    return PERSON_CHECKS[total % 11] == number[17]
