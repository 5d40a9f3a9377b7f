"""The customer page, the page of a standing, and what is masked until somebody looks."""

from datetime import date

import pytest
from django.utils import translation

from tests.cast import a_contact_point, a_customer, a_standing
from zhike.customers.actions import add_contact
from zhike.customers.models import Customer
from zhike.customers.tests.history import MARCH, computed, history, stated
from zhike.kit.audit.trace import trace_of
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import trace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 3, 12)


def page(by, address, **query):
    answer = at_the_screen(by).get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_customer_page_shows_what_is_believed_and_why(ana, teahouse):
    computed(teahouse, "rung", "active", date(2026, 2, 1), MARCH, rule_version="v1")
    computed(teahouse, "rung", "edge", MARCH, rule_version="v1", evidence={"purchases_12m": 9})
    a_standing(teahouse, "net_sales_12m", 48_600)

    seen = page(ana, f"/customers/{teahouse.pk}/?timeline")

    assert "At the edge" in seen
    assert "9 purchases in 12 months" in seen
    assert "from Active regular since 1 Mar" in seen
    assert "rules v1 · as of 1 Mar" in seen
    assert "¥48.6K" in seen
    assert "Slipping away: call in person" in seen
    assert "Loyalty rung: from Active regular to At the edge" in seen


def test_what_is_believed_and_the_latest_steps_are_asked_for_once(teahouse, django_assert_num_queries):
    computed(teahouse, "rung", "new", date(2026, 1, 1), date(2026, 2, 1))
    computed(teahouse, "rung", "active", date(2026, 2, 1), MARCH)
    computed(teahouse, "rung", "edge", MARCH)
    row = Customer.objects.get(pk=teahouse.pk)

    with django_assert_num_queries(1):
        steps = [(step.value, step.came_from) for step in row.recent]
        believed = {kind: found.value for kind, found in row.believed.items()}

    assert steps == [("edge", "active"), ("active", "new"), ("new", None)]
    assert believed == {"rung": "edge"}


def test_the_customer_page_of_a_stranger_teaches(ana, teahouse):
    seen = page(ana, f"/customers/{teahouse.pk}/")

    assert "appears after the first computation with orders" in seen
    assert "Add contact point" in seen
    assert "not stated yet" in seen


def test_a_supplier_is_never_graded(ana):
    supplier = a_customer("丰收茶场", kind="supplier", owner=ana)

    assert "Lifetime value" not in page(ana, f"/customers/{supplier.pk}/")


def test_contact_points_are_masked_until_somebody_looks_and_is_traced(ana, teahouse):
    point = a_contact_point(teahouse, value="13800001234")
    address = f"/customers/{teahouse.pk}/"
    assert "138 **** 1234" in page(ana, address)
    assert "13800001234" not in page(ana, address)

    answer = at_the_screen(ana).post(f"{address}points/{point.pk}/", {"reason": "Her parcel came back"})

    assert "13800001234" in answer.content.decode()
    assert trace(teahouse) == ["Ana looked at what is masked"]
    seen = trace_of(teahouse).get()
    assert (seen.verb, seen.changes, seen.why) == ("seen", {"138 **** 1234": []}, "Her parcel came back")
    told = page(ana, f"{address}?timeline")
    assert "looked at what is masked: “Her parcel came back”" in told
    assert '<small class="change">138 **** 1234</small>' in told


def test_nothing_is_shown_to_whoever_gives_no_reason(ana, teahouse):
    point = a_contact_point(teahouse, value="13800001234")

    answer = at_the_screen(ana).post(f"/customers/{teahouse.pk}/points/{point.pk}/", {"reason": "  "})

    assert answer.status_code == 400
    assert "Say why you need to see this" in answer.content.decode()
    assert "13800001234" not in answer.content.decode()
    assert trace(teahouse) == []


def test_a_contact_point_of_another_team_stays_unseen(bo, teahouse):
    point = a_contact_point(teahouse)

    assert at_the_screen(bo).post(f"/customers/{teahouse.pk}/points/{point.pk}/").status_code == 404


def test_an_ended_contact_point_is_not_shown(ana, teahouse):
    a_contact_point(teahouse, value="13800001234", valid_to=TODAY)

    assert "138 **** 1234" not in page(ana, f"/customers/{teahouse.pk}/")


def test_the_buttons_of_a_contact_point_work(ana, teahouse):
    first, second = a_contact_point(teahouse, is_primary=True), a_contact_point(teahouse, value="13800001234")
    do = f"/customers/{teahouse.pk}/do"

    at_the_screen(ana).post(f"{do}/make_primary/", {"point": second.pk})
    at_the_screen(ana).post(f"{do}/end_contact_point/", {"point": first.pk, "on": "2026-03-12"})

    assert [(point.value, point.is_primary) for point in teahouse.contact_points.valid(TODAY)] == [
        ("13800001234", True)
    ]


def test_the_form_of_a_contact_keeps_what_was_typed(ana, teahouse):
    add_contact(teahouse, by=ana, name="林晓")

    answer = at_the_screen(ana).post(f"/customers/{teahouse.pk}/do/add_contact/", {"name": "林晓", "title": "采购"})

    assert answer.status_code == 422
    assert "is a contact of this customer already" in answer.content.decode()
    assert 'value="采购"' in answer.content.decode()


def test_the_axes_of_any_day_are_shown(ana, teahouse):
    stated(teahouse, "settlement", "cash", date(2025, 1, 1), MARCH)
    stated(teahouse, "settlement", "credit", MARCH)
    address = f"/customers/{teahouse.pk}/axes/"

    assert "On credit" in page(ana, address)
    assert "Cash" in page(ana, address, on="2026-02-28")
    assert "On credit" in page(ana, address, on="no day")


def test_a_standing_shows_its_whole_history_with_evidence(ana, teahouse):
    computed(teahouse, "rung", "active", date(2026, 2, 1), MARCH, rule_version="v1", run=41)
    computed(teahouse, "rung", "edge", MARCH, rule_version="v2", run=42, evidence={"expected_gap_days": 31})

    seen = page(ana, f"/customers/{teahouse.pk}/standings/rung/")

    for words in ("At the edge", "Active regular", "2026-02-01", "2026-03-01", "v1", "v2", "41", "run 42"):
        assert words in seen
    assert "Expected between purchases" in seen
    assert "31 days" in seen


def test_a_standing_of_which_nothing_is_known_teaches(ana, teahouse):
    assert "appears here with its evidence" in page(ana, f"/customers/{teahouse.pk}/standings/rung/")
    assert "People state this axis" in page(ana, f"/customers/{teahouse.pk}/standings/origin/")


@pytest.mark.parametrize("name", ["shoe_size", "rung"])
def test_what_is_not_there_or_not_yours_is_not_found(bo, teahouse, name):
    assert at_the_screen(bo).get(f"/customers/{teahouse.pk}/standings/{name}/").status_code == 404


def test_a_manager_sets_a_rung_by_hand_and_lets_the_rules_decide_again(mei, teahouse):
    computed(teahouse, "rung", "edge", MARCH)
    address = f"/customers/{teahouse.pk}/standings/rung/"
    screen = at_the_screen(mei)

    answer = screen.post(address, {"value": "core", "reason": "She called.", "holds_until": "2026-06-30"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    seen = page(mei, address)
    assert "set by hand by Mei · She called. · holds until 2026-06-30" in seen
    assert 'The rules said <span class="rung r-edge">At the edge</span>' in seen

    answer = screen.post(f"/customers/{teahouse.pk}/do/release/", {"kind": "rung", "next": address})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert history(teahouse, "rung") == [("edge", MARCH, None)]


def test_a_refused_override_says_why_and_keeps_what_was_typed(mei, teahouse):
    address = f"/customers/{teahouse.pk}/standings/rung/"

    answer = at_the_screen(mei).post(address, {"value": "core", "reason": "She called.", "holds_until": "2026-03-01"})

    assert answer.status_code == 422
    assert "must not lie in the past" in answer.content.decode()
    assert 'value="She called."' in answer.content.decode()
    assert history(teahouse, "rung") == []


def test_staff_see_no_form_where_they_may_not_speak(ana, mei, teahouse):
    rung, settlement = (f"/customers/{teahouse.pk}/standings/{name}/" for name in ("rung", "settlement"))

    assert "Set by hand" not in page(ana, rung)
    assert "Set by hand" in page(mei, rung)
    assert "Classify" in page(ana, settlement)
    assert "Classify" not in page(mei, f"/customers/{teahouse.pk}/standings/relation/")


def test_a_statement_by_form_is_traced_in_words(ana, teahouse):
    address = f"/customers/{teahouse.pk}/standings/settlement/"

    at_the_screen(ana).post(address, {"value": "credit", "since": "2026-03-01"})

    assert history(teahouse, "settlement") == [("credit", MARCH, None)]
    assert trace_of(teahouse).get().changes["settlement"] == [None, "credit"]


def test_a_changed_rung_and_owner_are_read_in_words(mei, bo, teahouse):
    computed(teahouse, "rung", "edge", MARCH)
    values = {"value": "core", "reason": "She called.", "holds_until": "2026-06-30"}
    at_the_screen(mei).post(f"/customers/{teahouse.pk}/standings/rung/", values)
    at_the_screen(mei).post(f"/customers/{teahouse.pk}/do/hand_over/", {"to": mei.pk})

    seen = page(mei, f"/customers/{teahouse.pk}/timeline/")

    assert "Loyalty rung: At the edge → Core customer" in seen
    assert "owner: Ana → Mei" in seen


def test_the_page_is_chinese_for_who_reads_chinese(ana, teahouse):
    ana.language = "zh-hans"
    ana.save()
    computed(teahouse, "rung", "edge", MARCH, rule_version="v1", evidence={"purchases_12m": 9})

    with translation.override("zh-hans"):
        seen = page(ana, f"/customers/{teahouse.pk}/")

    for words in ("流失边缘", "近一年购买 9 次", "规则 v1 · 截至 03-01", "六轴分类", "尚未填写", "新增联系方式"):
        assert words in seen
