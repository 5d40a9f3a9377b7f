"""The checks of the source find what they are for."""

from pathlib import Path

import pytest

from checks import translations
from checks.locks import addresses
from checks.schema import differences

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Save"
msgstr "保存"

#, fuzzy
msgid "Delete"
msgstr "删掉"

msgid "Find"
msgstr ""

msgid "Gone"
msgstr "没有了"

msgid "%(count)s order"
msgid_plural "%(count)s orders"
msgstr[0] "%(count)s 笔订单"
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that says something in Python and in a template, and has translated some of it."""
    monkeypatch.chdir(tmp_path)
    package = Path("zhike/tea")
    (package / "templates").mkdir(parents=True)
    (package / "models.py").write_text('SAVE = _("Save")\nDELETE = _("Delete")\nFIND = gettext_lazy("Find")\n')
    (package / "templates" / "list.html").write_text(
        "{% load i18n %}<h1>It's</h1>\n  {% translate 'Brew' %}\n"
        "{% blocktranslate count count=n %}{{ count }} order{% plural %}{{ count }} orders{% endblocktranslate %}\n"
        '{% translate "May" context "month" %}'
    )
    catalogue = translations.catalogue_file(package)
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(CATALOGUE)
    return package


def test_every_gap_in_a_translation_is_named(package):
    gaps = translations.gaps_of(package)

    assert [gap.split("zh_Hans/LC_MESSAGES/")[1] for gap in gaps] == [
        "django.po: 'Brew'",
        "django.po: 'May'",
        "django.po: said nowhere any more: 'Gone'",
        "django.po:9: fuzzy: 'Delete'",
        "django.po:12: empty: 'Find'",
    ]


def test_writing_adds_what_is_missing_and_keeps_what_is_translated(package):
    translations.write(package)

    assert {message.id: message.string for message in translations.read(package) if message.id} == {
        "Save": "保存",
        "Delete": "删掉",
        "Find": "",
        "Brew": "",
        ("%(count)s order", "%(count)s orders"): ("%(count)s 笔订单",),
        "May": "",
    }
    assert [gap.split(": ", 1)[1] for gap in translations.gaps_of(package)] == [
        "fuzzy: 'Delete'",
        "empty: 'Find'",
        "empty: 'Brew'",
        "empty: 'May'",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple",
        "tea @ git+ssh://git.example/tea",
        '"resolved": "tea-1.tgz",',
        "tea @ file:///opt/tea.whl",
        "--find-links wheels",
    ],
)
def test_an_address_in_a_lock_is_found(line):
    assert addresses(f"click==8.5.1\n{line}\n") == [line]


def test_hashes_and_whom_to_thank_are_no_addresses():
    assert addresses('click==8.5.1 --hash=sha256:00\n"funding": {"type": "x", "url": "https://thanks.example"}') == []


def test_a_constraint_that_one_way_to_migrate_forgets_is_told():
    table = "\\restrict {}\nCREATE TABLE tea (\n    id bigint NOT NULL{}\n);\n"
    whole = table.format("a7", ",\n    CONSTRAINT hot CHECK ((id > 0))")

    assert differences(whole, whole.replace("a7", "b8")) == []
    assert "-    CONSTRAINT hot CHECK ((id > 0))" in differences(whole, table.format("b8", ""))
