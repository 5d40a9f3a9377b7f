"""The measure: likeness to the customers one would like more of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.response.contacts import beside_columns
from zhike.insight.measures.response.measure import Response
from zhike.insight.measures.scoring.answers import answered, refuse_missing, yes_or_no
from zhike.insight.measures.scoring.learning import LEAST_OF_EACH

#: What is learnt from beginnings: sets of customers by a kind of standing and its values, commas between.
SETS = (("tier", "gold,silver"), ("abc", "A"), ("rung", "advocate,core"))
START_DAYS = 60
NEW_DAYS = 365


@dataclass(frozen=True)
class LookAlikes(Response):
    """How much each stranger resembles those you would like more of.

    *Reading.* Mark your best customers yes, the other customers no, and leave strangers empty: the top of ``chances``
    is whom to win next, ``fields`` what makes the difference. Columns that only customers have (orders, standing)
    must not be in the table, else every stranger looks alike: ``leaks`` names what is filled on one side alone.

    *Formula* and *tables* as in ``Response``, of strangers alone where there are any; a chance here is a likeness, not
    a promise to buy.

    *From orders and standings* (``fit``): for each of ``SETS`` it is learnt from the customers who began more than
    ``NEW_DAYS`` ago which of them are in it on ``as_of``, by who they are and what they bought in their first
    ``START_DAYS``: nothing by which a set is defined. Every other customer gets a likeness; ``is_new`` of those not
    learnt from. Every table has a column ``set`` (kind and values), and ``sets`` one row of each: ``members``,
    ``learnt_from``, ``model``. A set with fewer than 30 members or others to learn from is left out with a caution.

    *Source.* Provost and Fawcett 2013.
    """

    name: ClassVar[str] = "look_alikes"

    def asked(self, table: pa.Table, target: str) -> list[bool] | None:
        """Whose likeness is wanted: that of strangers, or of everybody where there are none."""
        refuse_missing(table, [target])
        strangers = [yes_or_no(value) is None for value in table[target].to_pylist()]
        return strangers if any(strangers) else None

    def fit(self, facts: Facts, *, as_of: date, sets: Sequence[tuple[str, str]] = SETS) -> Found:  # type: ignore[override]
        """The likeness of every customer to the members of each set; ``id`` is the customer's number."""
        facts.see_also("standings")
        return self.told(facts, as_of=as_of, sets=sets)

    def told(self, facts: Facts, *, as_of: date, sets: Sequence[tuple[str, str]] = SETS) -> Found:  # type: ignore[override]
        """The likeness by facts in which ``standings`` are seen."""
        seen = facts.observe([as_of])
        begun = seen.query(text_of("beginnings"), as_of=as_of, start_days=START_DAYS, new_days=NEW_DAYS)
        members = {
            f"{kind}:{values}": seen.query(text_of("members"), as_of=as_of, kind=kind, listed=f",{values},")
            for kind, values in sets
        }
        return self.of_beginnings(begun, members, as_of=as_of)

    def of_beginnings(self, begun: pa.Table, members: Mapping[str, pa.Table], *, as_of: date) -> Found:
        """The likeness by beginnings and, for each set by its name, its members."""
        said: list[Caution] = []
        marked = {name: with_members(begun, inside["customer_id"]) for name, inside in members.items()}
        parts = [self.of_set(table, name, said) for name, table in marked.items() if rarer(table) >= LEAST_OF_EACH]
        if few := len(marked) - len(parts):
            said.append(say("sets_too_small", sets=few, least=LEAST_OF_EACH))
        if not parts:
            raise MeasureRefused(
                _(
                    "In no set are there %(least)s members and as many others who began more than a year ago; it needs "
                    "a longer history of more customers."
                ),
                least=LEAST_OF_EACH,
            )
        tables = {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}
        parameters = {**self.parameters, "start_days": START_DAYS, "new_days": NEW_DAYS}
        return Found(self.name, tables, parameters, unlike(said), as_of=as_of, rows_read=begun.num_rows)

    def of_set(self, marked: pa.Table, called: str, said: list[Caution]) -> dict[str, pa.Table]:
        """The tables of one set, each with its name; what is to be said of it is added to ``said``."""
        outside = pc.invert(marked["is_member"])
        found = answered(
            marked,
            target="answer",
            key="customer_id",
            time="begun_on",
            leave_out=("is_new", "is_member"),
            asked=outside.to_pylist(),
            kinds=self.models,
        )
        said.extend(beside_columns(found.cautions))
        chances = found.tables["chances"].append_column("is_new", marked.filter(outside)["is_new"])
        about = {"members": [marked.num_rows - chances.num_rows], "learnt_from": [found.learnt_from]}
        tables = {**found.tables, "chances": chances, "sets": pa.table({**about, "model": [found.model]})}
        return {
            name: table.add_column(0, "set", pa.array([called] * len(table), pa.string()))
            for name, table in tables.items()
        }


def with_members(begun: pa.Table, members: pa.ChunkedArray) -> pa.Table:
    """The beginnings with who is a member, and the answer to learn from: none of who is new."""
    inside = pc.is_in(begun["customer_id"], value_set=members.combine_chunks())
    answer = pc.if_else(begun["is_new"], None, pc.if_else(inside, "yes", "no"))
    return begun.append_column("is_member", inside).append_column("answer", answer)


def rarer(marked: pa.Table) -> int:
    """How many there are to learn from of the rarer answer."""
    counts: dict[Any, int] = {row["values"]: row["counts"] for row in pc.value_counts(marked["answer"]).to_pylist()}
    return min(counts.get("yes", 0), counts.get("no", 0))


def unlike(said: Sequence[Caution]) -> tuple[Caution, ...]:
    """What is said of several sets, once."""
    return tuple(one for at, one in enumerate(said) if one not in said[:at])
