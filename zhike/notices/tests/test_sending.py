"""Notices that leave: mails through a real mail server, messages to a real web server."""

import json
import smtplib

import pytest
from apprise.plugins.custom_json import NotifyJSON
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import a_customer, a_person
from zhike.api.webhooks.tests.receiver import listening
from zhike.kit.refusal import Refusal
from zhike.kit.testing.working import work_off
from zhike.notices import sending, tools
from zhike.notices.models import GroupTool, Notice, Preference
from zhike.notices.telling import tell
from zhike.notices.tests.post_office import open_office
from zhike.site import mail
from zhike.site.environment import EnvironmentProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    with open_office() as office:
        address = f"smtp://127.0.0.1:{office.port}/?tls=0&from=crm@example.com"
        for name, value in mail.settings(address).items():
            setattr(settings, name, value)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.SITE_URL = "https://crm.example.com"
        yield office


@pytest.fixture
def json_tool(monkeypatch):
    """A tool on this very machine, which no address could reach otherwise."""
    monkeypatch.setitem(tools.TOOLS, "json", NotifyJSON)


@pytest.fixture
def zoe(db):
    return a_person("Zoe", email="zoe@example.com", language="zh-hans")


def wants(person, **wishes):
    return Preference.objects.create(person=person, kind="noted", **wishes)


def test_what_is_wanted_at_once_is_mailed_in_the_language_of_the_reader(office, zoe, mei):
    wants(zoe, mail="now")
    teahouse = a_customer("山月 <茶馆>", owner=zoe)
    notice = tell(zoe, "noted", about=teahouse, by=mei)

    sending.mail(notice=notice.pk)
    sending.mail(notice=notice.pk)

    (letter,) = office.got
    assert (letter["From"], letter["To"]) == ("crm@example.com", "zoe@example.com")
    assert letter["Subject"] == "Mei在“山月 <茶馆>”记了一笔"
    text, html = (letter.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert f"https://crm.example.com/customers/{teahouse.pk}/" in text
    assert "https://crm.example.com/profile/notices/" in text
    assert "山月 &lt;茶馆&gt;" in html
    assert "<茶馆>" not in html


def test_the_daily_mail_holds_what_nobody_has_read_and_only_once(office, zoe, mei):
    read, *_unread = [tell(zoe, "noted", about=a_customer(name, owner=zoe), by=mei) for name in "甲乙丙"]
    Notice.objects.filter(pk=read.pk).update(read_at=read.at)
    tell(mei, "noted", about=a_customer("丁", owner=mei), by=zoe)  # Mei has no address

    sending.digest_of(person=zoe.pk)
    sending.digest_of(person=zoe.pk)

    (letter,) = office.got
    assert letter["Subject"] == "2 条通知"
    said = letter.get_body(["plain"]).get_content()
    assert [name for name in "甲乙丙丁" if f"“{name}”" in said] == ["乙", "丙"]


def test_every_morning_everybody_with_something_unread_gets_one(office, zoe, mei):
    for name in "甲乙":
        tell(zoe, "noted", about=a_customer(name, owner=zoe), by=mei)

    sending.digest()
    sending.digest()

    assert list(ProcrastinateJob.objects.filter(task_name__endswith="digest_of").values_list("args", flat=True)) == [
        {"person": zoe.pk}
    ]


def test_no_mail_tells_of_what_went_out_of_sight(office, zoe, mei, bo):
    teahouse = a_customer("山月茶馆", owner=zoe)
    tell(zoe, "noted", about=teahouse, by=mei)
    teahouse.owner = bo
    teahouse.save()

    sending.digest_of(person=zoe.pk)

    assert office.got == []


def test_a_mail_that_was_not_taken_is_sent_by_the_next_try(office, zoe, mei):
    wants(zoe, mail="now")
    notice = tell(zoe, "noted", about=a_customer(owner=zoe), by=mei)
    office.closed = True
    with pytest.raises(smtplib.SMTPSenderRefused):
        sending.mail(notice=notice.pk)

    office.closed = False
    sending.mail(notice=notice.pk)

    assert len(office.got) == 1


def test_without_a_mail_server_nothing_waits_to_be_mailed(zoe, mei, settings):
    settings.EMAIL_HOST = ""
    wants(zoe, mail="now")

    assert tell(zoe, "noted", about=a_customer(owner=zoe), by=mei).mail == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", {"EMAIL_HOST": ""}),
        (
            "smtp://crm%40x.cn:p%2Fw@mail.x.cn/?from=CRM <crm@x.cn>",
            {"EMAIL_PORT": 587, "EMAIL_USE_TLS": True, "EMAIL_HOST_USER": "crm@x.cn", "EMAIL_HOST_PASSWORD": "p/w"},
        ),
        ("smtps://mail.x.cn/?from=crm@x.cn", {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False}),
    ],
)
def test_an_address_of_a_mail_server_is_understood(address, expected):
    assert mail.settings(address).items() >= expected.items()


@pytest.mark.parametrize("address", ["http://x/?from=a@b", "smtp:///?from=a@b", "smtp://x/", "smtp://x/?from=crm"])
def test_another_is_refused_at_start(address):
    with pytest.raises(EnvironmentProblem, match="ZHIKE_SMTP_URL"):
        mail.settings(address)


@pytest.mark.parametrize(
    "url",
    [
        "json://127.0.0.1/",
        "xml://127.0.0.1/",
        "form://127.0.0.1/",
        "file:///etc/passwd",
        "syslog://",
        "mailto://a:b@example.com",
        "mmost://10.0.0.1/token",
        "https://example.com",
        "feishu://",
        "feishu",
        "",
        "feishu://a b",
        "feishu://t\nx",
        "feishu://0123456789abcdef?rto=86400",
    ],
)
def test_only_tools_whose_machine_nobody_chooses_are_spoken_to(url):
    with pytest.raises(Refusal):
        tools.understood(url)


@pytest.mark.parametrize(
    "url",
    [
        "feishu://0123456789abcdef0123456789abcdef",
        "dingtalk://0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "wecombot://12345678-1234-1234-1234-123456789012",
        "lark://0123456789abcdef0123456789abcdef",
    ],
)
def test_the_tools_of_chinese_firms_are_known(url):
    assert tools.understood(url).url().startswith(url.partition("://")[0])


@pytest.mark.django_db(transaction=True)
def test_a_notice_reaches_the_group_tool_by_the_worker(json_tool, settings, ana, mei, teahouse):
    settings.SITE_URL = "https://crm.example.com"
    wants(ana, tool=True)
    with listening() as tool:
        GroupTool.objects.create(person=ana, url=f"json://127.0.0.1:{tool.server_port}/")
        tell(ana, "noted", about=teahouse, by=mei)

        work_off()

    ((_headers, body),) = tool.got
    address = f"https://crm.example.com/customers/{teahouse.pk}/"
    assert json.loads(body)["message"].split("\n") == ["Mei wrote a note on “山月茶馆”", address]


def test_a_tool_that_does_not_answer_is_tried_again(json_tool, ana, mei, teahouse):
    wants(ana, tool=True)
    notice = tell(ana, "noted", about=teahouse, by=mei)
    with listening() as tool:
        tool.answers = [500]
        GroupTool.objects.create(person=ana, url=f"json://127.0.0.1:{tool.server_port}/")

        with pytest.raises(sending.Unanswered, match="json"):
            sending.call(notice=notice.pk)
