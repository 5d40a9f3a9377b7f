"""Whatever somebody with every right in the database changes is found; `tests/attacks/trace.py` tries more of it."""

import pytest

from tests.attacks.trace import KINDS, attack, write
from zhike.witness.checking import check

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_else")]


def test_forty_tampers_are_found_and_the_seal_of_each_named(ana):
    write(120, seals=8, by=ana.pk)

    tallies = attack(40)

    assert {kind.__name__ for kind in KINDS} == set(tallies)
    assert sum(one.tried for one in tallies.values()) == 40
    assert {name: one for name, one in tallies.items() if not one.tried == one.found == one.named} == {}


def test_what_is_not_sealed_yet_is_counted(ana):
    write(20, seals=2, by=ana.pk)
    write_unsealed(ana)

    report = check()

    assert (report.seals, report.entries, report.waiting, report.findings) == (2, 20, 1, [])


def write_unsealed(by):
    from tests.cast import a_customer
    from zhike.kit.audit import trace

    trace.record("create", a_customer("山月茶馆"), by=by, changes={})
