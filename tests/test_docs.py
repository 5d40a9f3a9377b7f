"""The glossary holds every word of the system, in both languages."""

import ast
import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import override

from zhike.customers.kinds import KINDS
from zhike.insight.measures import CATALOGUE
from zhike.insight.measures.analyses import ANALYSES
from zhike.kit import facts, registry

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (?P<english>.+?) \| (?P<chinese>.+?) \| (?P<meaning>.+?) \|$", re.MULTILINE)
ROWS = [
    row for row in ROW.finditer((ROOT / "docs/glossary.md").read_text()) if row["english"] not in ("English", "---")
]
NAMES = {name: row for row in ROWS for name in re.findall(r"`(.+?)`", row["english"])}
NOUNS = [entity for entity in registry.entities() if entity.model._meta.app_label != "example"]
VERBS = [verb for entity in NOUNS for verb in registry.verbs_of(entity.model)]


@pytest.mark.parametrize("entity", NOUNS, ids=lambda entity: entity.slug)
def test_every_noun_is_explained(entity):
    assert entity.model._meta.label_lower in NAMES


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_and_its_event_are_explained(verb):
    assert {verb.name, verb.announces or verb.name} <= NAMES.keys()


def test_every_event_announced_elsewhere_is_explained():
    assert announced() - NAMES.keys() == set()


def test_every_fact_is_explained():
    assert {f"fact:{fact.name}" for fact in facts.published()} - NAMES.keys() == set()


def test_every_standing_and_measure_is_explained():
    measures = {f"measure:{measure.name}" for measure in (*CATALOGUE, *ANALYSES)}

    assert (KINDS.keys() | measures) - NAMES.keys() == set()


def test_no_word_is_explained_twice_and_each_in_both_languages():
    english = [row["english"] for row in ROWS]

    assert sorted(english) == sorted(set(english))
    assert [row["english"] for row in ROWS if not re.search(r"[\u4e00-\u9fff]", row["chinese"])] == []


@pytest.mark.parametrize("entity", NOUNS, ids=lambda entity: entity.slug)
def test_the_screen_calls_a_noun_what_the_glossary_calls_it(entity):
    row = NAMES[entity.model._meta.label_lower]

    assert row["english"].startswith(f"{entity.noun} `")
    said = in_chinese(entity.model._meta.app_label, str(entity.noun))
    assert said == row["chinese"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_screen_calls_a_standing_what_the_glossary_calls_it(kind):
    assert in_chinese("customers", str(kind.label)) == NAMES[kind.name]["chinese"]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_button_shares_a_word_with_the_verb_in_the_glossary(verb):
    with override("zh-hans"):
        said = str(verb.title)

    assert pairs(said) & pairs(NAMES[verb.name]["chinese"])


def announced() -> set[str]:
    """The events named where something is announced or heard."""
    calls = [
        node
        for file in (ROOT / "zhike").rglob("*.py")
        if not {"tests", "testing"} & set(file.parts)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("announce", "on")
    ]
    return {str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)}


def in_chinese(domain: str, text: str) -> str:
    catalogue = ROOT / f"zhike/{domain}/locale/zh_Hans/LC_MESSAGES/django.po"
    message = read_po(io.BytesIO(catalogue.read_bytes())).get(text) if catalogue.exists() else None
    return str(message.string) if message else ""


def pairs(text: str) -> set[str]:
    """Each two characters that stand side by side: most words of Chinese are as long."""
    return {text[place : place + 2] for place in range(len(text) - 1)}
