"""What stands on the lines of an order, as conditions of the order."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, Subquery

from zhike.kit.fields import Field
from zhike.sales.models import OrderLine

HELD, TEXTS = "_line_texts", ("product__code", "product__category")
LOOKUPS = {"is": "exact", "has": "icontains", "starts": "istartswith"}


class OfLines(Field):
    """A text of the products of an order: an order is found by any of its lines."""

    kind = "text"
    is_single = False

    def __init__(self, name: str, *paths: str, label: Any):
        super().__init__(name, filter=True, edit=False, sort=False)
        self.paths, self.said = paths, label

    def bind(self, model: type[Model]) -> None:
        self.model_field = None

    @property
    def label(self) -> Any:
        return self.said

    @property
    def choices(self) -> Sequence[tuple[Any, Any]]:
        return ()

    @property
    def nullable(self) -> bool:
        return True

    def attach(self, some: list[Model]) -> None:
        """The texts of all such fields come together."""
        told: dict[int, list[dict[str, str]]] = {row.pk: [] for row in some if HELD not in row.__dict__}
        if told:
            for line in OrderLine.objects.filter(order__in=told).values("order", *TEXTS).distinct():
                told[line["order"]].append(line)
        for row in some:
            row.__dict__.setdefault(HELD, told.get(row.pk))

    def value(self, row: Model) -> str:
        """The texts of the lines of an order, which mostly came with its page."""
        self.attach([row])
        return ", ".join(sorted({line[self.paths[0]] for line in row.__dict__[HELD]} - {None, ""}))

    def stored(self, row: Model) -> Any:
        """The order itself holds nothing of it."""
        return None

    @property
    def sql(self) -> Any:
        return Subquery(OrderLine.objects.filter(order=OuterRef("pk")).values(self.paths[0])[:1])

    def condition(self, operator: str, values: list[Any]) -> Q:
        """Orders with a line that is so; "empty" are those none of whose lines says anything."""
        lines = OrderLine.objects.filter(order=OuterRef("pk"))
        if operator == "empty":
            return ~Q(Exists(lines.filter(**{f"{self.paths[0]}__gt": ""})))
        found = Q()
        for path in self.paths:
            if operator == "in":
                found |= Q(**{f"{path}__in": values})
            else:
                found |= Q(**{f"{path}__{LOOKUPS[operator]}": values[0]})
        return Q(Exists(lines.filter(found)))
