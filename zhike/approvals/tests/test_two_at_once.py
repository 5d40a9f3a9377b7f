"""Two people answer or ask at the same moment, on real connections: one of them is heard, the other gets a sentence."""

import pytest

from tests.at_once import together
from tests.cast import a_person, a_plant, a_rule_of_approval
from zhike.approvals import actions, asking
from zhike.approvals.models import Approval
from zhike.kit.access.models import Role
from zhike.kit.refusal import Refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unwatched")]
ROUNDS = 4


@pytest.fixture
def eve(ada):
    return a_person("Eve", role=Role.ADMIN, team=None)


def outcomes(told):
    return sorted("refused" if isinstance(one, Refusal) else type(one).__name__ for one in told)


def test_two_who_agree_at_once_agree_once(ana, ada, eve):
    a_rule_of_approval()
    for _nth in range(ROUNDS):
        plant = a_plant(owner=ana, light="shade")
        approval = asking.ask(plant, by=ana)

        told = together(lambda a=approval: actions.agree(a, by=ada), lambda a=approval: actions.agree(a, by=eve))

        assert outcomes(told) == ["Approval", "refused"]
        assert approval.turns.filter(answer="agreed").count() == 1
        assert (approval.fresh().state, plant.fresh().light) == ("granted", "sun")


def test_a_yes_and_a_no_at_once_are_one_of_both(ana, ada, eve):
    a_rule_of_approval()
    for _nth in range(ROUNDS):
        plant = a_plant(owner=ana, light="sun")
        approval = asking.ask(plant, by=ana)

        told = together(
            lambda a=approval: actions.agree(a, by=ada), lambda a=approval: actions.refuse(a, by=eve, comment="No.")
        )

        assert outcomes(told) == ["Approval", "refused"]
        state, light = approval.fresh().state, plant.fresh().light
        assert (state, light) in (("granted", "sun"), ("refused", "shade"))


def test_all_of_two_who_agree_at_once_are_both_heard(ana, ada, eve):
    a_rule_of_approval(needs_all=True)
    for _nth in range(ROUNDS):
        approval = asking.ask(a_plant(owner=ana), by=ana)

        together(lambda a=approval: actions.agree(a, by=ada), lambda a=approval: actions.agree(a, by=eve))

        assert approval.fresh().state == "granted"


def test_what_is_asked_twice_at_once_is_asked_once(ana, ada):
    a_rule_of_approval()
    for _nth in range(ROUNDS):
        plant = a_plant(owner=ana)

        told = together(*[lambda p=plant: asking.ask(p, by=ana)] * 2)

        assert outcomes(told) == ["Approval", "refused"]
        assert Approval.of(plant).count() == 1
