"""Rows of one table by the thousand: made without asking every default anew, checked without asking anything twice."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

REMEMBERED = 1 << 14  # values found sound
CHANGEABLE = (dict, list, set)  # what cannot be remembered, nor shared by two rows


class Blanks:
    """New rows as their model makes them. Those of one renewal share its moment."""

    def __init__(self, model: type[Model]):
        self.model = model
        self.renew()

    def renew(self) -> None:
        """Ask the model what a new row holds."""
        row, columns = self.model(), self.model._meta.concrete_fields
        self._values = [getattr(row, column.attname) for column in columns]
        self._own = [(place, one) for place, one in enumerate(columns) if _is_own(one, self._values[place])]

    def take(self) -> Any:
        """One new row."""
        for place, column in self._own:
            self._values[place] = column.get_default()
        return self.model(*self._values)


def _is_own(column: Any, value: Any) -> bool:
    """Whether no two rows may share what the model gave a new one: a list, or a number that comes once."""
    return isinstance(value, CHANGEABLE) or (column.unique and column.has_default())


class Sound:
    """Checks columns of rows as their model does, a value that was found sound before not again.

    Keys of other rows are not checked: they were looked up among the rows this person may point at.
    """

    def __init__(self, model: type[Model]):
        columns = model._meta.concrete_fields
        self._names = {column.name for column in columns}
        self._checked = {column.name for column in columns if not column.is_relation}
        self._known: set[tuple[str, Any]] = set()

    def check(self, row: Model, names: Iterable[str]) -> None:
        """Raises ValidationError where one of these columns holds what it cannot."""
        held = [(name, getattr(row, name)) for name in names if name in self._checked]
        new = [one for one in held if isinstance(one[1], CHANGEABLE) or one not in self._known]
        if not new:
            return
        row.clean_fields(exclude=self._names - {name for name, _value in new})
        if len(self._known) > REMEMBERED:
            self._known.clear()
        self._known |= {(name, value) for name, value in new if not isinstance(value, CHANGEABLE)}
