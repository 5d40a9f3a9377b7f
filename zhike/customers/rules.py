"""Arithmetic about customers, without a database."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from zhike.vault import normal

NORMAL: dict[str, Callable[[str], str]] = {"phone": normal.phone, "mail": normal.mail}

BETWEEN, BETWEEN_ADDRESSES = re.compile(r"[;；、|，\n]"), re.compile(r"[;；\n]")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def normalized(medium: str, value: str) -> str:
    """A contact point as it is compared: a number as in E.164, a mail with its host in ASCII, all else in one case."""
    return NORMAL.get(medium, normal.text)(value)


def parts(medium: str, cell: str) -> list[str]:
    """The contact points one cell holds, separated by ; or a line end; all but addresses also by 、 ， or |.

    >>> parts("phone", "138 1111 2222；0571-8888 0000")
    ['138 1111 2222', '0571-8888 0000']
    """
    marks = BETWEEN_ADDRESSES if medium == "address" else BETWEEN
    return [part for one in marks.split(cell) if (part := one.strip())]


def masked(medium: str, value: str) -> str:
    """A contact point fit to be shown in passing: enough to recognise, not enough to use."""
    if medium == "mail" and "@" in value:
        name, _at, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    if medium == "phone" and len(value) >= 7:
        return f"{value[:3]} **** {value[-4:]}"
    return f"{value[:2]}***" if len(value) > 2 else "***"


def is_usable(medium: str, value: str) -> bool:
    """Whether something could be reached that way: five digits of a phone, a mail with a host, else anything."""
    plain = normalized(medium, value)
    if medium == "phone":
        return 5 <= len(plain.lstrip("+")) <= 15
    if medium == "mail":
        return MAIL.fullmatch(plain) is not None
    return plain != ""


def top_share(place: int, ranked: int) -> Decimal:
    """The smallest whole hundredth of the customers that holds this place from the top, 0 to 1.

    >>> top_share(9, 900), top_share(10, 900)
    (Decimal('0.01'), Decimal('0.02'))
    """
    return Decimal(-(-100 * place // ranked)) / 100


def year_before(day: date) -> tuple[date, date]:
    """The first and the last day of the twelve months before a day.

    >>> year_before(date(2024, 2, 29))
    (datetime.date(2023, 2, 28), datetime.date(2024, 2, 28))
    """
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day), day - timedelta(days=1)


def restated(history: dict[date, str], *, since: date, value: str) -> dict[date, str]:
    """A dated history, as the value from each day on, after saying that from `since` on it was `value`.

    What begins later stays; a day that would only repeat the value before it is left out.

    >>> restated({date(2024, 1, 1): "cash", date(2025, 1, 1): "credit"}, since=date(2024, 6, 1), value="credit")
    {datetime.date(2024, 1, 1): 'cash', datetime.date(2024, 6, 1): 'credit'}
    """
    told: dict[date, str] = {}
    last = None
    for day, word in sorted({**history, since: value}.items()):
        if word != last:
            told[day] = last = word
    return told
