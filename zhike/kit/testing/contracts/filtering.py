"""Every question the filter language knows of a field is answered, negated rightly, said, and shown in the builder."""

from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from zhike.kit import filters
from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.filters.operators import KNOWN, operators_of
from zhike.kit.filters.reach import pointing_at
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.asking import found


def test_a_row_either_answers_a_question_or_its_negation(entity, filtered, make, ada):
    _one_full_and_one_without(entity, filtered, make, ada)

    for tree in _questions(filtered):
        yes, no = _found(entity, tree, ada), _found(entity, {"not": tree}, ada)
        assert (len(yes | no), yes & no) == (rows(entity.model, by=ada).count(), set()), tree


def test_a_question_is_one_and_the_same_as_text(entity, filtered, make, ada):
    make(entity.model, owner=ada)

    for tree in _questions(filtered):
        text = filters.write(tree)
        assert filters.read(text, entity, by=ada) == tree
        assert set(found(entity, {"filter": text}, by=ada)) == _found(entity, tree, ada), text


def test_a_question_is_one_and_the_same_in_the_interface_and_in_the_builder(entity, filtered_anywhere, make, ada):
    make(entity.model, owner=ada)

    any_of_them = {"any": _questions(filtered_anywhere)}
    text = filters.write(any_of_them)
    answer = Program(ada).get(f"/{entity.slug}", filter=text)
    assert {item["id"] for item in answer.json()["items"]} == _found(entity, any_of_them, ada), text
    assert at_the_screen(ada).get(reverse("kit:build", args=[entity.slug]), {"filter": text}).status_code == 200, text


def test_a_question_is_said_in_both_languages(entity, filtered, ada):
    for tree in _questions(filtered):
        said = set()
        for language in ("en", "zh-hans"):
            with translation.override(language):
                said.add(filters.words({"not": tree}, entity, by=ada))
        assert "" not in said, tree


def test_the_nouns_that_point_here_can_be_asked_for(entity, make, ada):
    row = make(entity.model, owner=ada)

    for name in pointing_at(entity, by=ada):
        yes, no = _found(entity, {"has": name}, ada), _found(entity, {"not": {"has": name}}, ada)
        assert row.pk in yes ^ no


def _questions(field: Field) -> list[dict[str, Any]]:
    return [{"field": field.name, "op": op, "values": _values(field, op)} for op in operators_of(field)]


def _values(field: Field, operator: str) -> list[str]:
    if operator in KNOWN:
        return []
    if operator in ("last", "next", "older"):
        return ["30d"]
    if operator in ("during", "anniversary"):
        return ["this month"]
    if field.kind in ("choice", "choices") and field.choices:
        return [str(field.choices[0][0])]
    samples = {"relation": "1", "yesno": "yes", "number": "3", "date": "2026-03-02", "moment": "2026-03-02"}
    return [samples.get(field.kind, "a")]


def _one_full_and_one_without(entity: Entity, field: Field, make: Any, by: Any) -> None:
    make(entity.model, owner=by)
    without = make(entity.model, owner=by)
    column = field.model_field
    if getattr(column, "column", None) and column.null:
        # What a table wants of several columns together, a row may not do without.
        with suppress(IntegrityError), transaction.atomic():
            entity.model._base_manager.filter(pk=without.pk).update(**{field.name: None})


def _found(entity: Entity, tree: dict[str, Any], by: Any) -> set[int]:
    answering = rows(entity.model, by=by).filter(filters.where(tree, entity, by=by))
    return set(answering.values_list("pk", flat=True))
