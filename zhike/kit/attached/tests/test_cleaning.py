"""What was taken away leaves for good after a while, with its file; what is there stays."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.cast import a_plant
from zhike.kit.attached import actions
from zhike.kit.attached.cleaning import GRACE, clean
from zhike.kit.attached.models import File, Mark, Note, Tagging

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(clock, settings, tmp_path) -> Path:
    settings.UPLOADS_DIR = tmp_path
    return tmp_path / "attached"


@pytest.fixture
def plant(ana):
    """A plant with everything attached to it."""
    plant = a_plant(owner=ana)
    actions.note(plant, by=ana, text="Thirsty")
    actions.attach(plant, by=ana, upload=SimpleUploadedFile("leaf.txt", b"green"))
    actions.tag(plant, by=ana, word="rare")
    actions.star(plant, by=ana)
    return plant


def made_old(folder: Path) -> None:
    """Files as they look two days later."""
    for file in folder.glob("*"):
        os.utime(file, times=(0, timezone.now().timestamp() - 2 * 86_400))


def left(folder: Path) -> tuple[int, ...]:
    return (*(model.objects.count() for model in (Note, File, Tagging, Mark)), len(list(folder.glob("*"))))


def test_what_is_there_stays(plant, folder):
    made_old(folder)

    clean()

    assert left(folder) == (1, 1, 1, 1, 1)
    assert File.objects.present().exists()


def test_what_belongs_to_a_row_that_is_gone_waits_and_then_leaves(plant, folder, clock):
    plant.delete()
    made_old(folder)
    clock.shift(60)
    clean()
    assert left(folder) == (1, 1, 1, 1, 1)
    assert not File.objects.present().exists()

    clock.shift(GRACE + timedelta(hours=1))
    made_old(folder)
    clean()

    assert left(folder) == (0, 0, 0, 0, 0)


def test_a_file_taken_away_can_be_brought_back_until_it_leaves(ana, plant, folder, clock):
    file = File.objects.get()
    actions.detach(plant, by=ana, file=file.pk)
    made_old(folder)

    clean()

    actions.restore_file(plant, by=ana, file=file.pk)
    assert (folder / file.key).read_bytes() == b"green"


def test_a_file_that_no_row_knows_is_swept_once_it_is_a_day_old(folder):
    folder.mkdir()
    (folder / "orphan").write_bytes(b"x")

    clean()
    assert (folder / "orphan").exists()

    made_old(folder)
    clean()
    assert not (folder / "orphan").exists()
