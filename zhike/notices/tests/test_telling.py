"""Who is told of what: once, in their own words, and never of what they may not see."""

import pytest
from django.utils import translation

from tests.cast import a_customer, a_person, a_task
from zhike.api.webhooks.models import Webhook
from zhike.exchange.importing.models import ImportRun
from zhike.kit import batches
from zhike.kit.attached.actions import follow, note, rewrite
from zhike.kit.attached.models import Note
from zhike.kit.batches.running import run
from zhike.kit.bulk.changing import change_many
from zhike.kit.events import announce
from zhike.kit.refusal import Refusal
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import deliver_events
from zhike.kit.writing import change, create
from zhike.notices.models import Notice, Preference
from zhike.notices.telling import tell
from zhike.notices.told import bell, told
from zhike.work.actions import complete
from zhike.work.models import Task


def heard(by, language="en"):
    """What somebody finds under the bell, the newest first."""
    deliver_events()
    with translation.override(language):
        return [one.text for one in told(Notice.objects.unread(by).select_related("by"), by=by)]


@batches.kind("test.going_well")
def _go_well(batch):
    batch.went(1)


@batches.kind("test.refused")
def _refuse(batch):
    raise Refusal("No.")


def test_a_mention_is_told_to_whom_it_calls_and_not_again_by_a_follower_s_notice(ana, mei, teahouse):
    note(teahouse, by=mei, text="The tea got wet, @Ana")

    assert heard(ana) == ["Mei mentioned you on “山月茶馆”"]
    assert heard(ana, "zh-hans") == ["Mei在“山月茶馆”提到了你"]
    assert heard(mei) == []


def test_a_note_put_in_other_words_calls_nobody_twice(ana, mei, teahouse):
    note(teahouse, by=mei, text="Look, @Ana")
    written = Note.objects.of(teahouse).get()

    rewrite(teahouse, by=mei, note=written.pk, text="Please look, @Ana")

    assert heard(ana) == ["Mei mentioned you on “山月茶馆”"]


def test_who_looks_after_a_record_hears_of_notes_and_changes_of_others(ana, mei, teahouse):
    note(teahouse, by=mei, text="Paid.")
    change(teahouse, by=mei, values={"city": "苏州"})
    change(teahouse, by=ana, values={"city": "宁波"})

    assert heard(ana) == ["“山月茶馆”: Mei changed this", "Mei wrote a note on “山月茶馆”"]


def test_ten_changes_that_nobody_read_are_one_notice(ana, mei, teahouse):
    for city in "甲乙丙丁":
        change(teahouse, by=mei, values={"city": city})

    assert len(heard(ana)) == 1
    Notice.objects.update(read_at=teahouse.created_at)
    change(teahouse, by=mei, values={"city": "戊"})
    assert len(heard(ana)) == 1


def test_a_follower_hears_of_verbs_in_their_own_words(ana, mei, task):
    follow(task, by=mei)
    complete(task, by=ana)

    assert heard(mei) == ["“Call about the kettle”: Ana finished this task"]


def test_nothing_is_told_of_what_somebody_may_not_see(bo, mei, teahouse):
    note(teahouse, by=mei, text="@Bo, look")

    assert (tell(bo, "mentioned", about=teahouse, by=mei), heard(bo), Notice.objects.filter(to=bo).count()) == (
        None,
        [],
        0,
    )


def test_what_went_out_of_sight_since_is_not_shown(ana, bo, mei, teahouse):
    note(teahouse, by=mei, text="@Ana, look")
    assert len(heard(ana)) == 1

    change(teahouse, by=mei, values={"owner": mei})

    assert heard(ana) == []


@pytest.mark.parametrize("closed", [{"is_active": False}, {"is_robot": True}])
def test_who_no_longer_works_here_is_told_nothing(closed, mei, teahouse):
    gone = a_person("Gus", **closed)

    assert tell(gone, "webhook", by=mei, url="/", host="x") is None


def test_an_assignee_hears_of_a_task_somebody_gave_them(ana, mei):
    create(Task, by=mei, values={"title": "Send samples", "assignee": ana})

    assert heard(ana) == ["Mei gave you the task “Send samples”"]
    assert heard(mei) == []


def test_a_task_handed_on_is_told_once_and_other_changes_are_not_an_assignment(ana, mei):
    task = a_task(assignee=mei, customer=a_customer(owner=mei))

    change(task, by=mei, values={"assignee": ana})
    change(task.fresh(), by=mei, values={"title": "Call twice"})

    assert heard(ana) == ["“Call twice”: Mei changed this", "Mei gave you the task “Call twice”"]


def test_one_s_own_task_is_no_news(ana):
    create(Task, by=ana, values={"title": "Send samples", "assignee": ana})

    assert heard(ana) == []


def test_tasks_given_away_by_the_hundred_are_told_too(ana, mei):
    tasks = [a_task(assignee=mei, customer=a_customer(owner=mei), title=f"Call {n}") for n in range(3)]

    change_many(Task, [task.pk for task in tasks], by=mei, values={"assignee": ana})

    assert {text for text in heard(ana) if "gave" in text} == {f"Mei gave you the task “Call {n}”" for n in range(3)}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("test.going_well", "“Tidy up” is finished"), ("test.refused", "“Tidy up” was stopped by an error")],
)
def test_whoever_asked_for_a_batch_hears_how_it_ended(kind, sentence, ana):
    batch = batches.start(kind, by=ana, title="Tidy up", model=Plant)

    run(batch=batch.pk)
    run(batch=batch.pk)

    assert heard(ana) == [sentence]
    assert Notice.objects.get().url == f"/batches/{batch.pk}/"


def test_administrators_hear_of_a_webhook_that_was_switched_off(ana, ada):
    webhook = Webhook.objects.create(url="https://shop.example.com/x?key=1", made_by=ada)

    announce("kit.webhook_stopped", webhook=webhook.pk)

    assert heard(ada) == ["The webhook to shop.example.com was switched off: for five days nothing arrived"]
    assert heard(ana) == []
    ada.role = "staff"
    assert told(Notice.objects.all(), by=ada) == []


def test_what_somebody_does_not_want_is_not_told(ana, mei, teahouse):
    Preference.objects.create(person=ana, kind="mentioned", in_app=False, mail="")

    note(teahouse, by=mei, text="@Ana")

    assert (heard(ana), Notice.objects.count()) == ([], 0)


def test_a_key_tells_once(ana, mei, teahouse):
    told_twice = [tell(ana, "mentioned", about=teahouse, by=mei, key="note 7") for _time in range(2)]

    assert [bool(one) for one in told_twice] == [True, False]


def test_the_bell_counts_a_hundred_and_knows_the_latest(ana, mei, teahouse, django_assert_num_queries):
    notices = Notice.objects.bulk_create(
        Notice(to=ana, by=mei, kind="mentioned", noun="customers.customer", object_id=teahouse.pk) for _n in range(120)
    )

    with django_assert_num_queries(1):
        assert bell(ana) == (100, notices[-1].pk)
    assert bell(mei) == (0, 0)


def test_notices_of_many_records_ask_once_for_each_noun(ana, mei, django_assert_num_queries):
    for n in range(20):
        tell(ana, "noted", about=a_customer(f"No. {n}", owner=ana), by=mei)
        tell(ana, "assigned", about=a_task(owner=ana), by=mei)
    notices = list(Notice.objects.unread(ana).select_related("by"))

    with django_assert_num_queries(2):
        assert len(told(notices, by=ana)) == 40


@pytest.mark.parametrize(
    ("status", "expected"),
    [("done", "“orders.csv” is finished"), ("failed", "“orders.csv” was stopped by an error"), ("stopped", None)],
)
def test_whoever_sent_a_file_hears_how_its_import_ended_unless_it_was_stopped(status, expected, mei):
    run = ImportRun.objects.create(target="orders", file="x", file_name="orders.csv", digest="0", by=mei, status=status)

    announce("kit.import_ended", run=run.pk)

    assert heard(mei) == [expected] * bool(expected)
