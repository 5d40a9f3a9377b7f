"""Bands of value, in which customers are counted and between which other rules move them."""

from django.utils.translation import gettext as _

from zhike.look import format

BORDERS = (0, 1, 100, 1_000, 10_000, 100_000, 1_000_000)


def band(low: float) -> str:
    """A band of value in words; each goes to where the next begins."""
    if low == 0:
        return _("next to nothing")
    return _("from %(sum)s") % {"sum": format.money(low)}


def band_of(value: float | None) -> str | None:
    """The band of a value by where it begins; none for who has no value."""
    return None if value is None else str(max((border for border in BORDERS if border <= value), default=0))
