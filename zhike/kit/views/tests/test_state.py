"""What of an address a view keeps, and what an address says over a view."""

import pytest
from django.http import QueryDict

from zhike.kit.views.state import laid_over, parts, state_of


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("", {}),
        ("light=sun&light=shade", {"light": ["sun", "shade"]}),
        ("view=3&after=x&before=y&limit=9&open=sun", {}),
        ("light=&q=&sort=", {}),
        ("columns=name&columns=&columns=pots:120", {"columns": ["name,pots:120"]}),
        ("sort=light,-name&group=light&density=compact&q=竹", {
            "sort": ["light,-name"], "group": ["light"], "density": ["compact"], "q": ["竹"],
        }),
        ('filter={"field":"pots"}', {"filter": ['{"field":"pots"}']}),
    ],
)  # fmt: skip
def test_a_view_keeps_the_list_and_not_the_place_in_it(address, kept):
    assert state_of(QueryDict(address)) == kept


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("", "light=sun&sort=name"),
        ("light=shade", "light=shade&sort=name"),
        ("light=", "light=&sort=name"),
        ("pots.min=2&after=x", "light=sun&sort=name&pots.min=2&after=x"),
    ],
)
def test_an_address_is_said_over_a_view(address, asked):
    laid = laid_over({"light": ["sun"], "sort": ["name"]}, QueryDict(address))

    assert laid.urlencode() == asked


def test_names_are_said_with_commas_or_several_times():
    assert parts(["name,-pots", "", "light"]) == parts(["name", "-pots", "light"]) == ["name", "-pots", "light"]
