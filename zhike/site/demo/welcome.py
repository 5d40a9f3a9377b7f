"""What the sign-in page of the demonstration says: whose house it is, and who may enter."""

from typing import Any

from django.http import HttpRequest

from zhike.kit.access.models import Role
from zhike.site.demo.generator import FIRM_NAME
from zhike.site.demo.generator.staff import DEMO_PASSWORD, STAFF

SHOWN = ("chenyi", "zhouhang", "admin")


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the name of the firm, and one account of each role as user name, password, who it is."""
    members = sorted((one for one in STAFF if one.username in SHOWN), key=lambda one: SHOWN.index(one.username))
    accounts = [(one.username, DEMO_PASSWORD, f"{one.name} · {Role(one.role).label}") for one in members]
    return {"firm_name": FIRM_NAME, "demo_accounts": accounts}
