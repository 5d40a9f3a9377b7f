"""What a file is by its bytes, and the name under which it leaves."""

import pytest

from zhike.reading.file_kinds import kind_of, named

PNG, PDF, ZIP = b"\x89PNG\r\n\x1a\n0000", b"%PDF-1.7\n", b"PK\x03\x04\x14\x00"


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpg"),
        (b"GIF89a<script>alert(1)</script>", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (ZIP, "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
        ("龙井 380 元\n".encode(), "txt"),
        ("龙井 380 元\n".encode("gb18030"), "txt"),
        ("茶".encode() * 30_000, "txt"),
        (b"", "txt"),
    ],
)
def test_a_kind_is_read_from_the_bytes(head, ending):
    assert next(iter(kind_of(head[:65_536]))) == ending


@pytest.mark.parametrize(
    "head",
    [
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"<!DOCTYPE html><html><body onload=alert(1)>",
        b"  \n<SvG xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\xef\xbb\xbf<html>",
        b"just words\n< script >alert(1)</script>",
        b"<?xml version='1.0'?><x/>",
        b"\xff\xfe<\x00h\x00t\x00m\x00l\x00",
        b"a\x00b",
        b"MZ\x90",
    ],
)
def test_programs_markup_and_the_unknown_are_not_accepted(head):
    assert kind_of(head) is None


@pytest.mark.parametrize(
    ("given", "head", "kept"),
    [
        ("报价单.pdf", PDF, "报价单.pdf"),
        ("Offer.PDF", PDF, "Offer.PDF"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("..\\..\\windows\\system32\\cmd.exe", PNG, "cmd.exe.png"),
        ("photo.png.exe", PNG, "photo.png.exe.png"),
        ("page.html", b"plain words", "page.html.txt"),
        ("macros.xlsm", ZIP, "macros.xlsm.zip"),
        ("table.xlsx", ZIP, "table.xlsx"),
        ("a\u202egnp.exe", PNG, "agnp.exe.png"),
        ("zero\u200bwidth.pdf", PDF, "zerowidth.pdf"),
        ('a"; filename="b.pdf', PDF, "a filename=b.pdf"),
        ("a\r\nSet-Cookie: x.pdf", PDF, "aSet-Cookie x.pdf"),
        (".htaccess", b"deny", "htaccess.txt"),
        ("...", PDF, "file.pdf"),
        ("", PDF, "file.pdf"),
        ("x" * 10_000 + ".pdf", PDF, "x" * 120 + ".pdf"),
        ("y" * 10_000, PDF, "y" * 120 + ".pdf"),
    ],
)
def test_a_name_can_do_no_harm_and_ends_as_its_content_is(given, head, kept):
    assert named(given, kind_of(head))[0] == kept


def test_a_type_follows_the_ending_among_those_its_bytes_allow():
    assert named("a.docx", kind_of(ZIP))[1] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert named("a.pdf", kind_of(ZIP)) == ("a.pdf.zip", "application/zip")
