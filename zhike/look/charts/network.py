"""Things and what ties them, on a circle: strong ties lie close together and are drawn thick."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from zhike.look.charts.drawing import Drawing
from zhike.look.charts.sheet import Sheet, short

LINE = 28


@dataclass(frozen=True)
class Node:
    """One thing: its key, its words, how big it is, and where it leads."""

    key: str
    words: str
    size: float
    to: str = ""
    title: str = ""


@dataclass(frozen=True)
class Edge:
    """A tie from one thing to another, how strong it is, and what it says."""

    start: str
    end: str
    weight: float
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Network(Drawing):
    """Nodes in the order of a walk along the strongest ties, so that neighbours belong together.

    They stand on a ring, or one below the other where the sheet is narrow.
    """

    nodes: Sequence[Node]
    edges: Sequence[Edge]

    def draw(self, width: int) -> Sheet:
        order = walk(self.nodes, self.edges)
        return self.ring(width, order) if width > 600 else self.column(width, order)

    def ring(self, width: int, order: list[str]) -> Sheet:
        """On an ellipse, ties bent towards its middle."""
        height = min(560, 80 + 60 * len(order))
        sheet = Sheet(width, height)
        x_reach, y_reach = min(width / 2 - 230, 90 * len(order)), height / 2 - 28
        middle, first = (width / 2, height / 2), pi if len(order) == 2 else -pi / 2  # two stand side by side
        angles = {key: 2 * pi * at / max(len(order), 1) + first for at, key in enumerate(order)}
        places = {key: (middle[0] + x_reach * cos(at), middle[1] + y_reach * sin(at)) for key, at in angles.items()}
        for edge in self.edges:
            (x0, y0), (x1, y1) = places[edge.start], places[edge.end]
            bend = [(a + b) / 2 * 0.55 + at * 0.45 for a, b, at in ((x0, x1, middle[0]), (y0, y1, middle[1]))]
            data = f"M{x0:.1f} {y0:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {x1:.1f} {y1:.1f}"
            sheet.path(data, tone="edge", title=edge.title, weight=self.weight(edge))
        for node in self.nodes:
            x, y = places[node.key]
            reach = self.radius(node) + 5
            right = cos(angles[node.key]) >= -1e-9
            sheet.dot(x, y, self.radius(node), tone="t0", title=node.title or node.words, to=node.to)
            anchor = "start" if right else "end"
            room = 200 if abs(cos(angles[node.key])) > 0.5 else 110  # above and below, neighbours are near
            sheet.text(x + (reach if right else -reach), y + 4, short(node.words, room), anchor=anchor)
        return sheet

    def column(self, width: int, order: list[str]) -> Sheet:
        """One below the other, ties as arcs on the left."""
        sheet, x = Sheet(width, LINE * len(order) + 12), width * 0.34
        heights = {key: LINE * (at + 0.5) + 6 for at, key in enumerate(order)}
        for edge in self.edges:
            y0, y1 = heights[edge.start], heights[edge.end]
            out = x - min(abs(y1 - y0) * 0.75 + 10, x * 1.3)
            data = f"M{x:.1f} {y0:.1f}C{out:.1f} {y0:.1f} {out:.1f} {y1:.1f} {x:.1f} {y1:.1f}"
            sheet.path(data, tone="edge", title=edge.title, weight=self.weight(edge))
        for node in self.nodes:
            y = heights[node.key]
            sheet.dot(x, y, self.radius(node), tone="t0", title=node.title or node.words, to=node.to)
            sheet.text(x + 18, y + 4, short(node.words, width - x - 22), anchor="start")
        return sheet

    def radius(self, node: Node) -> float:
        """So that the area tells the size."""
        return 4 + 9 * sqrt(node.size / max(one.size for one in self.nodes))

    def weight(self, edge: Edge) -> float:
        """The width of a tie in pixels."""
        return 0.8 + 5 * edge.weight / max(one.weight for one in self.edges)


def walk(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[str]:
    """All keys, each followed by whoever it is tied to most strongly of those left."""
    ties: dict[str, dict[str, float]] = {node.key: {} for node in nodes}
    for edge in edges:
        for one, other in ((edge.start, edge.end), (edge.end, edge.start)):
            ties[one][other] = max(ties[one].get(other, 0.0), edge.weight)
    left = sorted(ties, key=lambda key: (-sum(ties[key].values()), key))
    order: list[str] = []
    while left:
        near = {key: weight for key, weight in ties[order[-1]].items() if key in left} if order else {}
        order.append(max(near, key=lambda key: (near[key], key)) if near else left[0])
        left.remove(order[-1])
    return order
