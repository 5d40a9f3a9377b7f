"""Formulas: what they mean, in Python and in SQL alike, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_plant, an_added_field
from zhike.custom.formula import parse
from zhike.custom.models import CustomField
from zhike.kit import registry, writing
from zhike.kit.refusal import Refusal
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import refused

pytestmark = pytest.mark.django_db
MEANS = [
    ("1 + 2 * 3", "7"),
    ("(1 + 2) * -3", "-9"),
    ("7 - 2 - 1", "4"),
    ("1 / 3", "0.333333"),
    ("2 / 3", "0.666667"),
    ("100000000000000 * 7 / 9", "77777777777777.777778"),
    ("1 / 0", None),
    ("0.1 + 0.2", "0.3"),
    ("height * pots", "106.5"),
    ("days_between(bought_on, today())", "341"),
    ("round(2.5)", "3"),
    ("round(-2.5)", "-3"),
    ("round(1.2345, 2)", "1.23"),
    ("round(1.2345, 99)", "1.2345"),
    ("min(3, height, 2)", "2"),
    ("max(pots, 2)", "3"),
    ("max(bought_on, today())", date(2026, 3, 12)),
    ("if(pots > 2 and not flowers, 'many', 'few')", "many"),
    ("if(flowers, 1, 2)", "2"),
    ("concat(name, ' × ', pots, '; ', height)", "文竹 × 3; 35.5"),
    ("name = '文竹' or 1 = 2", True),
    ("name != '文竹'", False),
    ("bought_on < today()", True),
    ("true and flowers = false", True),
    ("999999999999999 * 10", None),
    ("9999999 * 9999999 * 9999999 / 9999999 / 9999999", "9999999"),
]
EMPTY = [
    ("height + 1", None),
    ("height > 1", None),
    ("not (height > 1)", None),
    ("height > 1 and 1 = 2", False),
    ("height > 1 or 1 = 1", True),
    ("if(height > 1, 'a', 'b')", "b"),
    ("min(height, 4)", "4"),
    ("concat('a', height, 'b')", "ab"),
    ("days_between(bought_on, today())", None),
]


@pytest.mark.parametrize(("formula", "expected"), MEANS)
def test_a_formula_gives_the_same_on_the_page_and_in_the_list(formula, expected, clock):
    plant = a_plant(name="文竹", height=Decimal("35.50"), pots=3, flowers=False, bought_on=date(2025, 4, 5))

    assert _both_ways(formula, plant) == (_meant(expected), _meant(expected))


@pytest.mark.parametrize(("formula", "expected"), EMPTY)
def test_nothing_stays_nothing_on_the_page_and_in_the_list(formula, expected, clock):
    plant = a_plant(height=None, bought_on=None)

    assert _both_ways(formula, plant) == (_meant(expected), _meant(expected))


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("", "needs it"),
        ("1 +", "ends too early"),
        ("1 2", "cannot be read at “2”"),
        ("(1", "ends too early"),
        ("'a", "cannot be read at “'a”"),
        ("nonsense + 1", "There is no field “nonsense”"),
        ("keeper", "cannot use “keeper”"),
        ("watered_at", "cannot use “watered at”"),
        ("name + 1", "“\\+” cannot be computed"),
        ("if(1, 2, 3)", "“if” cannot be computed"),
        ("if(flowers, 1, 'a')", "“if” cannot be computed"),
        ("round()", "“round” cannot be computed"),
        ("__import__('os')", "“__import__” cannot be computed"),
        ("name.upper()", "cannot be read at “.upper"),
        ("[].__class__", "cannot be read at"),
        ("1" + " + 1" * 200, "too long"),
        ("(" * 45 + "1" + ")" * 45, "too long"),
        ("-" * 900 + "1", "too long"),
        ("1 + " * 400 + "1", "too long|at most 1000"),
    ],
)
def test_what_is_no_formula_is_refused_with_a_sentence(formula, sentence, ada):
    values = {"noun": "example.plant", "label": "Sum", "kind": "formula", "formula": formula}

    with refused(sentence):
        writing.create(CustomField, by=ada, values=values)


def test_a_formula_may_use_formulas_and_labels_become_names(ada):
    volume = an_added_field("formula", label="体积", formula="height * pots")

    half = writing.create(
        CustomField,
        by=ada,
        values={"noun": "example.plant", "label": "一半", "kind": "formula", "formula": "[体积] / 2"},
    )

    assert half.formula == f"{volume.name} / 2"
    assert _field(half).value(a_plant(height=Decimal(5), pots=3)) == Decimal("7.5")


def test_a_formula_that_comes_to_use_itself_is_refused_by_name(ada):
    one = an_added_field("formula", label="one", formula="1 + 1")
    two = an_added_field("formula", label="two", formula=f"{one.name} + 1")

    with refused("A formula cannot use itself: one → two → one"):
        writing.change(one, by=ada, values={"formula": f"{two.name} + 1"})


def test_a_formula_that_others_use_keeps_the_kind_they_need(ada):
    one = an_added_field("formula", label="one", formula="1 + 1")
    an_added_field("formula", label="two", formula=f"{one.name} + 1")

    with refused("“\\+” cannot be computed"):
        writing.change(one, by=ada, values={"formula": "'text'"})


def test_formulas_upon_formulas_stay_bounded(ada):
    last = an_added_field("formula", formula="1 + 1")
    for _nth in range(6):
        last = an_added_field("formula", formula=f"{last.name} + {last.name}")

    with refused("too long"):
        writing.create(
            CustomField,
            by=ada,
            values={"noun": "example.plant", "label": "x", "kind": "formula", "formula": f"{last.name} + {last.name}"},
        )


def test_a_parser_says_where_it_stopped():
    with pytest.raises(Refusal, match="cannot be read at “; 2”"):
        parse("1; 2", lambda name: None)


def _both_ways(formula, plant):
    field = _field(an_added_field("formula", formula=formula))
    in_list = Plant.objects.annotate(computed=field.sql).values_list("computed", flat=True).get(pk=plant.pk)
    return field.value(plant), in_list


def _field(definition):
    return next(field for field in registry.added_fields(Plant) if field.name == definition.name)


def _meant(expected):
    return (
        Decimal(expected) if isinstance(expected, str) and expected.replace(".", "").lstrip("-").isdigit() else expected
    )
