"""The page of backups and the work of the night, on the database of the tests as an external one."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.conninfo import make_conninfo

from zhike.backup import jobs, keeping
from zhike.backup.models import Backup, Drill
from zhike.backup.problem import NO_ROOM, BackupProblem
from zhike.backup.sealing import make_key
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import at_the_screen

PAGE = "/settings/backups/"


@pytest.fixture
def place(tmp_path, settings):
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.DATA_DIR = tmp_path
    settings.BACKUP_KEYS = make_key(tmp_path / "private.key")
    return settings


@pytest.fixture
def night(place, monkeypatch):
    """The work of a night; the dump itself is what other tests are about, and cannot see this test's rows."""
    name = place.DATABASES["default"]["NAME"]
    place.DATABASE_ADDRESS = make_conninfo(place.DATABASE_ADDRESS, dbname=name)
    return jobs.every_night


def test_it_is_for_administrators(db, ana):
    assert at_the_screen(ana).get(PAGE).status_code == 403
    assert at_the_screen(ana).post(f"{PAGE}now/").status_code == 403


def test_without_a_key_it_says_what_to_do(ada, place):
    place.BACKUP_KEYS = ""
    screen = at_the_screen(ada)

    assert "bin/zhike backup-key" in screen.get(PAGE).content.decode()
    assert screen.post(f"{PAGE}now/").status_code == 403
    assert not ProcrastinateJob.objects.filter(queueing_lock=jobs.ONCE).exists()


def test_it_tells_of_the_last_backup_the_last_drill_and_the_next_night(ada, place):
    made = {"at": timezone.now(), "name": "20260301-020000", "seconds": 3.25, "size": 2**20, "rows": 1234, "files": 5}
    Backup.objects.create(**made)
    Drill.objects.create(at=timezone.now(), backup="20260301-020000", tables=55, rows=1234, seconds=2)

    page = at_the_screen(ada).get(PAGE)

    said = page.content.decode()
    assert "1,234" in said
    assert "55" in said
    assert page.context["state"].next.hour == jobs.NIGHT
    assert not page.context["state"].is_late
    assert not page.context["state"].is_drill_late


@pytest.mark.parametrize(("hours", "late"), [(25, False), (27, True)])
def test_a_day_without_a_backup_is_late(ada, place, hours, late):
    Backup.objects.create(at=timezone.now() - timedelta(hours=hours), name="x")

    assert at_the_screen(ada).get(PAGE).context["state"].is_late is late


def test_a_failure_is_shown_until_a_backup_succeeds(ada, place):
    Backup.objects.create(at=timezone.now() - timedelta(hours=2), name="x")
    Backup.objects.create(at=timezone.now() - timedelta(hours=1), trouble="No room left.")
    assert "No room left." in at_the_screen(ada).get(PAGE).content.decode()

    Backup.objects.create(at=timezone.now(), name="y")
    assert "No room left." not in at_the_screen(ada).get(PAGE).content.decode()


def test_one_backup_is_asked_for_at_a_time(ada, place):
    for _number in range(2):
        at_the_screen(ada).post(f"{PAGE}now/")

    assert ProcrastinateJob.objects.filter(queueing_lock=jobs.ONCE).count() == 1
    assert at_the_screen(ada).get(PAGE).context["state"].is_working


def test_a_backup_is_written_down_and_traced(db, place, night):
    made = keeping.back_up()

    backup = Backup.objects.get()
    assert (backup.name, backup.rows, backup.trouble) == (made.name, made.rows, "")
    assert made.kind == "dump"
    assert Trace.objects.get(verb="backup.made").actor.is_robot


def test_a_failure_is_written_down_and_raised(db, place):
    place.BACKUP_KEEP = "many"

    with pytest.raises(BackupProblem, match="ZHIKE_BACKUP_KEEP"):
        keeping.back_up()
    assert "ZHIKE_BACKUP_KEEP" in Backup.objects.get().trouble


def test_what_has_changed_since_is_found(ada, place, night):
    made = keeping.back_up()
    part = place.BACKUP_DIR / made.name / "database.dump.age"
    part.write_bytes(part.read_bytes()[:-1])

    assert keeping.look_after([made.name]) == keeping.look_after([]) == [made.name]
    assert Backup.objects.get().damaged == ["database.dump.age"]
    assert [one.is_damaged for one in at_the_screen(ada).get(PAGE).context["state"].kept] == [True]


def test_trouble_is_told_in_the_readers_language(ada, place):
    error = BackupProblem(NO_ROOM, folder="/backups")
    keeping.note_failure(error, 1)

    told = Backup.objects.get()
    assert str(error) == "There is no room left in /backups. Make room there, or name another folder."
    with translation.override("zh-hans"):
        assert told.reason == "/backups 没有空间了。请腾出空间，或换一个目录。"
    assert "/backups" in at_the_screen(ada).get(PAGE).content.decode()


def test_the_night_backs_up_and_has_it_looked_at(db, place, night):
    night()

    made = Backup.objects.get()
    queued = ProcrastinateJob.objects.get(task_name="zhike.backup.jobs.look")
    assert queued.args["names"] in ([made.name], [])
    jobs.look(names=[made.name])


def test_where_nobody_made_a_key_the_night_is_quiet(db, place, night):
    place.BACKUP_KEYS = ""

    night()

    assert not Backup.objects.exists()
