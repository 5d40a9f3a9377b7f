"""Deals come in from files with their stages by name, and go out the same way."""

import pytest

from tests.cast import a_customer, a_deal, a_loss_reason, a_stage
from zhike.deals.models import Deal
from zhike.exchange.testing.transferring import a_file, bring_in, counts
from zhike.kit.registry import entity_of

pytestmark = pytest.mark.django_db
HEAD = ("name", "customer", "stage", "amount", "loss reason", "closed on")


def test_a_file_names_stages_by_their_full_name_or_by_one_that_is_theirs_alone(ada, tmp_path):
    a_customer("明州茶叶")
    for name, kind in (("Talks", "open"), ("Won", "won"), ("Lost", "lost")):
        a_stage(name, kind=kind)
    a_loss_reason(name="Too dear")
    file = a_file(
        tmp_path,
        HEAD,
        ("A", "明州茶叶", "Direct / Talks", "1200", "", ""),
        ("B", "明州茶叶", "Won", "800", "", "2026-03-02"),
        ("C", "明州茶叶", "Direct / Lost", "300", "Too dear", "2026-03-05"),
        ("D", "明州茶叶", "Direct / Lost", "300", "", "2026-03-05"),
        ("E", "明州茶叶", "Nowhere", "300", "", ""),
    )

    run = bring_in(file, entity_of(Deal), by=ada)

    assert counts(run) == {"created": 3, "rejected": 2}
    told = Deal.objects.order_by("name").values_list("name", "status", "weighted", "closed_on")
    assert [(name, status, int(weighted), str(day or "")) for name, status, weighted, day in told] == [
        ("A", "open", 240, ""),
        ("B", "won", 800, "2026-03-02"),
        ("C", "lost", 0, "2026-03-05"),
    ]


def test_a_file_does_not_move_a_deal_past_its_rules(ada, tmp_path):
    deal, terms = a_deal(owner=ada), a_stage("Terms")
    row = (deal.pk, deal.name, f"#{deal.customer_id}", terms.path)
    file = a_file(tmp_path, ("id", "name", "customer", "stage"), row)

    run = bring_in(file, entity_of(Deal), by=ada)

    assert counts(run) == {"rejected": 1}
    assert "Move the deal on the board" in run.rejects.get().reason
    assert deal.fresh().stage == deal.stage
