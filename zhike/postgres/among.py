"""One of many keys or texts."""

from typing import Any

from django.db.models import F, Lookup


class Among(Lookup):
    """Whether a column holds one of these, handed over as one array: thousands of them one by one take longer to spell
    than to find.
    """

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The comparison, and what is looked for as its one parameter."""
        column, parameters = self.process_lhs(compiler, connection)
        if self.rhs and all(type(one) is int for one in self.rhs):
            return f"{column} = any(%s::bigint[])", [*parameters, f"{{{','.join(map(str, self.rhs))}}}"]
        return f"{column} = any(%s)", [*parameters, self.rhs]


def among(column: str, keys: Any) -> Among:
    """A condition for `filter`: the column holds one of the keys, all numbers or all texts."""
    return Among(F(column), list(keys))
