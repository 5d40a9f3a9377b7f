"""The kinds of notices of a pool."""

from django.utils.translation import gettext_lazy, ngettext

from zhike.notices.kinds import Kind

Kind(
    "pool_warning",
    gettext_lazy("Customers of mine are about to fall back into the pool"),
    lambda words: (
        ngettext(
            "%(count)s customer of yours is about to fall back into the pool",
            "%(count)s customers of yours are about to fall back into the pool",
            words["count"],
        )
        % words
    ),
    advice=gettext_lazy("Get in touch with them before their day."),
)
Kind(
    "pool_returned",
    gettext_lazy("Customers of mine fell back into the pool"),
    lambda words: (
        ngettext(
            "%(count)s customer of yours fell back into the pool",
            "%(count)s customers of yours fell back into the pool",
            words["count"],
        )
        % words
    ),
)
