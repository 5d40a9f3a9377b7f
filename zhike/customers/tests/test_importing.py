"""Files of customers bring the ways to reach them, and take them back."""

import pytest

from tests.cast import a_contact_point, a_customer
from zhike.customers.models import ContactPoint, Customer
from zhike.customers.rules import normalized, parts
from zhike.exchange.testing.transferring import a_file, bring_in, counts, undo
from zhike.kit.registry import entity_of
from zhike.kit.search import find
from zhike.kit.testing.observing import content

pytestmark = pytest.mark.django_db
CUSTOMERS = entity_of(Customer)


@pytest.fixture
def imported(tmp_path, ada):
    def imported(header, *rows, **options):
        return bring_in(a_file(tmp_path, header.split(","), *rows), CUSTOMERS, by=ada, **options)

    return imported


def _points(**conditions):
    found = ContactPoint.objects.filter(**conditions).order_by("pk")
    return [(point.medium, point.value, point.is_primary) for point in found]


def test_the_ways_to_reach_a_new_customer_come_with_it(imported):
    row = ["C1", "山月茶馆", "13800000000", "a@b.cn", "wx1", "湖滨路1号"]
    run = imported("客户编号,名称,手机号,邮箱,微信,地址", row)

    assert counts(run) == {"created": 1}
    assert _points() == [
        ("phone", "13800000000", True),
        ("mail", "a@b.cn", True),
        ("wechat", "wx1", True),
        ("address", "湖滨路1号", True),
    ]
    assert [customer.name for customer in find(Customer.objects.all(), "0000 13800000000")] == ["山月茶馆"]


@pytest.mark.parametrize(
    "typed", ["+86 138 0000 0000", "００８６１３８００００００００", "138-0000-0000", " 13800000000 "]
)
def test_a_number_that_is_known_is_not_added_again(imported, typed):
    a_contact_point(a_customer(code="C1"), value="13800000000")

    assert counts(imported("customer code,phone", ["C1", typed], mode="update")) == {"unchanged": 1}


def test_one_cell_may_hold_several_and_the_first_is_primary(imported):
    cells = ("13800000000；0571-88880000", "13900000000")
    imported("customer code,name,phone", *(["C1", "山月茶馆", cell] for cell in cells))

    assert _points() == [
        ("phone", "13800000000", True),
        ("phone", "0571-88880000", False),
        ("phone", "13900000000", False),
    ]


def test_a_customer_that_only_gains_a_number_is_changed_and_gets_rid_of_it(imported, ada):
    a_customer(code="C1")
    before = content(Customer, ContactPoint)

    run = imported("customer code,phone", ["C1", "13800000000"], mode="update")
    undo(run, by=ada)

    assert counts(run) == {"changed": 1}
    assert content(Customer, ContactPoint) == before


@pytest.mark.parametrize(("column", "cell"), [("phone", "无"), ("mail", "not a mail"), ("address", "路" * 201)])
def test_what_nobody_could_be_reached_by_is_refused(imported, column, cell):
    run = imported(f"customer code,name,{column}", ["C1", "山月茶馆", cell])

    assert counts(run) == {"rejected": 1}
    assert "nobody could be reached by" in run.rejects.get().reason
    assert Customer.objects.count() == 0


def test_a_masked_number_is_no_number(imported):
    a_contact_point(a_customer(code="C1"), value="13800000000")

    assert counts(imported("customer code,phone", ["C1", "138 **** 0000"], mode="update")) == {"unchanged": 1}


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("0086 138 0000 0000", "+8613800000000"), ("13800000000", "+8613800000000"), ("95588", "95588")],
)
def test_numbers_are_compared_with_the_code_of_the_country(typed, plain):
    assert normalized("phone", typed) == plain


def test_commas_stay_in_addresses():
    assert parts("address", "湖滨路1号，2楼；西湖路3号") == ["湖滨路1号，2楼", "西湖路3号"]
    assert parts("phone", "13800000000，13900000000") == ["13800000000", "13900000000"]
