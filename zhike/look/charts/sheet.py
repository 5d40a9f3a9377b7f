"""A sheet that marks are put on, and the SVG it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Place = tuple[float, float]
NOTHING = SafeString("")


@dataclass
class Sheet:
    """`width` by `height` pixels, the origin above on the left. `tone` is a class of the style sheet."""

    width: int
    height: int
    marks: list[SafeString] = field(default_factory=list)

    def rect(
        self, x: float, y: float, width: float, height: float, *, tone: str, title: str = "", to: str = ""
    ) -> None:
        """A rectangle; `to` makes it a link."""
        drawn = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" rx="2" class="{}">{}</rect>',
            *(_px(x), _px(y), _px(max(width, 0)), _px(max(height, 0)), tone, _title(title)),
        )
        self.marks.append(_linked(drawn, to, title))

    def line(self, start: Place, end: Place, *, tone: str) -> None:
        """A straight line."""
        places = (_px(at) for at in (*start, *end))
        self.marks.append(format_html('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>', *places, tone))

    def path(self, data: str, *, tone: str, title: str = "", weight: float | None = None) -> None:
        """A path as SVG writes it; `weight` is the width of its stroke in pixels."""
        stroke = format_html(' stroke-width="{}"', _px(weight)) if weight else NOTHING
        self.marks.append(format_html('<path d="{}" class="{}"{}>{}</path>', data, tone, stroke, _title(title)))

    def dot(self, x: float, y: float, radius: float, *, tone: str, title: str = "", to: str = "") -> None:
        """A circle; `to` makes it a link."""
        places = (_px(at) for at in (x, y, radius))
        drawn = format_html('<circle cx="{}" cy="{}" r="{}" class="{}">{}</circle>', *places, tone, _title(title))
        self.marks.append(_linked(drawn, to, title))

    def text(self, x: float, y: float, words: str, *, anchor: str = "middle", tone: str = "") -> None:
        """Words on a base line."""
        said = format_html(
            '<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>', _px(x), _px(y), anchor, tone, words
        )
        self.marks.append(said)

    @property
    def inside(self) -> SafeString:
        """All marks in the order of their drawing."""
        return format_html_join("", "{}", ((mark,) for mark in self.marks))


def through(places: Sequence[Place]) -> str:
    """The data of a path through places."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def steps(places: Sequence[Place]) -> str:
    """The data of a path that stays until it falls, as survival does."""
    (x, y), *rest = places
    return f"M{x:.1f} {y:.1f}" + "".join(f"H{right:.1f}V{below:.1f}" for right, below in rest)


def length(words: str) -> float:
    """About how long words are in pixels, a Chinese sign counting double."""
    return sum(12.5 if ord(sign) > 0x2E80 else 7.0 for sign in words)


def short(words: str, most: float) -> str:
    """Words cut to a length in pixels."""
    if length(words) <= most:
        return words
    kept = words
    while kept and length(kept) > most - 12:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _linked(drawn: SafeString, to: str, title: str) -> SafeString:
    return format_html('<a href="{}" aria-label="{}">{}</a>', to, title, drawn) if to else drawn


def _title(words: str) -> SafeString:
    return format_html("<title>{}</title>", words) if words else NOTHING


def _px(value: float) -> str:
    """A figure as SVG writes it; a tenth of a pixel is enough."""
    return f"{value:.1f}".removesuffix(".0")
