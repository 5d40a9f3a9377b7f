"""How long a deal has been in its stage, against what is usual there."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.kit.fields import Field


class InStage(Field):
    """The day a deal came into its stage; on screen the days since, marked with a word where they are too many."""

    def prepare(self, queryset: Any) -> Any:
        return queryset.select_related("stage")

    def html(self, row: Any) -> SafeString:
        """The days, and whether that is slow."""
        days, usual = row.days_in_stage(), row.stage.usual_days
        said = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        if not row.is_open or usual is None or days <= usual:
            return format_html("{}", said)
        told = _("usual: %(days)d days") % {"days": usual}
        return format_html('<span class="late" title="{}">{} · {}</span>', told, said, _("slow"))
