"""A calendar file taken apart, so that damage stays where it is: each event and each zone is read by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import vobject
from django.utils.translation import gettext as _
from vobject.base import ParseError, parseLine

ENDS = re.compile(r"\r\n|\n|\r")
FOLDED = re.compile(rb"(?:[^\r\n]|\r?\n[ \t])+")
FOLD = re.compile(rb"\r?\n[ \t]")
PARTS = ("VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY")
OUTER = {f"{word}:{name}" for word in ("BEGIN", "END") for name in (*PARTS, "VCALENDAR")}
LOST = "\ufffd"  # what stands for letters that could not be decoded


@dataclass
class Frame:
    """A calendar around its events: what it is sent for, and the zones that it explains, by name."""

    method: str = ""
    zones: dict[str, Any] = field(default_factory=dict)


class Piece(NamedTuple):
    """One event: as vobject reads it, or its title, the line of the file that is damaged, and what is wrong there."""

    frame: Frame
    line: int
    read: Any = None
    title: str = ""
    problem: str = ""


class _Part(NamedTuple):
    name: str
    line: int
    lines: list[str]
    is_closed: bool


def unfolded(raw: bytes) -> bytes:
    """Long lines in one piece, before they are decoded: some programs fold within a letter.

    Empty lines after them take the place of those they were, so that the lines keep their numbers.

    >>> unfolded(b"SUMMARY:a\\r\\n b\\r\\nUID:1")
    b'SUMMARY:ab\\n\\r\\nUID:1'
    """
    return FOLDED.sub(lambda match: FOLD.sub(b"", match[0]) + b"\n" * len(FOLD.findall(match[0])), raw)


def events(text: str) -> list[Piece]:
    """The events of all calendars in a text, in their order; none where it holds no calendar."""
    frame, found = Frame(), []
    for part in _parts(text):
        if part.name == "VCALENDAR":
            frame = Frame(method=_said("METHOD", part.lines))
        elif part.name == "VTIMEZONE":
            name, zone = _said("TZID", part.lines), _read(part)
            frame.zones |= {name: zone} if zone else {}
        elif part.name == "VEVENT":
            found.append(_event(part, frame))
    return found


def _parts(text: str) -> Iterator[_Part]:
    """The components of calendars with the line each begins in; of a calendar itself only what stands before them."""
    name, first, lines = "", 0, []
    for number, line in enumerate(ENDS.split(text), start=1):
        word, said = line[:40].rstrip().upper().partition(":")[::2]
        if f"{word}:{said}" not in OUTER:
            lines.append(line)
            continue
        is_closed = (word, said) == ("END", name)
        if name:
            yield _Part(name, first, [*lines, line] if is_closed else lines, is_closed)
        name, first, lines = (said if word == "BEGIN" else ""), number, [line]
    if name:
        yield _Part(name, first, lines, is_closed=False)


def _event(part: _Part, frame: Frame) -> Piece:
    title = _said("SUMMARY", part.lines)
    if not part.is_closed:
        return Piece(frame, part.line, None, title, _("its end is missing"))
    if lost := next((nth for nth, line in enumerate(part.lines) if LOST in line), None):
        return Piece(frame, part.line + lost, None, title, _("it has letters that cannot be read"))
    if read := _read(part):
        return Piece(frame, part.line, read)
    line = next((line for line, said in enumerate(part.lines, start=part.line) if not _is_line(said)), None)
    problem = _("a part of it has no end") if line is None else _("the line cannot be read")
    return Piece(frame, line or part.line, None, title, problem)


def _read(part: _Part) -> Any:
    """A component as vobject reads it; nothing where it cannot."""
    try:
        return vobject.readOne("\n".join(part.lines), transform=False, allowQP=False)
    except Exception:  # the parser raises whatever it meets
        return None


def _is_line(said: str) -> bool:
    """Whether a line of a file is one by its form, or goes on with the one before."""
    try:
        return not said.strip() or said[0] in " \t" or bool(parseLine(said))
    except ParseError:
        return False


def _said(name: str, lines: list[str]) -> str:
    """The value of the first line of a name, as it stands there."""
    line = next((line for line in lines if re.match(rf"{name}[:;]", line, re.IGNORECASE)), "")
    return line.partition(":")[2].strip()
