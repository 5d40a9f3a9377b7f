"""Work on chosen rows: through the person's own eyes, in chunks, to its end even after a kill, and back again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cast import a_customer, a_finished_task, a_plant, a_task
from zhike.kit import batches
from zhike.kit.access.models import Role
from zhike.kit.audit.models import Trace
from zhike.kit.batches.models import Batch
from zhike.kit.batches.running import go_on, run
from zhike.kit.bulk import deeds
from zhike.kit.bulk.deeds import forget, may_undo
from zhike.kit.bulk.models import Earlier
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import trace
from zhike.work.models import Status, Task

pytestmark = pytest.mark.django_db


def chosen(some=None, *, address=""):
    """The rows named, or all that an address lets through."""
    ticked = None if some is None else [row.pk for row in some]
    return {"ticked": ticked, "address": address, "newest": 10**12}


def change(some=None, *, by, typed, model=Plant, address=""):
    return batches.do("bulk.change", by=by, title="Change", model=model, typed=typed, **chosen(some, address=address))


def do(verb, some, *, by, typed=""):
    return batches.do("bulk.verb", by=by, title=verb, model=type(some[0]), verb=verb, typed=typed, **chosen(some))


def undo(batch, *, by):
    return batches.do("bulk.undo", by=by, title="Undo", batch=batch.pk)


def outcome(batch):
    batch.refresh_from_db()
    return batch.status, batch.total, batch.done, batch.refused


def test_ticked_rows_are_changed_as_the_form_says(ada):
    some = [a_plant(light="sun"), a_plant(light="shade"), a_plant(light="sun")]
    left_out = a_plant(light="sun")

    batch = change(some, by=ada, typed="light=shade&pots=4&clear=note")

    assert outcome(batch) == ("done", 3, 3, 0)
    assert list(Plant.objects.order_by("pk").values_list("light", "pots", "note")) == [
        *[("shade", 4, "")] * 3,
        ("sun", 3, "By the window."),
    ]
    assert left_out.fresh().version == 1


def test_all_that_match_are_those_that_match_when_the_work_runs_and_stood_there_before(ada):
    some = [a_plant(pots=1) for _nth in range(3)]
    asked = chosen(address="pots=1") | {"newest": some[1].pk}

    batch = batches.do("bulk.change", by=ada, title="", model=Plant, typed="pots=5", **asked)

    assert outcome(batch) == ("done", 2, 2, 0)
    assert [row.fresh().pots for row in some] == [5, 5, 1]


def test_rows_are_looked_at_again_with_the_eyes_of_who_asked(ana, bo):
    mine, theirs = a_plant(owner=ana), a_plant(owner=bo)

    batch = change([mine, theirs], by=ana, typed="pots=4")

    assert outcome(batch) == ("done", 1, 1, 0)
    assert (mine.fresh().pots, theirs.fresh().pots) == (4, 3)


def test_who_lost_the_right_meanwhile_changes_nothing(ada, monkeypatch):
    plant = a_plant(pots=3)
    monkeypatch.setattr(batches.running.jobs, "later", lambda *_args, **_named: None)
    batch = batches.start("bulk.change", by=ada, title="", model=Plant, typed="pots=5", **chosen([plant]))
    ada.is_active = False
    ada.save()

    run(batch=batch.pk)

    assert outcome(batch)[0] == "failed"
    assert plant.fresh().pots == 3


def test_refused_rows_are_told_with_their_reason(ana, bo):
    some = [a_plant(owner=ana, name="文竹"), a_plant(owner=ana, name="吊兰")]

    batch = change(some, by=ana, typed=f"keeper={bo.pk}")

    assert outcome(batch) == ("done", 2, 2, 2)
    why = "That would put the record out of your own sight."
    assert list(batch.refused_rows.order_by("pk").values_list("title", "sentence")) == [("文竹", why), ("吊兰", why)]
    assert batch.refusals == [["文竹", why], ["吊兰", why]]


def test_a_verb_is_done_to_each_row_that_lets_it(ana):
    some = [a_task(owner=ana), a_finished_task(owner=ana, title="Done"), a_task(owner=ana)]

    batch = do("work.complete", some, by=ana)

    assert outcome(batch) == ("done", 3, 3, 1)
    assert batch.refusals == [["Done", "This task is closed already; reopen it first."]]
    assert {row.fresh().status for row in some} == {Status.DONE}
    assert trace(some[0]) == ["Ana finished this task"]


def test_what_a_verb_needs_is_asked_once(ada, bo):
    some = [a_plant(), a_plant()]

    do("example.hand_over", some, by=ada, typed=f"to={bo.pk}&because=Holiday")

    assert {(row.fresh().keeper, row.fresh().note) for row in some} == {(bo, "Holiday")}


def test_a_killed_batch_goes_on_where_it_was_and_does_no_row_twice(ada, monkeypatch):
    monkeypatch.setattr(deeds, "CHUNK", 2)
    some = [a_plant(pots=1) for _nth in range(5)]
    batch = change([], by=ada, typed="pots=9")
    batch.report(asked=batch.asked | chosen(some), total=None, done=0, state={}, status="running")
    went, killed = Batch.went, []

    def dies_in_the_second_chunk(self, *told, **state):
        went(self, *told, **state)
        if self.done == 4 and not killed:
            killed.append(True)
            raise KeyboardInterrupt

    monkeypatch.setattr(Batch, "went", dies_in_the_second_chunk)
    with pytest.raises(KeyboardInterrupt):
        run(batch=batch.pk)
    assert [row.fresh().pots for row in some] == [9, 9, 1, 1, 1]
    assert outcome(batch) == ("running", 5, 2, 0)

    run(batch=batch.pk)

    assert outcome(batch) == ("done", 5, 5, 0)
    assert [(row.fresh().pots, row.fresh().version) for row in some] == [(9, 2)] * 5
    assert (Trace.objects.count(), Earlier.objects.count()) == (5, 5)


def test_a_stopped_batch_ends_between_chunks_and_can_go_on(ada, monkeypatch):
    monkeypatch.setattr(deeds, "CHUNK", 2)
    some = [a_plant(pots=1) for _nth in range(3)]
    went = Batch.went

    def is_stopped(self, *told, **state):
        Batch.objects.filter(pk=self.pk).update(stop_asked=True)
        went(self, *told, **state)

    monkeypatch.setattr(Batch, "went", is_stopped)
    batch = change(some, by=ada, typed="pots=9")
    assert outcome(batch)[0] == "stopped"
    monkeypatch.undo()

    go_on(batch)
    run(batch=batch.pk)

    assert outcome(batch) == ("done", 3, 3, 0)
    assert [row.fresh().version for row in some] == [2, 2, 2]


def test_what_is_undone_is_as_it_was_to_the_type(ada, bo):
    some = [a_plant(owner=bo, height=Decimal("12.30"), flowers=True), a_plant(owner=None, height=None)]
    before = list(Plant.objects.order_by("pk").values())
    batch = change(
        some, by=ada, typed=f"keeper={ada.pk}&height=7.5&bought_on=2026-01-02&flowers=0&clear=mother&light=shade"
    )

    undone = undo(batch, by=ada)

    assert outcome(undone) == ("done", 2, 2, 0)
    after = list(Plant.objects.order_by("pk").values())
    moving = {"version", "changed_at"}
    assert [{name: row[name] for name in row.keys() - moving} for row in after] == [
        {name: row[name] for name in row.keys() - moving} for row in before
    ]
    assert trace(some[0]) == ["Ada changed this", "Ada changed this"]


def test_what_somebody_changed_since_is_left_and_told(ada):
    some = [a_plant(pots=1, name="文竹"), a_plant(pots=2)]
    batch = change(some, by=ada, typed="pots=9")
    touched = some[0].fresh()
    touched.note = "New pot."
    touched.save()

    undone = undo(batch, by=ada)

    assert outcome(undone) == ("done", 2, 2, 1)
    assert undone.refusals == [["文竹", "Somebody changed this since; it was left as it is."]]
    assert [row.fresh().pots for row in some] == [9, 2]


def test_a_verb_is_taken_back_by_the_verb_that_undoes_it(ana):
    some = [a_task(owner=ana), a_task(owner=ana)]
    batch = do("work.complete", some, by=ana)

    undo(batch, by=ana)

    assert set(Task.objects.values_list("status", flat=True)) == {Status.OPEN}
    assert trace(some[0]) == ["Ana finished this task", "Ana reopened this task"]


@pytest.mark.parametrize(
    ("case", "expected"),
    [("fresh", True), ("old", False), ("going", False), ("undone", False), ("without a verb back", False)],
)
def test_only_a_fresh_change_can_be_taken_back_and_only_once(case, expected, ada):
    batch = do("example.water", [a_plant(watered_at=None)], by=ada) if case == "without a verb back" else None
    batch = batch or change([a_plant()], by=ada, typed="pots=9")
    batch.created_at -= timedelta(days=31 if case == "old" else 0)
    batch.status = "running" if case == "going" else batch.status
    batch.result = {"undone": 1} if case == "undone" else {}

    assert may_undo(batch) is expected


def test_after_thirty_days_nothing_is_kept_for_undoing(ada):
    old, fresh = (change([a_plant()], by=ada, typed="pots=9") for _twice in range(2))
    Batch.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))

    forget()

    assert list(Earlier.objects.values_list("batch", flat=True)) == [fresh.pk]


def test_a_batch_whose_form_does_not_hold_any_more_says_so_and_changes_nothing(ada, bo):
    plant = a_plant(owner=ada)
    bo.is_active = False
    bo.save()

    batch = change([plant], by=ada, typed=f"keeper={bo.pk}")

    assert outcome(batch)[0] == "failed"
    assert batch.message.startswith("Select a valid choice")
    assert plant.fresh().keeper == ada


def test_a_manager_changes_the_rows_of_the_team_alone(mei, ana, bo):
    assert mei.role == Role.MANAGER
    some = [a_customer("甲", owner=ana), a_customer("乙", owner=bo), a_customer("丙", owner=None)]
    digest_of_theirs = some[1].fresh().version

    batch = change(some, by=mei, typed=f"owner={mei.pk}", model=type(some[0]))

    assert outcome(batch) == ("done", 2, 2, 0)
    assert [row.fresh().owner for row in some] == [mei, bo, mei]
    assert some[1].fresh().version == digest_of_theirs
