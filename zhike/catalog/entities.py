"""The nouns of the catalog."""

from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.entity import Entity
from zhike.kit.fields import Field


class ProductEntity(Entity):
    """A thing we sell, or a charge that appears on orders."""

    model = Product
    about = _("What you sell, and the charges that appear on orders.")
    sort = "name"
    match = ("code",)
    rights = Rights(create=Role.MANAGER, change=Role.MANAGER)
    fields = (
        Field("name", show=True, find=True, key="name_sort"),
        Field("code", show=True, find=True),
        Field("category", show=True, filter=True, find=True, bulk=True),
        Field("unit", show=True, bulk=True),
        Field("price", show=True, filter=True, money=True),
        Field("cost", show=True, money=True),
        Field("is_goods", show=True, filter=True, bulk=True),
        Field("active", show=True, filter=True, bulk=True),
    )
