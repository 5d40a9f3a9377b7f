"""The bell of every page."""

from typing import Any

from django import template

from zhike.kit.access.models import Staff
from zhike.notices.models import BELL
from zhike.notices.told import bell

register = template.Library()


@register.simple_tag
def bell_of(by: Staff) -> dict[str, Any]:
    """How many unread notices somebody has, in few characters, and after which one the stream goes on."""
    count, latest = bell(by)
    return {"count": f"{BELL}+" if count > BELL else count or "", "latest": latest}
