"""The bell, the list behind it, and how somebody wants to be told."""

import pytest

from tests.cast import a_customer
from zhike.api.webhooks.tests.receiver import listening
from zhike.kit.testing.acting import at_the_screen
from zhike.notices.models import GroupTool, Notice, Preference
from zhike.notices.telling import tell

pytestmark = pytest.mark.django_db
FEISHU = "feishu://0123456789abcdef0123456789abcdef"


@pytest.fixture
def notices(ana, mei):
    return [tell(ana, "noted", about=a_customer(name, owner=ana), by=mei) for name in ("甲", "乙", "丙")]


def listed(by, address="/notices/"):
    return [one.text for one in at_the_screen(by).get(address).context["notices"]]


def test_every_page_says_how_much_is_unread(ana, notices):
    assert '<i aria-live="polite">3</i>' in at_the_screen(ana).get("/tasks/").text


def test_the_latest_come_first_and_what_was_opened_is_read(ana, notices):
    assert listed(ana) == [f"Mei wrote a note on “{name}”" for name in "丙乙甲"]

    answer = at_the_screen(ana).get(f"/notices/{notices[1].pk}/")

    assert answer["Location"] == f"/customers/{notices[1].object_id}/"
    assert listed(ana, "/notices/?unread") == [f"Mei wrote a note on “{name}”" for name in "丙甲"]


def test_one_or_all_are_taken_as_read(ana, notices):
    screen = at_the_screen(ana)

    screen.post("/notices/read/", {"pk": notices[0].pk})
    assert Notice.objects.unread(ana).count() == 2
    screen.post("/notices/read/")
    assert Notice.objects.unread(ana).count() == 0
    assert len(listed(ana)) == 3


def test_nobody_opens_or_reads_what_others_were_told(bo, ana, notices):
    screen = at_the_screen(bo)

    assert screen.get(f"/notices/{notices[0].pk}/").status_code == 404
    screen.post("/notices/read/", {"pk": notices[0].pk})
    assert Notice.objects.unread(ana).count() == 3


def test_a_record_out_of_sight_is_not_found_and_the_notice_not_listed(ana, bo, notices):
    from zhike.customers.models import Customer

    Customer.objects.filter(pk=notices[0].object_id).update(owner=bo)

    assert len(listed(ana)) == 2
    assert at_the_screen(ana).get(f"/notices/{notices[0].pk}/").status_code == 404


def test_a_long_list_is_read_in_pages_with_as_many_queries(ana, mei, teahouse, django_assert_max_num_queries):
    Notice.objects.bulk_create(
        Notice(to=ana, by=mei, kind="mentioned", noun="customers.customer", object_id=teahouse.pk) for _n in range(120)
    )
    screen = at_the_screen(ana)
    with django_assert_max_num_queries(12):
        first = screen.get("/notices/")
    second = screen.get(f"/notices/?before={first.context['more']}")
    third = screen.get(f"/notices/?before={second.context['more']}")

    pages = [[one.notice.pk for one in page.context["notices"]] for page in (first, second, third)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [pk for page in pages for pk in page] == list(Notice.objects.order_by("-pk").values_list("pk", flat=True))
    assert third.context["more"] is None


def test_how_somebody_wants_to_be_told_is_kept(ana, settings):
    settings.EMAIL_HOST = "mail.example.com"

    at_the_screen(ana).post("/profile/notices/", {"mentioned.mail": "now", "mentioned.tool": "on", "url": FEISHU})

    chosen = Preference.objects.get(person=ana, kind="mentioned")
    assert (chosen.in_app, chosen.mail, chosen.tool) == (False, "now", True)
    assert GroupTool.objects.get(person=ana).url == FEISHU
    assert Preference.objects.filter(kind="webhook").count() == 0


def test_without_a_mail_server_mail_is_no_choice(ana, ada, settings):
    settings.EMAIL_HOST = ""

    page = at_the_screen(ana).get("/profile/notices/").text

    assert "mentioned.mail" not in page
    assert "Mail is not set up here" in page
    assert "A webhook was switched off" not in page
    assert "A webhook was switched off" in at_the_screen(ada).get("/profile/notices/").text


def test_an_address_that_is_none_is_refused_and_stays_to_be_corrected(ana):
    answer = at_the_screen(ana).post("/profile/notices/", {"url": "json://10.0.0.1/", "followed.in_app": "on"})

    assert answer.status_code == 422
    assert "no address of a group tool" in answer.text
    assert 'value="json://10.0.0.1/"' in answer.text


def test_a_test_goes_out_and_it_is_said_when_nobody_answers(ana, monkeypatch):
    from apprise.plugins.custom_json import NotifyJSON

    from zhike.notices import tools

    monkeypatch.setitem(tools.TOOLS, "json", NotifyJSON)
    screen = at_the_screen(ana)
    assert screen.post("/profile/notices/test/").status_code == 404
    with listening() as tool:
        GroupTool.objects.create(person=ana, url=f"json://127.0.0.1:{tool.server_port}/")
        assert screen.post("/profile/notices/test/").status_code == 302
        tool.answers = [500]
        refused = screen.post("/profile/notices/test/")

    assert (len(tool.got), refused.status_code) == (2, 403)
    assert "Nobody answered there." in refused.text
