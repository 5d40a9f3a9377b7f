"""A page of lines that stayed open while somebody else changed the same paper."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhike.kit.record import Record
from zhike.kit.refusal import Refusal


def require_unchanged(request: HttpRequest, row: Record) -> None:
    """Refuse lines typed on a page of an earlier version of a row; sent again from the page that says so they count."""
    if request.POST.get("version") not in (None, "", str(row.version)):
        raise Refusal(
            _("Somebody changed “%(row)s” while this page was open. Compare yours with it, then save again.")
            % {"row": row}
        )
