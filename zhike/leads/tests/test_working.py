"""How far a lead is, and who worked on it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import SHANGHAI, a_deal, a_lead, a_person, an_assignment_rule
from zhike.catalog.models import ExchangeRate
from zhike.deals.models import Deal
from zhike.kit.access.rows import rows
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.kit.writing import create
from zhike.leads import sources, waking
from zhike.leads.actions import claim, contact, lose, qualify, recycle, reopen
from zhike.leads.models import Lead

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 12, 10, tzinfo=SHANGHAI)


def test_the_first_response_stops_the_clock_and_the_second_moves_nothing(clock, ana):
    lead = a_lead(owner=ana, first_response_at=None, received_at=NOON - timedelta(hours=5))
    assert not lead.is_late()
    contact(lead, by=ana)
    clock.shift(timedelta(days=1))
    qualify(lead, by=ana)

    assert lead.fresh().waited == timedelta(hours=5)


def test_a_lead_nobody_answered_for_a_day_is_late(clock, ana):
    lead = a_lead(owner=ana, first_response_at=None, received_at=NOON - timedelta(hours=25))

    assert lead.is_late()


def test_a_lead_given_up_has_a_reason_and_may_be_reopened(ana):
    lead = a_lead(owner=ana)
    with refused("There is no such reason"):
        lose(lead, by=ana, reason="bored")
    lose(lead, by=ana, reason="no_budget", said="Next year.")
    assert (lead.fresh().status, lead.fresh().lost_note) == ("lost", "Next year.")

    reopen(lead, by=ana)
    assert (lead.fresh().status, lead.fresh().lost_reason) == ("contacted", "")


def test_a_recycled_lead_rests_and_goes_to_somebody_else(clock, ana):
    cai = a_person("Cai")
    an_assignment_rule()
    lead = a_lead(owner=ana)
    recycle(lead, by=ana, days=10)
    assert (lead.fresh().owner, lead.fresh().wait_until) == (None, date(2026, 3, 22))

    assert waking.wake(on=date(2026, 3, 21)) == 0
    assert waking.wake(on=date(2026, 3, 22)) == 1
    assert waking.wake(on=date(2026, 3, 22)) == 0
    assert (lead.fresh().status, lead.fresh().owner, lead.fresh().last_owner) == ("new", cai, ana)


def test_a_lead_recycled_by_mistake_goes_back_to_whoever_had_it_and_to_nobody_else(clock, ana, bo):
    lead = a_lead(owner=ana)
    recycle(lead, by=ana, days=10)

    with pytest.raises(ObjectDoesNotExist):
        reopen(lead, by=bo)
    reopen(lead, by=ana)

    lead = lead.fresh()
    assert (lead.status, lead.owner, lead.last_owner, lead.wait_until) == ("contacted", ana, None, None)
    assert waking.wake(on=date(2026, 3, 22)) == 0


def test_what_nobody_works_on_is_seen_by_all_and_claimed_by_one(ana, bo):
    lead = a_lead()
    assert rows(Lead, by=ana).get() == rows(Lead, by=bo).get() == lead

    claim(lead, by=bo)

    assert not rows(Lead, by=ana).exists()


def test_what_is_suspected_and_nobodys_is_not_seen_by_all(ana):
    a_lead(trust="suspected")

    assert not rows(Lead, by=ana).exists()


def test_the_report_tells_leads_waits_and_conversions_by_source(ana):
    day = NOON.date()
    for minutes, status in ((10, "contacted"), (30, "qualified"), (200, "lost"), (None, "new")):
        answered = minutes and NOON + timedelta(minutes=minutes)
        reason = "no_need" if status == "lost" else ""
        a_lead(owner=ana, received_at=NOON, first_response_at=answered, status=status, lost_reason=reason)
    a_lead(owner=ana, received_at=NOON, trust="spam")
    a_lead(owner=a_person("Zed", team="South"), received_at=NOON)

    line = sources.lines("source", by=ana, first=day, last=day)[0]

    assert (line.leads, line.suspected, line.answered, line.seconds, line.lost) == (4, 1, 3, 1800.0, 1)
    assert (line.converted, line.share, line.won, line.amount) == (0, 0.0, 0, 0)


def test_the_report_tells_what_was_won_in_the_currency_of_the_firm(ana):
    ExchangeRate.objects.create(from_currency="USD", to_currency="CNY", day=NOON.date(), rate=7)
    for amount, currency in ((1000, "CNY"), (100, "USD"), (5000, "JPY")):
        deal = a_deal(owner=ana, amount=Decimal(amount), currency=currency)
        Deal.objects.filter(pk=deal.pk).update(status="won")
        a_lead(owner=ana, received_at=NOON, deal=deal)

    line = sources.lines("source", by=ana, first=NOON.date(), last=NOON.date())[0]

    assert (line.won, line.amount) == (3, 1700)


def test_the_stand_keeps_a_lead_reads_a_card_and_says_who_is_known(ana):
    screen = at_the_screen(ana)
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:林晓\nORG:听雨轩\nTEL:13800001234\nEND:VCARD"

    read = screen.post("/leads/quick/", {"read": "1", "card": card, "interest": "样品"})
    assert {name: read.context["form"].initial[name] for name in ("name", "phone", "interest")} == {
        "name": "林晓",
        "phone": "13800001234",
        "interest": "样品",
    }
    assert screen.post("/leads/quick/", {"name": "", "phone": "13800001234"}).status_code == 422
    assert screen.post("/leads/quick/", {"name": "林晓", "phone": "13800001234"}).status_code == 302
    assert (Lead.objects.get().source, Lead.objects.get().owner) == ("fair", ana)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_file_of_a_card_is_read_in_the_letters_of_its_phone(ana, encoding):
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:林晓\nORG:听雨轩\nTEL:13800001234\nEND:VCARD"
    upload = SimpleUploadedFile("card.vcf", card.encode(encoding))

    read = at_the_screen(ana).post("/leads/quick/", {"read": "1", "card_file": upload})

    assert (read.context["form"].initial["name"], read.context["form"].initial["company"]) == ("林晓", "听雨轩")


def test_enter_at_the_stand_keeps_the_lead_and_reads_no_card(ana):
    page = at_the_screen(ana).get("/leads/quick/").text

    form = page[page.index('enctype="multipart/form-data"') :]
    assert form.index("<button tabindex") < form.index('name="read"')
    assert "name" not in form[form.index("<button") : form.index("</button>")]


@pytest.mark.parametrize(
    ("door", "source"), [(Door.SCREEN, "call_in"), (Door.API, "api"), (Door.JOB, "import"), (Door.COMMAND, "import")]
)
def test_where_nobody_says_its_source_a_lead_came_by_its_door(ana, door, source):
    with through(door):
        lead = create(Lead, by=ana, values={"name": "韩梅", "owner": ana})

    assert lead.fresh().source == source
    assert create(Lead, by=ana, values={"name": "韩梅", "owner": ana, "source": "advert"}).source == "advert"
