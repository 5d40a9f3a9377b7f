"""Tidy trees of any shape, for properties that hold for all of them."""

from hypothesis import strategies as st

NAMES = st.sampled_from(["kind", "owner.team", "生日", "not", "has", "a b", "x-1"])
TEXTS = st.text(max_size=12)
AMOUNTS = st.from_regex(r"\A[1-9][0-9]{0,3}[dwmy]\Z")
PERIODS = st.tuples(st.sampled_from(["last", "this", "next"]), st.sampled_from(["week", "month", "quarter", "year"]))
ANNIVERSARIES = PERIODS | st.tuples(st.sampled_from(["last", "next"]), AMOUNTS)


def one_of(operators, values):
    return st.builds(
        lambda field, op, values: {"field": field, "op": op, "values": values},
        NAMES,
        st.sampled_from(operators),
        values,
    )


CONDITIONS = st.one_of(
    one_of(["is", "min", "max", "has", "starts"], st.tuples(TEXTS).map(list)),
    one_of(["in"], st.lists(TEXTS, min_size=1, max_size=4)),
    one_of(["empty", "filled"], st.just([])),
    one_of(["last", "next", "older"], st.tuples(AMOUNTS).map(list)),
    one_of(["during"], PERIODS.map(lambda said: [" ".join(said)])),
    one_of(["anniversary"], ANNIVERSARIES.map(lambda said: [" ".join(said)])),
)
TREES = st.recursive(
    CONDITIONS | NAMES.map(lambda noun: {"has": noun}),
    lambda parts: st.one_of(
        st.builds(
            lambda join, some: {join: some}, st.sampled_from(["all", "any"]), st.lists(parts, min_size=2, max_size=3)
        ),
        parts.map(lambda part: {"not": part}),
        st.builds(lambda noun, part: {"has": noun, "where": part}, NAMES, parts),
    ),
    max_leaves=8,
)
