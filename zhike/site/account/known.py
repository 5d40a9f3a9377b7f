"""Who a session belongs to, as every request reads them."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from zhike.kit.access.models import Staff
from zhike.rights.shares import with_shares


class Known(AuthenticationBackend):
    """Signing in as django-allauth has it; people are read together with their team and what is shared with them."""

    def get_user(self, user_id: Any) -> Staff | None:
        person = with_shares(Staff.objects.select_related("team").filter(pk=user_id)).first()
        return person if self.user_can_authenticate(person) else None
