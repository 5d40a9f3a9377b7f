"""Checkpoints are signed lines, kept beside the data and sent to somebody who keeps them elsewhere."""

import pytest

from tests.attacks.trace import write
from zhike.witness import checkpoints, sealing
from zhike.witness.checkpoints import NoCheckpoint
from zhike.witness.models import Seal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_else")]


@pytest.fixture
def newest(ana):
    write(8, seals=2, by=ana.pk)
    return Seal.objects.get(number=2)


def test_a_line_is_read_wherever_it_stands(newest):
    text = f"Dear keeper,\n\n> {checkpoints.line(newest)}\n\nbye"

    (found,) = checkpoints.read(text, place="a mail")

    assert (found.number, found.digest, found.place) == (2, newest.digest, "a mail")


def test_a_changed_line_is_refused(newest):
    line = checkpoints.line(newest)

    with pytest.raises(NoCheckpoint, match="was not signed by its key"):
        checkpoints.read(line.replace(" 2 ", " 1 ", 1), place="a mail")
    with pytest.raises(NoCheckpoint, match="no checkpoint stands here"):
        checkpoints.read("nothing", place="a mail")


def test_the_newest_lies_beside_the_data_and_one_of_every_few_minutes_is_added(newest, ana):
    checkpoints.keep()
    checkpoints.keep()
    write(4, seals=1, by=ana.pk)
    checkpoints.keep()
    write(4, seals=1, by=ana.pk)

    assert [one.number for one in checkpoints.kept_here()] == [2, 3, 4]


def test_one_is_mailed_where_something_was_sealed_since(newest, ana, settings, mailoutbox):
    settings.TRACE_WITNESS, settings.EMAIL_HOST = "keeper@example.org", "mail.example.com"

    checkpoints.mail()
    checkpoints.mail()
    assert [(mail.to, checkpoints.read(mail.body, place="")[0].number) for mail in mailoutbox] == [
        (["keeper@example.org"], 2)
    ]

    write(4, seals=1, by=ana.pk)
    checkpoints.mail()
    assert len(mailoutbox) == 2


def test_without_an_address_nothing_is_mailed(newest, settings, mailoutbox):
    settings.EMAIL_HOST = "mail.example.com"

    checkpoints.mail()

    assert mailoutbox == []
    assert sealing.seal() is None
