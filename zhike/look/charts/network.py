"""Things and what ties them, on a circle: strong ties lie close together and are drawn thick."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from zhike.look.charts.drawing import Drawing
from zhike.look.charts.sheet import Sheet, short


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
    """Nodes in the order of a walk along the strongest ties, so that neighbours belong together."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]

    def draw(self, width: int) -> Sheet:
        is_wide = width > 600
        height = 560 if is_wide else 420
        room = 190 if is_wide else 84
        sheet = Sheet(width, height)
        middle, reach = (width / 2, height / 2), min(width / 2 - room, height / 2 - 28)
        order = walk(self.nodes, self.edges)
        angles = {key: 2 * pi * at / max(len(order), 1) - pi / 2 for at, key in enumerate(order)}
        places = {
            key: (middle[0] + reach * cos(angle), middle[1] + reach * sin(angle)) for key, angle in angles.items()
        }
        heaviest = max((edge.weight for edge in self.edges), default=1.0)
        for edge in self.edges:
            (x0, y0), (x1, y1) = places[edge.start], places[edge.end]
            bend = [(a + b) / 2 * 0.55 + at * 0.45 for a, b, at in ((x0, x1, middle[0]), (y0, y1, middle[1]))]
            data = f"M{x0:.1f} {y0:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {x1:.1f} {y1:.1f}"
            sheet.path(data, tone="edge", title=edge.title, weight=0.8 + 5 * edge.weight / heaviest)
        biggest = max((node.size for node in self.nodes), default=1.0)
        for node in self.nodes:
            x, y = places[node.key]
            sheet.dot(x, y, 4 + 9 * sqrt(node.size / biggest), tone="t0", title=node.title or node.words, to=node.to)
            right = cos(angles[node.key]) >= 0
            shift = 8 + 9 * sqrt(node.size / biggest)
            words = short(node.words, room - 20)
            sheet.text(x + (shift if right else -shift), y + 4, words, anchor="start" if right else "end")
        return sheet


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
