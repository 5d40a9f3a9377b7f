"""Which product people mean by what they typed to add a line."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhike.catalog.models import Product
from zhike.kit import search
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import relation_input


def product_named(words: str, *, by: Any) -> Product | None:
    """The product that was picked or named; None where the words name none. Raises Refusal where they name several."""
    try:
        found: Product = relation_input(Product, by=by, required=True).clean(words)
    except ValidationError as error:
        if "#" in words:
            raise Refusal(" ".join(error.messages)) from None
        several = list(search.find(rows(Product, by=by), words, by=by)[:3])
        if several:
            told = {"words": words[:40], "some": "、".join(map(str, several))}
            sentence = _("“%(words)s” may be several products: %(some)s. Pick one from the list.") % told
            raise Refusal(sentence) from None
        return None
    return found
