"""A field that people add to a noun goes in and out by the file like any other."""

from zhike.exchange.testing.transferring import bring_in, counts, is_importable, take_out, undo
from zhike.kit import search
from zhike.kit.audit.trace import trace_of
from zhike.kit.testing.contracts.adding import SAMPLES, fill, one_of_every_kind
from zhike.kit.testing.observing import content


def test_added_fields_go_out_and_come_in_and_are_taken_back(extended, make, ada, tmp_path):
    entity = extended
    if not is_importable(entity):
        return
    some, fields = [make(entity.model, owner=ada) for _nth in range(2)], one_of_every_kind(entity)
    values = {fields[kind]: SAMPLES[kind][0] for kind in SAMPLES} | {fields["link"]: some[1].pk}
    fill(some[0], values)
    search.index(some)
    full, file = content(entity.model), take_out(entity, tmp_path, by=ada)

    again = bring_in(file, entity, by=ada)
    for field in values:
        some[0].custom.pop(field.id)
    some[0].save()
    search.index(some)
    bare = content(entity.model)
    filled = bring_in(file, entity, by=ada)

    assert (counts(again), counts(filled)) == ({"unchanged": 2}, {"changed": 1, "unchanged": 1})
    assert content(entity.model) == full
    assert set(trace_of(some[0])[0].changes) == {field.name for field in values}
    undo(filled, by=ada)
    assert content(entity.model) == bare
