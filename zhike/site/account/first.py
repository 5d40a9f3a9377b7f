"""The first start: whoever reads the terminal becomes the first administrator. There is no default password."""

from zhike.kit.access.models import Staff
from zhike.site.account import links


def first_link(site: str = "") -> str | None:
    """The address at which the first administrator makes an account; none where somebody has one already."""
    if not is_empty():
        return None
    return links.address_of(links.make(links.Purpose.FIRST), site=site)


def welcome(site: str = "") -> list[str]:
    """What the terminal says about it."""
    address = first_link(site)
    if address is None:
        return []
    return ["Nobody has an account yet. The first administrator opens this, once and within 72 hours:", f"  {address}"]


def is_empty() -> bool:
    """Whether no person, robots aside, may sign in here yet."""
    return not Staff.objects.filter(is_robot=False).exists()
