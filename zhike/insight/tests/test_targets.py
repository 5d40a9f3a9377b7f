"""Targets of the loyalty figures: set by managers, kept as versions, and compared with on the board at once."""

from html import unescape

import pytest
from django.urls import reverse

from tests.cast import a_customer
from zhike.insight.actions import aim
from zhike.insight.books import newest
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import RuleBook
from zhike.insight.tests.pictures_cast import keep
from zhike.kit.audit.models import Trace
from zhike.kit.refusal import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
PAGE = "/insight/pictures/loyalty/targets/"


@pytest.fixture
def board(ana):
    """The figures of a run, of which half the customers were kept."""
    return keep("loyalty", [a_customer(f"客户{number}", owner=ana) for number in range(5)])


def test_a_target_is_kept_as_a_version_and_traced(mei):
    book = aim({"retention": 0.6}, by=mei, version=1)

    assert (book.label, book.settings, book.made_by) == ("v2", {"retention": 0.6}, mei)
    entry = Trace.objects.filter(verb="insight.publish").latest("id")
    assert entry.changes["retention"] == [None, "0.6"]


def test_who_manages_nobody_sets_no_target(ana):
    with pytest.raises(NotAllowed):
        aim({"retention": 0.6}, by=ana, version=1)

    assert not RuleBook.objects.filter(measure="loyalty").exists()


@pytest.mark.parametrize(("targets", "version"), [({"retention": 0.6}, 1), ({"retention": 0.6}, 2)])
def test_a_stale_form_and_the_same_targets_are_refused(mei, targets, version):
    aim({"retention": 0.6}, by=mei, version=1)

    with pytest.raises(Refusal):
        aim(targets, by=mei, version=version)

    assert newest("loyalty").version == 2


def test_a_figure_that_does_not_exist_is_refused(mei):
    with pytest.raises(MeasureRefused, match="There is no setting named charm"):
        aim({"charm": 1.0}, by=mei, version=1)


def test_the_board_compares_with_a_new_target_at_once(client, mei, board):
    client.force_login(mei)
    given = {"version": "1", "retention": "99", "churn": "99.5", "customers": ""}

    answer = client.post(PAGE, given, follow=True)

    assert newest("loyalty").settings == {"retention": 0.99, "churn": 0.995}
    text = unescape(answer.content.decode())
    assert answer.redirect_chain == [(reverse("insight:picture", args=["loyalty"]), 302)]
    assert "target 99.0%" in text
    assert "target 99.5%" in text


def test_the_form_shows_targets_in_per_cent_and_refuses_more_than_all(client, mei, board):
    aim({"retention": 0.625}, by=mei, version=1)
    client.force_login(mei)

    assert 'value="62.5"' in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"version": "2", "retention": "140"}).status_code == 422
    assert newest("loyalty").version == 2


def test_the_form_is_for_those_who_may_set_targets(client, ana, mei, board):
    client.force_login(ana)
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get(reverse("insight:picture", args=["loyalty"])).content.decode()

    client.force_login(mei)
    assert PAGE in client.get(reverse("insight:picture", args=["loyalty"])).content.decode()


def test_units_stand_with_their_figures(client, mei, board):
    client.force_login(mei)

    form = client.get(PAGE).content.decode()
    tiles = client.get(reverse("insight:picture", args=["loyalty"])).content.decode()

    assert '¥ <input type="number" name="average_purchase"' in form
    assert form.count("per 100") == 2
    assert " per 100</b>" in tiles
