"""Changing keys: everything is sealed again, nothing is lost, and a kill costs nothing."""

import pytest
from django.db import connection

from tests.cast import a_contact_point, a_customer, a_merge
from zhike.customers.models import ContactPoint
from zhike.kit.batches.models import Batch
from zhike.merging import journal
from zhike.site.account import seeds
from zhike.site.account.tests.doors import SEED, with_app
from zhike.site.rotating import change_keys, counts
from zhike.vault import rotation
from zhike.vault.keyset import add_key, keys
from zhike.vault.sealing import seal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("more_keys")]
VALUE = "customers_contactpoint|value"


@pytest.fixture
def points(monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    customer = a_customer()
    return [a_contact_point(customer, value=f"1380000000{nth}") for nth in range(5)]


def of_column(place=VALUE):
    return next(count for count in rotation.counts() if count.place == place)


def field():
    return ContactPoint._meta.get_field("value")


def told():
    return [point.value for point in ContactPoint.objects.order_by("pk")]


def test_everything_is_sealed_again_with_a_new_key(points):
    before = told()

    batch = change_keys()

    assert (batch.status, batch.done, batch.total) == (Batch.Status.DONE, 5, 5)
    assert keys().primary == 2
    assert of_column() == (VALUE, 5, 0)
    assert told() == before


def test_an_interrupted_change_goes_on_with_the_same_key(points):
    add_key()
    assert rotation.seal_again(field(), after=0) == (2, points[1].pk)

    batch = change_keys()

    assert (keys().primary, batch.done) == (2, 3)
    assert of_column().old == 0


def test_what_somebody_writes_meanwhile_is_not_overwritten(points, monkeypatch):
    add_key()
    sealing = type(field()).seal

    def and_somebody_writes(self, text, *, row):
        if text == points[0].value:
            with connection.cursor() as cursor:
                theirs = seal("theirs", place=VALUE, row=row)
                cursor.execute("update customers_contactpoint set value = %s where id = %s", [theirs, points[0].pk])
        return sealing(self, text, row=row)

    monkeypatch.setattr(type(field()), "seal", and_somebody_writes)

    assert rotation.seal_again(field(), after=0) == (1, points[1].pk)
    assert told()[:2] == ["theirs", "13800000001"]


def test_a_change_of_keys_is_no_change_of_merged_rows(ana, ada):
    merge = a_merge(by=ana)
    a_contact_point(a_customer(), value="13800000000")
    change_keys()

    assert journal.conflicts(merge) == []


def test_seeds_of_code_apps_are_sealed_again_too(ana, bo):
    apps = [with_app(person) for person in (ana, bo)]
    before = [app.data["secret"] for app in apps]

    batch = change_keys()

    assert (batch.done, counts()[-1]) == (2, ("mfa_authenticator|data", 2, 0))
    for app, sealed in zip(apps, before, strict=True):
        app.refresh_from_db()
        assert app.data["secret"] != sealed
        assert seeds.unseal(app.data["secret"], about=seeds.whose(app.user_id)) == SEED.encode()
