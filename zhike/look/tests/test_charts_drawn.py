"""Charts put their marks where the values say, at both widths, and escape what they are told."""

import re
from xml.etree import ElementTree

import pytest

from zhike.look.charts import (
    Band,
    Bars,
    Cell,
    Edge,
    Flow,
    Heat,
    Lines,
    Network,
    Node,
    Point,
    Ranges,
    Ribbon,
    Scatter,
    Series,
    Step,
    Waterfall,
)
from zhike.look.charts.drawing import NARROW, WIDE
from zhike.look.charts.network import walk
from zhike.look.charts.scale import Scale, ticks
from zhike.look.charts.scatter import tens
from zhike.look.charts.sheet import short
from zhike.look.templatetags.ui import chart

LINES = Lines(
    label="Sales",
    series=[Series("a", [(0, 1.0), (1, None), (2, 3.0)]), Series("b", [(0, 1.0), (9, 0.5)], stays=True)],
    bands=[Band("range", [(0, 0.5, 2.0), (9, 0.1, 1.0)], stays=True)],
    y_says=str,
    x_marks=[(0, "0"), (9, "9")],
    x_says=str,
    borders=[(4, "now")],
    odd=[(2, 3.0, "odd")],
)
BARS = Bars(label="Bars", names=["one", "two"], series=[("x", "t0", [4, -2])], y_says=str, links=["/1/", "/2/"])
BRIDGE = Waterfall(
    label="Bridge",
    steps=[Step("was", 100, is_sum=True), Step("won", 30), Step("lost", -50), Step("is", 80, is_sum=True)],
    says_figure=str,
)
HEAT = Heat(label="Heat", heads=["0", "1"], rows=[("May", [Cell(1.0, "100%", "all"), None])])
MATRIX = Scatter(
    label="Matrix", points=[Point(10, 900), Point(0, -5)], borders=(100, 100), x_name="x", y_name="y", says_figure=str
)
NET = Network(
    label="Net",
    nodes=[Node("a", "A", 4), Node("b", "B", 1), Node("c", "C", 1)],
    edges=[Edge("a", "c", 2.0), Edge("a", "b", 1.0)],
)
FLOW = Flow(
    label="Flow",
    names=[("a", "A"), ("b", "B")],
    ribbons=[Ribbon("a", "b", 3), Ribbon("a", "a", 1)],
    heads=("was", "is"),
)
RANGES = Ranges(label="Ranges", rows=[("tea", "/1/", (0, 1, 2, 3, 9))], says_figure=str)
ALL = (LINES, BARS, BRIDGE, HEAT, MATRIX, NET, FLOW, RANGES)


def marks(drawing, tag, width=WIDE):
    sheet = drawing.draw(width)
    return list(ElementTree.fromstring(f"<svg>{sheet.inside}</svg>").iter(tag))


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("drawing", ALL, ids=lambda drawing: drawing.label)
def test_every_mark_lies_on_the_sheet(drawing, width):
    sheet = drawing.draw(width)

    for rect in marks(drawing, "rect", width):
        x, y, wide, tall = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= sheet.width + 0.2
        assert 0 <= y <= y + tall <= sheet.height + 0.2
    for text in marks(drawing, "text", width):
        assert 0 <= float(text.get("y")) <= sheet.height


def test_bars_are_as_high_as_their_values_and_lead_somewhere():
    first, second = marks(BARS, "rect")

    assert float(first.get("height")) == pytest.approx(2 * float(second.get("height")), abs=0.2)
    assert [link.get("href") for link in marks(BARS, "a")] == ["/1/", "/2/"]
    assert first.find("title").text == "one · x · 4"


def test_each_step_of_a_bridge_begins_where_the_last_one_ended():
    assert list(BRIDGE.spans()) == [(0, 100), (100, 130), (130, 80), (0, 80)]
    assert [rect.get("class") for rect in marks(BRIDGE, "rect")] == ["total", "up", "down", "total"]


def test_an_unknown_value_interrupts_a_line():
    drawn = [path.get("d") for path in marks(LINES, "path") if path.get("class").startswith("line t0")]

    assert len(drawn) == 3  # two pieces of one, and the one that stays until it falls
    assert re.fullmatch(r"M[\d.]+ [\d.]+H[\d.]+V[\d.]+", drawn[2])


def test_ribbons_are_as_thick_as_many_go():
    thick, thin = FLOW.unit * 3, FLOW.unit

    assert FLOW.stacked("start") == {"a": (36.0, thick + thin)}
    assert [round(tall, 6) for _top, tall in FLOW.stacked("end").values()] == [round(thin, 6), round(thick, 6)]


def test_a_walk_follows_the_strongest_ties():
    assert walk(NET.nodes, NET.edges) == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 87, [0, 20, 40, 60, 80, 100]),
        (-3, 5, [-4, -2, 0, 2, 4, 6]),
        (0, 0.013, [0, 0.005, 0.01, 0.015]),
    ],
)
def test_an_axis_has_round_numbers(low, high, expected):
    found = ticks(low, high)

    assert found[: len(expected)] == pytest.approx(expected)
    assert found[-1] >= high


def test_what_is_written_and_where():
    assert Scale(0, 10, 100, 0)(2.5) == 75
    assert tens([0, 20, 900]) == [10.0, 100.0, 1000.0]
    assert short("龙井茶礼盒", 40) == "龙井…"
    assert short("tea", 40) == "tea"


def test_words_of_others_are_no_markup():
    drawing = Bars(label="<b>", says="&", names=["<script>"], series=[("x", "t0", [1])], y_says=str)

    drawn = drawing.draw(WIDE).inside

    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_page_gets_one_for_a_screen_and_one_for_a_telephone():
    wide_heat = Heat(label="Heat", heads=[str(n) for n in range(24)], rows=[("May", [None] * 24)])

    assert [name for name, _sheet in chart(BARS)["sheets"]] == ["wide", "narrow"]
    assert [name for name, _sheet in chart(wide_heat)["sheets"]] == ["wide", "narrow broad"]


def test_names_too_long_to_stand_side_by_side_stand_above_bars_that_lie():
    names = ["from 1 to 100 a year", "from 101 to 1,000 a year", "more than that"]
    bars = Bars(label="Value", names=names, series=[("x", "t0", [4, -2, 8])], y_says=str, links=["/1/", "/2/", "/3/"])
    bridge = Waterfall(label="B", steps=[Step(name, 10, to="/1/") for name in names], says_figure=str)

    for drawing in (bars, bridge):
        drawn = drawing.draw(NARROW).inside
        assert all(f">{name}</text>" in drawn for name in names)
        assert drawn.count("<rect") == drawn.count("<a ") == 3
    assert bars.draw(NARROW).height == 3 * (18 + 15 + 9) + 4


def test_bars_that_lie_grow_from_one_line_and_stay_on_the_sheet():
    bars = Bars(label="V", names=["a" * 30, "b" * 30], series=[("x", "t0", [4, -2])], y_says=str)

    places = [
        (float(x), float(wide))
        for x, wide in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', bars.draw(NARROW).inside)
    ]

    (right, wide), (left, narrow) = places
    assert left + narrow == pytest.approx(right, abs=0.2)
    assert wide == pytest.approx(2 * narrow, rel=0.01)
    assert left > 0
    assert right + wide < NARROW


def test_the_marks_at_both_ends_of_an_axis_stay_on_the_sheet_and_apart():
    lowest = [text for text in marks(MATRIX, "text") if text.get("y") == "391"]

    assert [(text.text, text.get("text-anchor")) for text in lowest] == [
        ("10.0", "start"),
        ("100.0", "middle"),
        ("1000.0", "end"),
    ]


def test_two_things_stand_side_by_side_on_a_low_sheet():
    pair = Network(label="Two", nodes=[Node("a", "A", 1), Node("b", "B", 1)], edges=[Edge("a", "b", 1.0)])

    (one, other) = marks(pair, "circle")

    assert one.get("cy") == other.get("cy")
    assert pair.draw(WIDE).height == 200


def test_a_mark_that_would_touch_the_last_is_left_out():
    wide = Scatter(
        label="Wide",
        points=[Point(10.0**power, 1) for power in range(7)],
        borders=(100, 100),
        x_name="x",
        y_name="y",
        says_figure=lambda ten: f"{ten:,.0f}" * 3,
    )

    below = [text for text in marks(wide, "text", NARROW) if text.get("y") == "331"]

    assert [text.text for text in below][-1] == "10,000,000" * 3
    assert len(below) < 8


def test_a_standing_bar_says_its_figure_beyond_its_end():
    said = {text.text: float(text.get("y")) for text in marks(BARS, "text") if text.text in ("4", "-2")}
    up, down = marks(BARS, "rect")
    assert said["4"] < float(up.get("y"))
    assert said["-2"] > float(down.get("y")) + float(down.get("height"))


def test_bars_too_many_for_their_figures_say_none():
    names = [f"{at}" for at in range(60)]
    bars = Bars(label="Days", names=names, series=[("x", "t0", [1000.25] * 60)], y_says="{:,.2f}".format)
    assert "1,000.25" not in [text.text for text in marks(bars, "text")]


def test_words_of_borders_that_are_near_stand_one_below_the_other():
    lines = Lines(
        label="Curve",
        series=[Series("a", [(0, 1.0), (100, 2.0)])],
        y_says=str,
        x_marks=[],
        x_says=str,
        borders=[(10, "end of A"), (12, "end of B"), (90, "end of C")],
    )
    first, second, third = (text for text in marks(lines, "text") if (text.text or "").startswith("end of"))
    assert float(second.get("y")) > float(first.get("y")) == float(third.get("y"))


def test_a_bar_takes_the_tone_of_its_name_where_names_have_one():
    bars = Bars(label="Risk", names=["high", "low"], series=[("x", "t4", [4, 2])], y_says=str, tones=["t3", "t0"])
    assert [bar.get("class") for bar in marks(bars, "rect")] == ["t3", "t0"]


def test_the_figure_of_the_lowest_bar_stands_clear_of_its_name():
    bars = Bars(label="V", names=["up", "down"], series=[("x", "t0", [10, -10])], y_says=str)

    places = {text.text: float(text.get("y")) for text in marks(bars, "text") if text.get("text-anchor") != "end"}

    assert places["down"] - places["-10"] >= 14
