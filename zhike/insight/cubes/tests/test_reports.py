"""Reports go out on time, once, to each their own numbers; a post office that is closed is tried again."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from zhike.insight.cubes import answering, jobs, keeping, reporting
from zhike.insight.cubes.declaring import declared_cubes
from zhike.insight.cubes.models import Dashboard, Report, SavedCube, Sending, Tile
from zhike.insight.cubes.tests.cast import a_market, built
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.testing.working import work_off
from zhike.notices.tests.post_office import open_office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(ana, bo):
    """A market of the test's own: what these tests do is committed."""
    a_market(ana, bo)
    return built()


@pytest.fixture
def office(settings):
    with open_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


@pytest.fixture
def report(ana, mei, at):
    for person in (ana, mei):
        person.email = f"{person.username}@example.com".lower()
        person.save()
    cube = SavedCube.objects.create(
        name="By region", state="cube=sales&rows=region&measures=net&window=all", made_by=mei
    )
    return reporting.schedule(by=mei, to=[ana, mei], cube=cube, rhythm="daily", day=1, hour=8)


def due(report):
    Report.objects.filter(pk=report.pk).update(next_at=timezone.now() - timedelta(hours=1))


def test_what_is_due_goes_out_once_and_is_due_again_later(report, office):
    due(report)

    jobs.send_due()
    jobs.send_due()
    work_off()

    assert sorted(message["To"] for message in office.got) == ["ana@example.com", "mei@example.com"]
    assert Sending.objects.filter(sent_at=None).count() == 0
    assert Report.objects.get().next_at > timezone.now()


def test_what_is_paused_or_ended_stays_here(report, office, mei):
    reporting.reschedule(report.pk, by=mei, is_paused=True)
    due(report)

    jobs.send_due()
    work_off()

    assert office.got == []


def test_a_mail_that_the_server_did_not_take_is_tried_again_and_nobody_gets_two(report, office):
    due(report)
    jobs.send_due()
    first, _second = Sending.objects.order_by("pk")
    office.closed = True
    with pytest.raises(Exception, match="closed"):
        jobs.send_one(sending=first.pk)
    office.closed = False

    jobs.send_one(sending=first.pk)
    jobs.send_one(sending=first.pk)

    assert len(office.got) == 1
    assert Sending.objects.get(pk=first.pk).sent_at is not None


def test_who_left_gets_nothing_and_the_report_says_why(report, office, ana):
    due(report)
    jobs.send_due()
    ana.is_active = False
    ana.save()

    work_off()

    assert [message["To"] for message in office.got] == ["mei@example.com"]
    assert "not at work any more" in Sending.objects.get(to=ana).refused


def test_what_somebody_may_not_know_is_left_out_of_their_dashboard_and_said(report, office, mei, ana):
    board = Dashboard.objects.create(name="Desk\r\nBcc: x@example.com", made_by=mei)
    lost = SavedCube.objects.create(name="By none", state="cube=sales&rows=x_gone&measures=net", made_by=mei)
    for position, cube in enumerate((lost, report.cube)):
        Tile.objects.create(dashboard=board, cube=cube, position=position)
    whole = reporting.schedule(by=mei, to=[ana], dashboard=board, rhythm="daily", day=1, hour=8)
    due(whole)

    jobs.send_due()
    work_off()

    [message] = office.got
    text, book, _paper = message.get_payload()
    assert (message["To"], message["Bcc"]) == ("ana@example.com", None)
    assert "By region: Net sales ¥330" in text.get_content()
    assert "By none: This cube has no dimension" in text.get_content()
    assert CalamineWorkbook.from_filelike(BytesIO(book.get_content())).sheet_names == ["1 By region"]


def test_somebody_who_lost_the_right_to_read_gets_nothing_and_the_report_says_why(report, office, ana, monkeypatch):
    monkeypatch.setattr(answering, "cubes", lambda by: [] if by == ana else declared_cubes())
    due(report)

    jobs.send_due()
    work_off()

    assert [message["To"] for message in office.got] == ["mei@example.com"]
    assert "Your role does not allow this" in Sending.objects.get(to=ana).refused


def test_a_dashboard_that_was_deleted_is_mailed_no_more(report, office, mei, ana):
    board = Dashboard.objects.create(name="Desk", made_by=mei)
    Tile.objects.create(dashboard=board, cube=report.cube, position=0)
    whole = reporting.schedule(by=mei, to=[ana], dashboard=board, rhythm="daily", day=1, hour=8)
    keeping.delete(Dashboard, board.pk, by=mei)
    due(whole)

    jobs.send_due()
    work_off()

    assert office.got == []
    assert Sending.objects.get().refused == "What this report shows was deleted."


def test_only_its_maker_and_administrators_change_a_report(report, ana, bo, ada):
    with pytest.raises(NotAllowed):
        reporting.reschedule(report.pk, by=ana, hour=9)
    with pytest.raises(Report.DoesNotExist):
        reporting.reschedule(report.pk, by=bo, hour=9)

    assert reporting.reschedule(report.pk, by=ada, hour=9).hour == 9


def test_a_colleague_without_an_address_is_refused_by_name(report, mei, bo):
    with pytest.raises(Refusal, match="Bo: no e-mail"):
        reporting.reschedule(report.pk, by=mei, to=[bo])


def test_without_a_mail_server_nothing_is_promised(report, client, mei, settings):
    settings.EMAIL_HOST = ""
    client.force_login(mei)

    answer = client.post(f"/insight/reports/{report.pk}/send/")

    assert answer.status_code == 403
    assert "No mail server is set up" in answer.content.decode()
    assert not Sending.objects.exists()
