"""Keeping, sharing, changing, deleting views; who sees them; what refuses."""

import pytest

from tests.cast import a_team
from tests.cast import a_view as a_kept_view
from zhike.kit.testing.observing import refused, trace
from zhike.kit.views import keeping, reach
from zhike.kit.views.models import View

pytestmark = pytest.mark.django_db
SUN = {"light": ["sun"]}


def a_view(by, **fields):
    return a_kept_view(by, **{"noun": "example.plant", "name": "Sunny", "state": SUN} | fields)


def test_a_list_is_kept_under_a_name_and_leaves_a_trace(plants, ana):
    view = keeping.keep(plants, by=ana, state=SUN, name="Sunny", audience="private", pinned=True)

    assert (view.noun, view.state, view.made_by, view.pinned) == ("example.plant", SUN, ana, True)
    assert trace(view) == ["Ana created this"]


@pytest.mark.parametrize(
    ("audience", "team", "seen_by"),
    [
        ("private", None, ["ana"]),
        ("team", "East", ["ana", "mei", "nils", "ada"]),
        ("everyone", None, ["ana", "mei", "nils", "bo", "ada"]),
    ],
)
def test_a_view_is_seen_by_its_audience(request, plants, audience, team, seen_by):
    view = a_view(request.getfixturevalue("ana"), audience=audience, team=team and a_team(team))
    people = {name: request.getfixturevalue(name) for name in ("ana", "mei", "nils", "bo", "ada")}

    assert [name for name, by in people.items() if view in reach.views(plants, by=by)] == seen_by


def test_a_team_above_does_not_see_what_is_kept_for_one_below(plants, ana, nils):
    a_view(nils, audience="team", team=nils.team)

    assert list(reach.views(plants, by=ana)) == []


def test_views_of_another_noun_are_not_there(plants, ana):
    a_view(ana, noun="work.task")

    assert list(reach.views(plants, by=ana)) == []


def test_staff_share_with_their_team_and_not_with_everyone_or_others(plants, ana):
    keeping.keep(plants, by=ana, state=SUN, name="Ours", audience="team", team=ana.team)
    south = a_team("South")

    with refused("share this one with your team"):
        keeping.keep(plants, by=ana, state=SUN, name="All", audience="everyone")
    with refused("Choose the team"):
        keeping.keep(plants, by=ana, state=SUN, name="Theirs", audience="team", team=south)
    with refused("Choose the team"):
        keeping.keep(plants, by=ana, state=SUN, name="Nobody's", audience="team")


def test_only_its_maker_changes_a_view_and_an_administrator_a_shared_one(plants, ana, mei, bo, ada):
    shared, private = a_view(ana, audience="team", team=ana.team), a_view(ana)

    keeping.change(plants, shared.pk, by=ana, name="Bright")
    keeping.change(plants, shared.pk, by=ada, state={})

    shared.refresh_from_db()
    assert (shared.name, shared.state, trace(shared)) == ("Bright", {}, ["Ana changed this", "Ada changed this"])
    with refused("Your role does not allow this"):
        keeping.change(plants, shared.pk, by=mei, name="Mine now")
    for by, view in ((bo, shared), (ada, private)):
        with refused("does not exist"):
            keeping.change(plants, view.pk, by=by, name="Mine now")


def test_a_deleted_view_is_gone_until_brought_back(plants, ana, ada):
    view = a_view(ana, audience="team", team=ana.team)

    keeping.delete(plants, view.pk, by=ada)
    assert list(reach.views(plants, by=ana)) == []

    keeping.restore(plants, view.pk, by=ada)
    assert list(reach.views(plants, by=ana)) == [view]


def test_a_view_moves_before_all_others(plants, ana):
    first, second = a_view(ana), a_view(ana)

    keeping.move_to_front(plants, second.pk, by=ana)

    assert list(reach.views(plants, by=ana)) == [second, first]


def test_a_list_opens_with_ones_own_choice_before_the_one_for_everyone(plants, ana, bo, ada):
    for_all, own = a_view(ada, audience="everyone"), a_view(ana)

    keeping.open_with_for_everyone(plants, for_all.pk, by=ada)
    keeping.open_with(plants, own.pk, by=ana)
    assert (reach.opening(plants, by=ana), reach.opening(plants, by=bo)) == (own.pk, for_all.pk)

    keeping.open_with(plants, own.pk, by=ana)
    assert reach.opening(plants, by=ana) == for_all.pk


def test_a_list_opens_for_everyone_only_with_what_everyone_sees_and_by_an_administrator(plants, mei, ada):
    private, shared = a_view(ada), a_view(mei, audience="everyone")

    with refused("Share this view with everyone first"):
        keeping.open_with_for_everyone(plants, private.pk, by=ada)
    with refused("Your role does not allow this"):
        keeping.open_with_for_everyone(plants, shared.pk, by=mei)


def test_a_view_no_longer_shared_opens_no_list(plants, mei, bo, ada):
    view = a_view(mei, audience="everyone")
    keeping.open_with_for_everyone(plants, view.pk, by=ada)

    View.objects.filter(pk=view.pk).update(audience="private")

    assert reach.opening(plants, by=bo) is None
