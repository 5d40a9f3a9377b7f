"""Parties as fields of a deal: written with it, whichever surface it came through.

What is put on a deal waits beside it until its trace is written. Whoever may not see the customer is told no contact.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, NotRequired

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Example
from typing_extensions import TypedDict

from zhike.api.rest.shapes import Text, describe
from zhike.customers.models import Customer
from zhike.deals.models import BuyingPart, Deal, Strength
from zhike.deals.parties import rows as parties
from zhike.deals.parties.inputs import UNSEEN, Parties
from zhike.deals.parties.lines import Line, Wrong, given, read, written
from zhike.kit import registry
from zhike.kit.access.rows import readable
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal


class Compared:
    """The parties of a deal for its trace: nothing is fetched where nothing was put."""

    def __init__(self, field: "PartyField", deal: Deal):
        self.field, self.deal, self.put = field, deal, deal.__dict__.get(field.waiting)

    def __eq__(self, other: Any) -> bool:
        is_left = isinstance(other, Compared) and self.put is None and other.put is None
        return is_left or str(self) == str("" if other is None else other)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        """Asked before the rows are written, so that what the database holds is what was there before."""
        return written(self.field.held([self.deal])[self.deal.pk] if self.put is None else self.put, self.field.said)


class PartyField(Field):
    """One kind of party of a deal."""

    kind = "longtext"
    operators = ()
    is_column = False
    is_personal = True
    has_panel = True

    def __init__(self, name: str, label: Any, *, said: Any, by: Any = None):
        super().__init__(name, sort=False, section=gettext_lazy("Who has a say, and who else wants it"))
        self.id, self.said, self.by = f"parties.{name}", dict(said), by
        self.seen, self.waiting = f"_{name}_seen", f"_{name}_put"
        column = Column(label, blank=True)
        column.set_attributes_from_name(name)
        column.column, column.field = None, self
        self.model_field = column

    priced = False
    otherwise = ""

    def of_person(self, by: Any) -> "PartyField":
        return type(self)(by=by)  # type: ignore[call-arg]

    def attach(self, some: list[Any]) -> None:
        """For nobody in particular nothing is fetched: how much somebody may know depends on who they are."""
        if self.by:
            known = self.open_to(some)
            held = self.held(known)
            for deal in some:
                deal.__dict__[self.seen] = held[deal.pk] if deal in known else None

    def open_to(self, some: list[Any]) -> list[Any]:
        """The deals of which the reader may know it."""
        return some

    def held(self, some: Sequence[Any]) -> dict[int, list[Line]]:
        """What the database has, by deal."""
        raise NotImplementedError

    def compared(self, row: Any) -> Compared:
        return Compared(self, row)

    def lines(self, value: Any) -> list[Line]:
        """Lines of a text, or of the objects a program sends. Raises Refusal that says which line is wrong."""
        text = given(value) if isinstance(value, list) else str(value or "")
        try:
            return read(text, self.said, otherwise=self.otherwise)
        except Wrong as wrong:
            told = {"row": wrong.number, "field": self.label, "typed": wrong.typed[:60]}
            raise Refusal(
                _("%(field)s, row %(row)s: “%(typed)s” is none of the choices.") % told, field=self.name
            ) from None

    def typed(self, value: Any) -> str:
        return written(self.lines(value))

    def put(self, row: Any, value: Any) -> None:
        if value != UNSEEN:
            row.__dict__[self.waiting] = self.lines(value)

    def stored(self, row: Any) -> str:
        told = row.__dict__.get(self.waiting)
        return written(self.held([row])[row.pk] if told is None else told)

    def value(self, row: Any) -> str | None:
        known = row.__dict__.get(self.seen)
        return UNSEEN if known is None and self.seen in row.__dict__ else written(known or ())

    def words(self, row: Any) -> str:
        return written(row.__dict__.get(self.seen) or (), self.said)

    @property
    def sql(self) -> Any:
        return parties.as_text(self.name)


class Person(TypedDict):
    """A contact of the customer with the part they play, by name."""

    name: Text
    part: NotRequired[Annotated[Text, Example(examples=[BuyingPart.INFLUENCES.value])]]


class Rival(TypedDict):
    """A competitor with how it stands and the price it asks."""

    name: Text
    standing: NotRequired[Annotated[Text, Example(examples=[Strength.EVEN.value])]]
    price: NotRequired[Annotated[Text, Example(examples=["76000"])] | None]


class Contacts(PartyField):
    """Contacts of the customer, each with the part they play."""

    shape = list[Person]

    def __init__(self, by: Any = None):
        super().__init__("contacts", gettext_lazy("contacts with a say"), said=BuyingPart.choices, by=by)
        self.otherwise = BuyingPart.INFLUENCES

    def open_to(self, some: list[Any]) -> list[Any]:
        seen = readable(Customer, {deal.customer_id for deal in some}, by=self.by)
        return [deal for deal in some if deal.customer_id in seen]

    def held(self, some: Sequence[Any]) -> dict[int, list[Line]]:
        found: dict[int, list[Line]] = defaultdict(list)
        for deal, name, part in parties.roles_of(some):
            found[deal].append(Line(name, part))
        return found

    def data(self, row: Any) -> list[dict[str, str]]:
        return [{"name": one.name, "part": one.what} for one in row.__dict__.get(self.seen) or ()]

    def keep(self, some: Sequence[Any], *, by: Any) -> None:
        for deal in some:
            if (lines := deal.__dict__.pop(self.waiting, None)) is not None:
                parties.keep_contacts(deal, lines, by=by)


class Competitors(PartyField):
    """Competitors, each with how it stands and the price it asks."""

    priced = True
    shape = list[Rival]
    otherwise = Strength.EVEN

    def __init__(self, by: Any = None):
        super().__init__("competitors", gettext_lazy("competitors"), said=Strength.choices, by=by)

    def held(self, some: Sequence[Any]) -> dict[int, list[Line]]:
        found: dict[int, list[Line]] = defaultdict(list)
        for deal, name, strength, price in parties.rivals_of(some):
            found[deal].append(Line(name, strength, "" if price is None else f"{Decimal(price).normalize():f}"))
        return found

    def data(self, row: Any) -> list[dict[str, str | None]]:
        known = row.__dict__.get(self.seen) or ()
        return [{"name": one.name, "standing": one.what, "price": one.price or None} for one in known]

    def keep(self, some: Sequence[Any], *, by: Any) -> None:
        for deal in some:
            if (lines := deal.__dict__.pop(self.waiting, None)) is not None:
                parties.keep_competitors(deal, lines, by=by)


class Column(models.TextField):
    """What the form asks of a kind of party; it stands in no table."""

    column = None
    field: Any = None

    def formfield(self, **options: Any) -> Any:
        return Parties(self.field, required=False, label=options.get("label", self.verbose_name))


@cache
def fields() -> tuple[PartyField, ...]:
    """Both kinds."""
    return Contacts(), Competitors()


registry.add_fields(lambda model: fields() if model is Deal else ())
describe(Deal, *fields())
