from types import SimpleNamespace

from zhike.look.headings import condition_items, heading_cells, sort_items

HOSTILE = '"><script>'
WRITTEN = "&quot;&gt;&lt;script&gt;"


def a_heading(label="Name", **said):
    usual = {"link": "?sort=name", "added": "?sort=name,kind", "direction": "", "rank": 0}
    return SimpleNamespace(field=SimpleNamespace(name="name", numeric=False), label=label, **{**usual, **said})


def test_what_people_named_is_escaped_wherever_it_stands():
    headings = [a_heading(HOSTILE, link=f"?q={HOSTILE}", added=f"?q={HOSTILE}")]
    fields = [SimpleNamespace(name="name", label=HOSTILE)]
    for written in (heading_cells(headings), sort_items(headings), condition_items(fields, "/plants/", f"q={HOSTILE}")):
        assert "<script" not in written
        assert WRITTEN in written


def test_the_order_in_force_is_shown_with_its_rank():
    first, second = a_heading(direction="ascending", rank=1), a_heading(direction="descending", rank=2)
    assert "Name ↑<sup>1</sup></a>" in heading_cells([first])
    assert sort_items([second]) == '<a class="item" href="?sort=name">Name ↓<sup>2</sup></a>'


def test_a_column_that_sorts_nothing_has_no_link():
    assert "<a" not in heading_cells([a_heading(link="")])
    assert sort_items([a_heading(link="")]) == ""
