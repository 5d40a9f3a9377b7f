"""What a file is, by its own bytes, and the name under which it may leave again."""

import codecs
import re
import unicodedata
from contextlib import suppress

HEAD = 65_536  # bytes that are looked at
LONGEST_NAME = 120  # characters
Kind = dict[str, str]  # the media type for each ending a file of this kind may have, the usual one first

OFFICE = "application/vnd.openxmlformats-officedocument"
FTYP = {"mp4": "video/mp4", "m4a": "audio/mp4", "mov": "video/quicktime", "heic": "image/heic"}
ZIP = {
    "zip": "application/zip",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
}
OLE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
# By a mark at a place. Sources: Gary Kessler's list of file signatures, and the WHATWG MIME sniffing standard.
MARKED: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"%PDF-", {"pdf": "application/pdf"}),
    (0, b"\x89PNG\r\n\x1a\n", {"png": "image/png"}),
    (0, b"\xff\xd8\xff", {"jpg": "image/jpeg", "jpeg": "image/jpeg"}),
    (0, b"GIF8", {"gif": "image/gif"}),
    (8, b"WEBP", {"webp": "image/webp"}),
    (8, b"WAVE", {"wav": "audio/wav"}),
    (4, b"ftyp", FTYP),
    (0, b"ID3", {"mp3": "audio/mpeg"}),
    (0, b"\xff\xfb", {"mp3": "audio/mpeg"}),
    (0, b"#!AMR", {"amr": "audio/amr"}),
    (0, b"PK\x03\x04", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
)
TEXT: Kind = {"txt": "text/plain", "csv": "text/csv", "md": "text/plain"}
MARKUP = re.compile(r"<\s*(!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|style|meta|img)", re.IGNORECASE)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
# Controls, invisible and turning characters, and what file systems and headers give a meaning of their own.
UNSPEAKABLE = re.compile(r'[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"*:<>?|\\/%;]')


def kind_of(head: bytes) -> Kind | None:
    """The kind of a file from its first bytes; None for what is not accepted: programs, markup, the unknown."""
    for offset, mark, kind in MARKED:
        if head[offset : offset + len(mark)] == mark:
            return kind
    return TEXT if _is_plain_text(head) else None


def named(name: str, kind: Kind) -> tuple[str, str]:
    """A name that can do no harm and ends as its content is, with the media type."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = UNSPEAKABLE.sub("", last).strip(" .").rpartition(".")
    if not dot or ending.lower() not in kind:
        stem, ending = f"{stem}{dot}{ending}", next(iter(kind))
    return f"{stem[:LONGEST_NAME].strip(' .') or 'file'}.{ending}", kind[ending.lower()]


def _is_plain_text(head: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD)
            return not UNPRINTABLE.search(text) and not MARKUP.search(text)
    return False
