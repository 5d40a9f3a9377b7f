"""Business cards, as phones write them."""

import pytest

from zhike.leads import cards

OLD = """BEGIN:VCARD
VERSION:2.1
N:王;芳;;;
ORG:松风茶业;采购部
TEL;WORK:0571-8888 0000
END:VCARD"""
NEW = """BEGIN:VCARD
VERSION:4.0
FN:Lin Xiao
ORG:Mingzhou Tea
TITLE:Buyer
TEL;TYPE=cell:tel:+86-138-0000-1234
EMAIL:lin@mingzhou.example
ADR:;;1 Lake Road;Ningbo;;;China
END:VCARD"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OLD, {"name": "王芳", "company": "松风茶业 采购部", "phone": "0571-8888 0000"}),
        (
            NEW,
            {
                "name": "Lin Xiao",
                "company": "Mingzhou Tea",
                "title": "Buyer",
                "phone": "+86-138-0000-1234",
                "mail": "lin@mingzhou.example",
                "city": "Ningbo",
            },
        ),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:x\nTEL:1\nEND:VCARD", {"name": "x"}),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", {}),
        ("hello", {}),
        ("", {}),
        ("BEGIN:VCARD\n" * 3, {}),
        ("\0\x01BEGIN:VCARD", {}),
    ],
)
def test_a_card_is_read_as_the_fields_of_a_lead(text, said):
    assert cards.read(text) == said


def test_what_a_card_says_fits_its_field():
    assert len(cards.read(f"BEGIN:VCARD\nVERSION:3.0\nFN:{'x' * 500}\nEND:VCARD")["name"]) == 60
