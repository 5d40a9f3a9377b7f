"""What a view keeps of a list's address, and how an address is laid over a view."""

from collections.abc import Iterable

from django.http import QueryDict

from zhike.kit.fields import UNSTORABLE

State = dict[str, list[str]]
# Where somebody stands in a list, not which list it is.
PLACE = frozenset({"view", "open", "after", "before", "limit", "column", "month", "week"})
LISTS = frozenset({"sort", "columns"})  # parameters whose value names several fields


def state_of(params: QueryDict) -> State:
    """The list that an address asks for, whatever place in it."""
    said = {
        name: [UNSTORABLE.sub("", value) for value in values if value]
        for name, values in params.lists()
        if name not in PLACE
    }
    return {name: [",".join(values)] if name in LISTS else values for name, values in said.items() if values}


def laid_over(state: State, params: QueryDict) -> QueryDict:
    """The parameters of a kept list, each said anew where the address says it; said empty, it is gone."""
    merged = QueryDict(mutable=True)
    for name, values in {**state, **dict(params.lists())}.items():
        merged.setlist(name, list(values))
    return merged


def parts(values: Iterable[str]) -> list[str]:
    """The names in a parameter that lists some, said once with commas or several times."""
    return [part for value in values for part in value.split(",") if part]
