"""A stranger fills a form in: nothing is lost, nothing is told, and what looks like spam waits with its reason."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import a_capture_form, a_contact_point, a_customer, a_lead
from zhike.customers.models import Customer
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import at_the_screen
from zhike.leads.models import Lead, LeadPoint
from zhike.leads.pages.public import stamp

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb'value="[^"]+"|Token": "[^"]+"')
SAID = {"name": "林晓", "phone": "138 0000 1234", "company": "听雨轩", "interest": "年度用茶", "message": "先看样品"}


@pytest.fixture
def form(clock, ana):
    return a_capture_form(begins_on=None, ends_on=None, owner=ana)


def send(form, clock, *, after: int = 30, client: Client | None = None, **said):
    """Open the form and send it some seconds later."""
    sent = SAID | {"stamp": stamp(form.token)} | said
    clock.shift(timedelta(seconds=after))
    return (client or Client()).post(f"/f/{form.token}/?utm_source=weixin&utm_medium=qr", sent)


def test_what_a_stranger_sends_is_a_lead_of_whoever_has_the_form(form, clock, ana):
    answer = send(form, clock)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/f/{form.token}/thanks/")
    lead = Lead.objects.get()
    assert (lead.name, lead.company, lead.note) == ("林晓", "听雨轩", "先看样品")
    assert (lead.source, lead.campaign, lead.form, lead.owner) == ("fair", "春季茶博会", form, ana)
    assert (lead.tracked, lead.trust, lead.consent_basis) == (
        {"utm_source": "weixin", "utm_medium": "qr"},
        "fine",
        "asked",
    )
    assert [(point.medium, point.value) for point in lead.points.all()] == [("phone", "138 0000 1234")]


def test_the_number_stands_nowhere_in_plain(form, clock):
    send(form, clock)

    entry = Trace.objects.get(noun="leads.lead")
    assert entry.changes["phone"] == [None, "***"]
    assert "1380000" not in str(entry.changes)
    assert b"1380000" not in bytes(LeadPoint.objects.values_list("value_index", flat=True).get())


def test_the_answer_is_the_same_for_somebody_known(form, clock, bo):
    a_contact_point(a_customer(owner=bo), value="138 0000 1234")
    a_lead(owner=bo, phone="138 0000 1234")
    unknown, known = send(form, clock, phone="139 1111 2222"), send(form, clock)

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    first, second = (Client().get(answer.headers["Location"]).content for answer in (known, unknown))
    assert TOKEN.sub(b"", first) == TOKEN.sub(b"", second)


@pytest.mark.parametrize(
    ("after", "said", "why"),
    [
        (1, {}, "fast"),
        (90_000, {}, "old"),
        (30, {"website": "http://spam.example"}, "trap"),
        (30, {"message": "http://a.cn and www.b.cn"}, "links"),
        (30, {"company": "www.b.cn"}, "linked_name"),
    ],
)
def test_what_looks_like_spam_is_kept_and_waits_with_its_reason(after, said, why, form, clock):
    answer = send(form, clock, after=after, **said)

    lead = Lead.objects.get()
    assert answer.headers["Location"] == f"/f/{form.token}/thanks/"
    assert (lead.trust, lead.suspicion, lead.is_open) == ("suspected", why, False)


def test_a_second_click_is_one_lead_and_the_same_words_an_hour_later_are_suspected(form, clock):
    send(form, clock)
    send(form, clock)
    assert Lead.objects.count() == 1

    clock.shift(timedelta(hours=1))
    send(form, clock)
    assert list(Lead.objects.order_by("pk").values_list("suspicion", flat=True)) == ["", "same"]


@pytest.mark.parametrize("forged", ["", "x", stamp("another")], ids=["none", "nonsense", "of another form"])
def test_a_page_made_elsewhere_is_shown_once_more_with_what_was_typed(forged, form):
    answer = Client().post(f"/f/{form.token}/", SAID | {"stamp": forged})

    assert (answer.status_code, Lead.objects.count()) == (422, 0)
    assert 'value="林晓"' in answer.text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"message": "x" * 2001}, "message"),
        ({"phone": "", "mail": "", "wechat": ""}, "__all__"),
        ({"phone": "12"}, "phone"),
        ({"mail": "nobody"}, "mail"),
    ],
)
def test_what_nobody_could_use_is_refused_and_what_was_typed_stays(said, field, form, clock):
    answer = send(form, clock, **said)

    assert (answer.status_code, Lead.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == [field]


def test_what_is_agreed_to_must_be_ticked_and_is_kept_with_its_version(form, clock):
    form.consent, form.notice_version = "你们可以联系我", "2026-1"
    form.save()

    assert send(form, clock).status_code == 422
    assert send(form, clock, agreed="on").status_code == 302
    lead = Lead.objects.get()
    assert (lead.consent_basis, lead.notice_version) == ("agreed", "2026-1")


def test_html_is_shown_as_what_it_is(form, clock, ana, ada):
    send(form, clock, name="<script>alert(1)</script>", company="<b>x</b>")
    page = at_the_screen(ada).get(f"/leads/{Lead.objects.get().pk}/").text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_one_address_sends_so_many_in_a_minute_and_the_next_is_told(form, clock, settings):
    settings.CAPTURES_PER_MINUTE = 2
    answers = [send(form, clock, after=4, name=f"{nth}").status_code for nth in range(3)]

    assert answers == [302, 302, 429]
    assert Lead.objects.count() == 2


def test_a_closed_form_takes_nothing_and_is_told_from_no_unknown_one(form, clock):
    form.ends_on = timezone.localdate() - timedelta(days=1)
    form.save()

    answers = [send(form, clock), Client().get(f"/f/{form.token}/"), Client().get(f"/f/{form.token}/thanks/")]
    answers += [Client().get("/f/none/"), Client().post("/f/none/", SAID), Client().get("/f/none/thanks/")]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert len({TOKEN.sub(b"", answer.content) for answer in answers}) == 1
    assert (Lead.objects.count(), Customer.objects.count()) == (0, 0)


def test_a_stranger_gets_no_session_and_a_page_that_runs_and_tells_nothing(form, clock):
    stranger = Client()
    answers = [stranger.get(f"/f/{form.token}/"), stranger.get(f"/f/{form.token}/thanks/"), stranger.get("/f/none/")]
    answers.append(send(form, clock, client=stranger, phone=""))

    assert [answer.status_code for answer in answers] == [200, 200, 404, 422]
    assert set(stranger.cookies) <= {"csrftoken"}
    for answer in answers:
        told = answer.headers
        assert told["X-Robots-Tag"] == "noindex, nofollow"
        assert told["Referrer-Policy"] == "same-origin"
        assert told["X-Frame-Options"] == "DENY"
        assert "no-store" in told["Cache-Control"]
        assert "default-src 'self';" in told["Content-Security-Policy"]
        assert "script-src" not in told["Content-Security-Policy"]  # so that scripts come from this site alone


def test_what_was_typed_comes_back_as_text_alone(form, clock):
    script = '"><script>alert(1)</script>'

    answer = send(form, clock, name=script, phone="", utm_source=script, message=f"</textarea>{script}")

    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert answer.text.count("&lt;script&gt;alert(1)") == 3


def test_a_form_of_strangers_takes_a_form_and_no_more(form, clock, settings):
    settings.MOST_FROM_STRANGERS = 2000

    long, filed = send(form, clock, message="茶" * 1000), send(form, clock, file=BytesIO(b"x" * 3000))

    assert (long.status_code, filed.status_code) == (413, 413)
    assert "写短一些" in long.text
    assert Lead.objects.count() == 0
