"""The noun of added fields: everybody may read what fields there are, administrators add and change them."""

from django.utils.translation import gettext_lazy as _

from zhike.custom.models import CustomField
from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.entity import Entity
from zhike.kit.fields import Field


class CustomFieldEntity(Entity):
    """A field that people added to a noun."""

    model = CustomField
    about = _("What your firm wants to know beyond what is there: add a field, and it is everywhere at once.")
    title = "label"
    sort = "order"
    merges = False
    rights = Rights(create=Role.ADMIN, change=Role.ADMIN, load=None)
    fields = (
        Field("label", show=True, find=True),
        Field("noun", show=True, filter=True),
        Field("kind", show=True, filter=True),
        Field("label_en", find=True),
        Field("key", show=True, find=True, edit=False),
        Field("options"),
        Field("link_to"),
        Field("formula"),
        Field("default"),
        Field("unit"),
        Field("help"),
        Field("required", show=True, filter=True, bulk=True),
        Field("in_list", show=True, filter=True, bulk=True),
        Field("in_form", show=True, filter=True, bulk=True),
        Field("searchable", filter=True, bulk=True),
        Field("personal", show=True, filter=True),
        Field("order", show=True, bulk=True),
        Field("is_fast", show=True, filter=True, edit=False),
        Field("archived_at", show=True, filter=True, edit=False),
    )
