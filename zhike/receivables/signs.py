"""Fields that read otherwise than they are kept: what a paper takes back is below zero, a tier in words."""

from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, When

from zhike.kit.fields import Field
from zhike.receivables.models.invoice import Form


class Signed(Field):
    """An amount of an invoice, in rows and in sums as it counts; the table holds it without a sign."""

    def value(self, row: Any) -> Any:
        """What the paper adds to what was invoiced."""
        return row.signed(getattr(row, self.name))

    def stored(self, row: Model) -> Any:
        """The same: nobody writes it by hand."""
        return self.value(row)

    @property
    def sql(self) -> Any:
        return Case(When(form=Form.BLUE, then=F(self.name)), default=-F(self.name))

    def order(self, queryset: QuerySet) -> QuerySet:
        return queryset.annotate(sort_key=self.sql)

    def condition(self, operator: str, values: list[Any]) -> Q:
        """A bound of invoices is one of papers that take back from the other side."""
        mirrored = {"min": "max", "max": "min"}.get(operator, operator)
        return self._of_forms(
            super().condition(operator, values), super().condition(mirrored, [-one for one in values])
        )

    def holding(self, value: Any) -> Q:
        return self._of_forms(super().holding(value), super().holding(-value))

    def _of_forms(self, billing: Q, taking_back: Q) -> Q:
        return (Q(form=Form.BLUE) & billing) | (~Q(form=Form.BLUE) & taking_back)


class Whose(Field):
    """Whose a limit is, a tier in the language of the reader."""

    def value(self, row: Any) -> Any:
        return row.whose
