"""How long a deal has been in its stage, against what is usual there."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhike.kit.fields import Field


class InStage(Field):
    """The day a deal came into its stage; on screen the days since, marked with a word where they are too many.

    A deal that has ended stands in no stage any more, and is told no days.
    """

    def prepare(self, queryset: Any) -> Any:
        return queryset.select_related("stage")

    def html(self, row: Any) -> SafeString | str:
        """The days, and whether that is slow."""
        return self.in_language(get_language())(row)

    def in_language(self, language: str | None) -> Callable[[Any], SafeString | str]:
        """What writes the days of the rows of a page, each number of them once."""
        today, written = timezone.localdate(), cache(_written)

        def write(row: Any) -> SafeString | str:
            return written(row.days_in_stage(on=today), row.stage.usual_days) if row.is_open else ""

        return write


def _written(days: int, usual: int | None) -> SafeString | str:
    said = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if usual is None or days <= usual:
        return said
    told = _("usual: %(days)d days") % {"days": usual}
    return format_html('<span class="late" title="{}">{} · {}</span>', told, said, _("slow"))
