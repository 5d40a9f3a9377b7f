"""The state of an instalment as a field: it follows from what was paid, the day it is due, and today."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import Case, F, Model, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit.fields import Field
from zhike.receivables.models.instalment import State


def conditions() -> dict[str, Q]:
    """Which instalments are in which state today; of two that fit, the first one counts."""
    return {
        State.REPLACED: Q(replaced_on__isnull=False),
        State.PAID: Q(replaced_on=None, paid=F("amount")),
        State.OVERDUE: Q(replaced_on=None, paid__lt=F("amount"), due_on__lt=timezone.localdate()),
        State.PARTLY: Q(replaced_on=None, paid__gt=0, paid__lt=F("amount")) & _not_late(),
        State.OPEN: Q(replaced_on=None, paid=0) & _not_late(),
    }


def _not_late() -> Q:
    return Q(due_on=None) | Q(due_on__gte=timezone.localdate())


class StateField(Field):
    """Open, partly paid, overdue, paid or replaced; it stands in no column."""

    kind = "choice"
    operators = ("in",)

    def __init__(self) -> None:
        super().__init__("state", show=True, filter=True, edit=False, sort=False)

    def bind(self, model: type[Model]) -> None:
        self.model_field = None

    @property
    def label(self) -> Any:
        return _("state")

    @property
    def nullable(self) -> bool:
        return False

    @property
    def choices(self) -> Sequence[tuple[Any, Any]]:
        return State.choices

    def attach(self, some: list[Any]) -> None:
        """Say it while the amounts are known: a reader may be told the state without them."""
        for row in some:
            row.stands = row.state_on(timezone.localdate())

    def value(self, row: Any) -> str:
        stands = getattr(row, "stands", None) or row.state_on(timezone.localdate())
        return str(stands.value)

    def stored(self, row: Model) -> Any:
        """The row itself holds nothing of it."""
        return None

    def words(self, row: Model) -> str:
        return self.word(self.value(row))

    def word(self, value: Any) -> str:
        return str(self.labels.get(value, value))

    @cached_property
    def labels(self) -> dict[str, Any]:
        """The words of the states, each in the language of whoever asks."""
        return dict(State.choices)

    @property
    def sql(self) -> Any:
        return Case(*(When(asked, then=Value(str(state))) for state, asked in conditions().items()))

    def group(self, queryset):
        return queryset.annotate(group_key=self.sql)

    def condition(self, operator: str, values: list[Any]) -> Q:
        """Any of these states; an instalment always has one."""
        found = Q(pk__in=[])
        for state, asked in conditions().items() if operator == "in" else ():
            found |= asked if state in values else Q(pk__in=[])
        return found
