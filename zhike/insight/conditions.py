"""Conditions that bend the verdicts of a rule book: who stands at least so high, and what a place asks for.

    {"does": "keeps", "code": "active", "filter": "tags in (key)"}         who meets it stands at least there
    {"does": "needs", "code": "advocate", "filter": "has customers"}       without it nobody stands there or higher

Filters are kept as text and asked in the scope of the system, of the customers as they are now: a filter knows no past.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer
from zhike.insight.measures.ladder import RUNGS
from zhike.insight.measures.lifecycle import STAGES
from zhike.kit import registry
from zhike.kit.access.rows import rows
from zhike.kit.filters import Tree, read, tidy, where, write
from zhike.kit.filters.trees import conditions as parts_of
from zhike.kit.models import Staff
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.query import Query

KEEPS, NEEDS = "keeps", "needs"
BENT = ("unbent", "condition")  # columns of a table that conditions went over
MOST = 8
#: The places that conditions may name, of the measures that take any; the lowest two are facts and no judgement.
PLACES = {"ladder": RUNGS[2:], "lifecycle": STAGES[2:]}
ITSELF = {"rung", "lifecycle", "relation"}  # believed by what is judged here
NEVER_BOUGHT = ("onlooker", "prospect")


@dataclass(frozen=True)
class Met:
    """A condition, and the customers that meet it."""

    does: str
    code: str
    customers: pa.Array


def understood(asked: str, *, by: Staff) -> str:
    """The text of a filter of customers given as text or as the address of their list. Raises Refusal."""
    entity = registry.entity_of(Customer)
    if "/customers/?" in asked:
        query = Query.read(entity, QueryDict(asked.partition("?")[2]), by=by)
        parts: list[Tree] = [*(one.tree for one in query.conditions), *([query.filter] if query.filter else [])]
        asked = write(tidy({"all": parts})) if parts else ""
    tree = read(asked, entity, by=by)
    if not tree:
        raise Refusal(_("Say which customers a condition is about."))
    for part in parts_of(tree):
        if part.get("field") in ITSELF:
            raise Refusal(_("A condition cannot ask for the rung or the stage that it decides."))
        if "me" in part.get("values", ()):
            raise Refusal(_("“me” is nobody in particular here; name the person."))
    return write(tree)


def check(measure: str, conditions: Sequence[dict[str, Any]], *, by: Staff) -> list[dict[str, str]]:
    """The conditions as they are kept. Raises Refusal for those that cannot be understood."""
    if len(conditions) > MOST:
        raise Refusal(_("Rules have %(most)s conditions at most.") % {"most": MOST})
    for one in conditions:
        if one["does"] not in (KEEPS, NEEDS) or one["code"] not in PLACES.get(measure, ()):
            raise Refusal(_("These rules have no such condition."))
    return [{**one, "filter": understood(one["filter"], by=by)} for one in conditions]


def met(conditions: Sequence[dict[str, Any]]) -> list[Met]:
    """Who meets each condition now."""
    return [Met(one["does"], one["code"], _customers(one["filter"])) for one in conditions]


def bent(table: pa.Table, code: str, codes: Sequence[str], conditions: Sequence[Met]) -> pa.Table:
    """The verdicts after each condition in turn; `codes` are the places from the lowest up.

    Adds `unbent`, the place by the thresholds alone, and `condition`, the number of the last one that changed it, both
    null where none did. Who never bought is kept nowhere.
    """
    places, before = pa.array(codes), table[code].combine_chunks()
    now, number = before, pa.nulls(table.num_rows, pa.int64())
    for place, one in enumerate(conditions, start=1):
        target, rank = codes.index(one.code), pc.index_in(now, value_set=places)
        meets = pc.is_in(table["customer_id"].combine_chunks(), value_set=one.customers)
        if one.does == KEEPS:
            bought = pc.invert(pc.is_in(now, value_set=pa.array(NEVER_BOUGHT)))
            moves, to = pc.and_(pc.and_(meets, bought), pc.less(rank, target)), one.code
        else:
            moves, to = pc.and_(pc.invert(meets), pc.greater_equal(rank, target)), codes[target - 1]
        moves = pc.fill_null(moves, fill_value=False)
        now = pc.if_else(moves, pa.scalar(to, now.type), now)
        number = pc.if_else(moves, pa.scalar(place, pa.int64()), number)
    unbent = pc.if_else(pc.is_valid(number), before, pa.scalar(None, before.type))
    columns = {name: now if name == code else table[name] for name in table.column_names}
    return pa.table({**columns, "unbent": unbent, "condition": number})


def words_of_places(measure: str) -> list[tuple[str, Any]]:
    """The places a condition may name, with their words, the highest first."""
    known = dict(KINDS["rung" if measure == "ladder" else measure].values)
    return [(code, known[code]) for code in reversed(PLACES[measure])]


def _customers(asked: str) -> pa.Array:
    system, entity = Staff.objects.robot("insight"), registry.entity_of(Customer)
    found = rows(Customer, by=system).filter(where(read(asked, entity, by=system), entity, by=system))
    return pa.array(found.order_by().values_list("pk", flat=True), pa.int64())
