"""The kept tables of a run as one person may see them."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.compute as pc
from django.urls import reverse

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.customers.outlook import MONEY
from zhike.insight.computing import kept
from zhike.insight.models import Run
from zhike.insight.reach import answers_for_the_firm, knows_amounts
from zhike.kit.access.rows import rows, sees_all
from zhike.rights.figures import may_know

NOBODY = pa.table({})


class Seen:
    """A run, who looks at it, and what they chose of it where a picture offers a choice."""

    def __init__(self, run: Run, *, by: Any, choice: str = ""):
        self.run, self.by, self.choice = run, by, choice

    @cached_property
    def whole(self) -> bool:
        """Whether all customers are in sight."""
        return sees_all(Customer, by=self.by)

    @cached_property
    def answers_for_the_firm(self) -> bool:
        """Whether sums over all customers may be shown."""
        return answers_for_the_firm(self.by)

    @cached_property
    def knows_amounts(self) -> bool:
        """Whether what customers bought for may be shown."""
        return knows_amounts(self.by)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of the run; one without columns where it is not kept."""
        found = kept.table(self.run, name, columns=columns)
        return NOBODY if found is None else found

    def rows(self, name: str) -> list[dict]:
        """A small table as rows."""
        return self.table(name).to_pylist()

    def own(self, name: str, key: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a table about customers that are in sight."""
        found = self.table(name, columns)
        if self.whole or not found.num_columns:
            return found
        return found.filter(pc.is_in(found[key].cast(pa.int64()), value_set=self.keys))

    def reasons(self) -> pa.Table:
        """What speaks for the chances of customers in sight; no amount that is not to be known is among it."""
        found = self.own("reasons", "id")
        if self.knows_amounts or not found.num_rows:
            return found
        return found.filter(pc.invert(pc.is_in(found["field"], value_set=pa.array(MONEY, pa.string()))))

    @cached_property
    def keys(self) -> pa.Array:
        """The customers in sight."""
        return pa.array(list(rows(Customer, by=self.by).values_list("pk", flat=True)), pa.int64())

    def customers(self, keys: Collection[int]) -> dict[int, str]:
        """The names of those of some customers that are in sight."""
        return dict(rows(Customer, by=self.by).filter(pk__in=keys).values_list("pk", "name"))

    def owned(self, keys: Collection[int]) -> dict[int, dict[str, str]]:
        """The names of those of some customers that are in sight and, where the role may read it, of their owners."""
        told = may_know(self.by, Customer, "owner")
        found = rows(Customer, by=self.by).filter(pk__in=keys).values_list("pk", "name", "owner__name")
        return {key: {"customer": name, "owner": (owner or "") if told else ""} for key, name, owner in found}

    def products(self, codes: Collection[str]) -> dict[str, tuple[str, str]]:
        """The names and pages of those of some products that are in sight, by their codes."""
        found = rows(Product, by=self.by).filter(code__in=codes).values_list("code", "name", "pk")
        return {code: (name, reverse("kit:detail", args=["products", pk])) for code, name, pk in found}

    def behind(self, picture: str, group: object) -> str:
        """Where the customers of a group are listed."""
        return f"{reverse('insight:picture-customers', args=[picture])}?{urlencode({'group': group})}"
