"""Who stands around a customer: the group above, subsidiaries, who brought it and whom it brought."""

import pytest

from tests.cast import a_customer
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db


def family(customer, *, owner):
    """A group, somebody who referred, a subsidiary and somebody referred, all of one owner."""
    above = {"parent": a_customer("四明集团", owner=owner), "referred_by": a_customer("听雨轩", owner=owner)}
    for name, row in above.items():
        setattr(customer, name, row)
    customer.save()
    a_customer("山月分店", owner=owner, parent=customer)
    a_customer("新叶茶行", owner=owner, referred_by=customer)
    return ["四明集团", "听雨轩", "山月分店", "新叶茶行"]


def named(page, names):
    return [name for name in names if name in page.content.decode()]


def test_the_customers_around_it_are_named(ana, teahouse):
    around = family(teahouse, owner=ana)

    assert named(at_the_screen(ana).get(f"/customers/{teahouse.pk}/"), around) == around


def test_those_of_other_people_are_not(ana, bo, teahouse):
    around = family(teahouse, owner=bo)

    assert named(at_the_screen(ana).get(f"/customers/{teahouse.pk}/"), around) == []
