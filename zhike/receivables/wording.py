"""Words for what has only a code."""

from django.utils.translation import gettext as _

from zhike.receivables.rules.ageing import NOT_DUE, UNAPPLIED


def bucket_words(name: str) -> str:
    """What a bucket is called."""
    if name == NOT_DUE:
        return _("Not due")
    if name == UNAPPLIED:
        return _("Unallocated")
    low, _dash, high = name.partition("-")
    if high:
        return _("%(low)s–%(high)s days") % {"low": low, "high": high}
    return _("Over %(days)s days") % {"days": int(low) - 1 if low.isdecimal() else low}
