"""A list of leads from a file: what reaches somebody, what is refused and why, and who was there already."""

import pytest
from django.utils import translation

from tests.cast import a_lead
from zhike.exchange.testing.transferring import a_file, bring_in, counts
from zhike.kit.registry import entity_of
from zhike.leads import ways
from zhike.leads.models import Lead

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "公司", "电话", "邮箱", "来源", "负责人")
LIN = ("林晓棠", "棠记茶行", "13800138011", "lin@example.com", "展会", "Ana")


@pytest.fixture(autouse=True)
def read_in_chinese():
    with translation.override("zh-hans"):
        yield


def test_good_rows_come_in_and_the_others_are_told_why(ana, tmp_path):
    rows = [LIN, ("", "无名公司", "13800138012", "", "展会", "Ana"), ("何晞", "晞茶坊", "没有", "", "展会", "Ana")]
    rows += [("钱多多", "多多食品", "13800138015", "", "火星", "Ana"), ("赵明", "明远", "", "nomail", "展会", "Ana")]
    rows += [("孙小虎", "虎丘茶社", "13800138016", "", "展会", "Ana")]

    run = bring_in(a_file(tmp_path, HEAD, *rows), entity_of(Lead), by=ana)

    assert counts(run) == {"created": 2, "rejected": 4}
    assert Lead.objects.values("number").distinct().count() == 2
    assert ways.said(Lead.objects.get(name="林晓棠")) == {"phone": "13800138011", "mail": "lin@example.com"}


def test_the_same_file_again_changes_nothing(ana, tmp_path):
    file = a_file(tmp_path, HEAD, LIN)
    bring_in(file, entity_of(Lead), by=ana)

    assert counts(bring_in(file, entity_of(Lead), by=ana)) == {"unchanged": 1}


def test_a_lead_that_is_there_is_known_by_its_phone_where_that_is_asked(ana, tmp_path):
    there = a_lead(name="林晓", owner=ana, phone="138 0013 8011")

    run = bring_in(a_file(tmp_path, HEAD, LIN, LIN), entity_of(Lead), by=ana, match="phone")

    assert (counts(run), there.fresh().name) == ({"changed": 1, "merged": 1}, "林晓棠")
