"""Sealed columns: what the database holds, what a row tells, and what cannot be asked."""

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection
from django.db.models import F

from tests.cast import a_contact_point, a_customer
from zhike.customers.models import ContactPoint, Customer
from zhike.notices.models import GroupTool
from zhike.vault.fields import Sealed, opened
from zhike.vault.problem import Unreadable
from zhike.vault.sealing import seal

pytestmark = pytest.mark.django_db
NUMBER = "138 0000 1234"


@pytest.fixture
def point():
    return a_contact_point(a_customer(), value=NUMBER)


def stored(table="customers_contactpoint"):
    with connection.cursor() as cursor:
        cursor.execute(f"select t::text from {table} t")
        return " ".join(line for (line,) in cursor.fetchall())


def test_a_row_tells_what_the_database_does_not_hold(point):
    assert ContactPoint.objects.get().value == NUMBER
    for told in (NUMBER, "13800001234", NUMBER.encode().hex(), b"13800001234".hex()):
        assert told not in stored()


def test_the_search_holds_no_number_either(ana, teahouse):
    from zhike.customers.actions import add_contact_point

    add_contact_point(teahouse, by=ana, medium="phone", value=NUMBER)
    add_contact_point(teahouse, by=ana, medium="mail", value="lin@example.com")

    words = stored("kit_searchdoc")
    assert "山月" in words
    assert not any(f"'{told}" in words for told in ("1234", "0000", "138", "lin'", "example"))


def test_a_value_is_written_again_as_it_was(point):
    before = ContactPoint.objects.get()
    before.is_preferred = True
    before.save()

    assert ContactPoint.objects.get().value == NUMBER
    assert ContactPoint.objects.saying("phone", "+86 13800001234").get() == point


def test_a_value_of_another_row_is_not_opened(point):
    other = a_contact_point(a_customer(), value="139 0000 5678")
    with connection.cursor() as cursor:
        cursor.execute(
            "update customers_contactpoint set value = (select value from customers_contactpoint where id = %s)"
            " where id = %s",
            [point.pk, other.pk],
        )

    with pytest.raises(Unreadable):
        str(ContactPoint.objects.get(pk=other.pk).value)


def test_the_database_takes_nothing_that_is_not_sealed(point):
    with pytest.raises(IntegrityError, match="contact_point_sealed"), connection.cursor() as cursor:
        cursor.execute("update customers_contactpoint set value = %s", [NUMBER.encode()])


@pytest.mark.parametrize(
    "ask",
    [
        lambda rows: rows.filter(value__icontains="138"),
        lambda rows: rows.filter(value__startswith="138"),
        lambda rows: rows.filter(value__gt="138"),
        lambda rows: rows.filter(value=NUMBER),  # its index is of the medium too
        lambda rows: rows.order_by("value").first(),
        lambda rows: rows.order_by(F("value").desc()).first(),
        lambda rows: rows.values("value"),
        lambda rows: rows.values_list("pk", "value"),
        lambda rows: rows.update(value="139"),
    ],
    ids=["has", "begins", "after", "is", "order", "order F", "values", "list", "update"],
)
def test_what_would_give_a_silent_wrong_answer_is_refused_when_it_is_asked(point, ask):
    with pytest.raises(FieldError, match="sealed"):
        ask(ContactPoint.objects.all())


def test_what_is_missing_can_be_asked_for(point):
    assert ContactPoint.objects.filter(value__isnull=False).get() == point


def test_rows_of_others_lead_to_nothing_but_what_is_sealed(point):
    assert [repr(value) for value in Customer.objects.values_list("contact_points__value", flat=True)] == ["<sealed>"]
    assert list(opened(Customer.objects.all(), "contact_points__value")) == [(point.customer_id, NUMBER)]


def test_a_secret_of_another_house_is_sealed(ana):
    GroupTool.objects.update_or_create(person=ana, defaults={"url": "feishu://secret-token"})

    assert GroupTool.objects.get().url == "feishu://secret-token"
    assert "secret" not in stored("notices_grouptool")


def test_what_is_sealed_is_equal_as_bytes_are():
    raw = seal("tea", place="a|b", row=1)

    assert Sealed(raw) == Sealed(raw) != Sealed(seal("tea", place="a|b", row=1))
    assert {Sealed(raw), Sealed(raw)} == {Sealed(raw)}
