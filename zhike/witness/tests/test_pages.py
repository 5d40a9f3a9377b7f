"""The trace as people search it: all for administrators, what they may see for managers, of a record for readers."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cast import a_customer, a_deal, a_person, a_role, a_task
from zhike.kit.access.models import Role
from zhike.kit.audit import trace
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.writing import change
from zhike.witness import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    return a_person("Ada", role=Role.ADMIN, team=None)


@pytest.fixture
def far(db):
    return a_person("Far", team="West")


@pytest.fixture
def near_and_far(ana, far):
    near, away = a_customer("近茶行", owner=ana), a_customer("远茶行", owner=far)
    change(near, by=ana, values={"city": "宁波"})
    change(away, by=far, values={"city": "上海"})
    return near, away


def titles(by, **asked):
    page = at_the_screen(by).get("/trace/", asked).context["page"]
    return [line.entry.object_title for line in page.lines]


def test_an_administrator_sees_all_and_a_manager_what_is_about_rows_of_theirs(near_and_far, ada, mei):
    assert titles(ada) == ["远茶行", "近茶行"]
    assert titles(mei) == ["近茶行"]


def test_staff_have_no_business_there(near_and_far, ana):
    assert at_the_screen(ana).get("/trace/").status_code == 403
    assert at_the_screen(ana).post("/trace/file/").status_code == 403


def test_amounts_are_told_in_the_currency_of_their_row(ana, mei):
    dollars, moved = a_deal(owner=ana, amount=1200, currency="USD"), a_deal(owner=ana, amount=1200)
    change(dollars, by=ana, values={"amount": Decimal("1234.5")})
    change(moved, by=ana, values={"amount": Decimal(99), "currency": "EUR"})

    told = at_the_screen(mei).get("/trace/").text
    own = [at_the_screen(ana).get(f"/deals/{deal.pk}/timeline/").text for deal in (dollars, moved)]

    for text in (told, own[0]):
        assert "US$1,200.00 → US$1,234.50" in text
    for text in (told, own[1]):
        assert "¥1,200.00 → €99.00" in text
    assert not any("1200.0000" in text or "1,234.5 " in text for text in (told, *own))


def test_an_entry_is_a_sentence_with_old_and_new(near_and_far, mei):
    told = at_the_screen(mei).get("/trace/").text

    assert "Ana changed this" in told
    assert "city: 杭州 → 宁波" in told


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "ana"}, ["近茶行"]),
        ({"noun": "work.task"}, []),
        ({"noun": "customers.customer", "verb": "change"}, ["远茶行", "近茶行"]),
        ({"verb": "create"}, []),
        ({"door": "screen", "words": "远"}, ["远茶行"]),
        ({"door": "api"}, []),
        ({"since": "today"}, ["远茶行", "近茶行"]),
        ({"until": "yesterday"}, []),
    ],
)
def test_every_condition_narrows(near_and_far, ana, ada, asked, found):
    today = timezone.localdate()
    said = {"ana": ana.pk, "today": today, "yesterday": today - timedelta(days=1)}

    assert titles(ada, **{name: said.get(value, value) for name, value in asked.items()}) == found


def test_what_cannot_be_understood_is_said_at_its_field(ada):
    answer = at_the_screen(ada).get("/trace/", {"since": "never"})

    assert answer.status_code == 422
    assert "Enter a valid date." in answer.text


def test_older_entries_follow_by_the_number_of_the_last(ana, ada, monkeypatch):
    monkeypatch.setattr(reading, "SHOWN", 2)
    for n in range(5):
        trace.record("create", a_customer(f"茶行{n}", owner=ana), by=ana, changes={})
    screen = at_the_screen(ada)
    first = screen.get("/trace/").context["page"]

    second = screen.get("/trace/", {"before": first.older}).context["page"]
    third = screen.get("/trace/", {"before": second.older}).context["page"]

    shown = [[line.entry.object_title for line in page.lines] for page in (first, second, third)]
    assert shown == [["茶行4", "茶行3"], ["茶行2", "茶行1"], ["茶行0"]]
    assert third.older is None


def test_a_page_looks_through_so_many_entries_and_says_how_far(near_and_far, mei, far, monkeypatch):
    monkeypatch.setattr(reading, "WINDOW", 3)
    for n in range(4):
        trace.record("create", a_customer(f"外{n}", owner=far), by=far, changes={})
    screen = at_the_screen(mei)

    first = screen.get("/trace/")
    page = first.context["page"]

    assert (page.lines, page.looked_to is not None) == ([], True)
    assert "Looked through the entries back to" in first.text
    rest = screen.get("/trace/", {"before": page.older}).context["page"]
    assert [line.entry.object_title for line in rest.lines] == ["近茶行"]


def test_the_page_asks_no_more_for_many_entries(ana, mei, django_assert_max_num_queries):
    for n in range(40):
        task = a_task(owner=ana, title=f"送茶 {n}")
        change(task, by=ana, values={"title": f"送两箱 {n}"})
        change(a_customer(f"茶行{n}", owner=ana), by=ana, values={"parent": a_customer(f"集团{n}", owner=ana)})
    screen = at_the_screen(mei)
    screen.get("/trace/")

    with django_assert_max_num_queries(12):
        assert len(screen.get("/trace/").context["page"].lines) == 50


def test_whoever_may_read_a_record_may_read_what_was_done_to_it(near_and_far, ana):
    near, away = near_and_far
    screen = at_the_screen(ana)

    assert f"/trace/customers/{near.pk}/" in screen.get(f"/customers/{near.pk}/").text
    assert "杭州 → 宁波" in screen.get(f"/trace/customers/{near.pk}/").text
    assert screen.get(f"/trace/customers/{away.pk}/").status_code == 404


def test_a_reveal_stands_there_with_its_reason(ana, ada):
    customer = a_customer("近茶行", owner=ana)
    trace.seen(customer, ["note"], by=ana, why="He asked to be called back")

    told = at_the_screen(ada).get("/trace/", {"verb": "seen"}).text

    assert "Ana looked at what is masked: “He asked to be called back”" in told
    assert '<small class="change">note</small>' in told


def test_what_is_taken_away_is_the_page_and_is_traced(near_and_far, mei):
    answer = at_the_screen(mei).post("/trace/file/?words=茶")

    header, *lines = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert [(line[header.index("record")], line[header.index("changes")]) for line in lines] == [
        ("近茶行", "city: 杭州 → 宁波")
    ]
    taken = Trace.objects.get(verb="export")
    assert (taken.actor, taken.noun, taken.changes["rows"]) == (mei, "kit.trace", [None, "1"])


def test_a_record_is_taken_away_by_those_who_may_export_it(near_and_far, ana, mei):
    near, _away = near_and_far

    assert at_the_screen(ana).post(f"/trace/customers/{near.pk}/file/").status_code == 403
    assert "近茶行" in at_the_screen(mei).post(f"/trace/customers/{near.pk}/file/").text


def test_a_role_bounds_what_is_told_and_taken_away(near_and_far, mei):
    near, _away = near_and_far
    a_role(mei, row_budget=0, fields={"customers": {"city": "hidden"}})
    screen = at_the_screen(mei)

    assert "杭州" not in screen.get(f"/trace/customers/{near.pk}/").text
    assert "0 are left" in screen.post("/trace/file/?words=茶").text
    assert not Trace.objects.filter(verb="export").exists()


def test_a_request_leaves_its_name_and_address(ana):
    customer = a_customer("近茶行", owner=ana)
    answer = at_the_screen(ana).post(
        f"/customers/{customer.pk}/attached/star/", REMOTE_ADDR="203.0.113.9", follow=False
    )

    entry = Trace.objects.get(verb="star")
    assert (entry.address, entry.request) == ("203.0.113.9", answer.headers["X-Request-ID"])


def test_with_nothing_done_the_page_says_what_will_stand_there(ada):
    assert "Nothing has been done yet" in at_the_screen(ada).get("/trace/").text
    assert "Nothing of that kind" in at_the_screen(ada).get("/trace/", {"words": "x"}).text
