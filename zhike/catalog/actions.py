"""The verbs of the catalogue: prices that end and are followed, and stock that another system told."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.models import PriceItem, Product, StockNote
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal

LARGEST = Decimal(10) ** 15  # what the columns of prices and quantities hold
PLACE_LENGTH = 60


@action(
    PriceItem,
    title=gettext_lazy("End price…"),
    past=gettext_lazy("ended this price"),
    announces="catalog.price_ended",
    offered=lambda item: item.valid_to is None,
    labels={"last_day": gettext_lazy("last day")},
)
def end_price(item: PriceItem, *, by: Staff, last_day: date) -> None:
    """The price holds to the end of a day, and not after it."""
    if item.valid_to is not None:
        raise Refusal(_("This price has its last day already."))
    if last_day < item.valid_from:
        raise Refusal(_("The last day lies before the first."), field="last_day")
    item.valid_to = last_day
    item.save()


@action(
    PriceItem,
    title=gettext_lazy("New price…"),
    past=gettext_lazy("gave this another price"),
    announces="catalog.price_changed",
    offered=lambda item: item.valid_to is None,
    labels={"price": gettext_lazy("price"), "first_day": gettext_lazy("first day")},
)
def reprice(item: PriceItem, *, by: Staff, price: Decimal, first_day: date) -> dict[str, list[str | None]]:
    """From a day on the product costs something else on this list; what it cost until then stays to be seen."""
    if item.valid_to is not None:
        raise Refusal(_("This price has its last day already."))
    if first_day <= item.valid_from:
        raise Refusal(_("Another price begins after the first day of this one."), field="first_day")
    if not 0 <= price < LARGEST:
        raise Refusal(_("A price is not negative, and not larger than any price."), field="price")
    item.valid_to = first_day - timedelta(days=1)
    item.save()
    PriceItem.objects.create(
        price_list=item.price_list,
        product=item.product,
        from_quantity=item.from_quantity,
        price=price,
        valid_from=first_day,
    )
    return {"price": [str(item.price), str(price)]}


@action(
    StockNote,
    title=gettext_lazy("Note stock"),
    past=gettext_lazy("noted this"),
    needs="load",
    announces="catalog.stock_noted",
)
def note_stock(
    *,
    by: Staff,
    product: Product,
    place: str,
    quantity: Decimal,
    as_of: datetime = None,  # type: ignore[assignment]  # noqa: RUF013
) -> StockNote:
    """Tell how much lies where; the same moment again corrects what was told of it."""
    if not place.strip() or len(place) > PLACE_LENGTH:
        raise Refusal(_("Name the place in at most 60 characters."), field="place")
    if abs(quantity) >= LARGEST:
        raise Refusal(_("This is more than any place holds."), field="quantity")
    note, _is_new = StockNote.objects.update_or_create(
        product=product, place=place.strip(), as_of=as_of or timezone.now(), defaults={"quantity": quantity}
    )
    return note
