"""What the source must keep to; imports between packages are checked by the import linter."""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from zhike.kit import registry

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(file for file in (ROOT / "zhike").rglob("*.py") if "migrations" not in file.parts)
SOURCE = [file for file in FILES if not {"tests", "testing"} & set(file.parts)]
KIT = [file for file in SOURCE if file.is_relative_to(ROOT / "zhike/kit")]

BUSINESS = r"customers?|orders|products?|tiers?|rungs?|sales?|standings?|invoices?|loyalty|pyramids?|ladders?"
DRAWERS = {"utils", "util", "common", "core", "helpers", "services", "managers", "misc", "base"}
SIGNALS = r"django\.(db\.models\.signals|dispatch|core\.signals)|@receiver"
# Asked for in one process only, or imported by what they import.
LATE = {"zhike/insight/jobs.py", "zhike/insight/cubes/jobs.py", "zhike/reading/sources.py", "zhike/site/cli"}
LATE |= {"zhike/reading/confinement.py", "zhike/notices/preferring.py", "zhike/notices/sending.py"}
LATE |= {"zhike/insight/measures/spark.py", "zhike/reading/problems.py"}
LATE |= {"zhike/kit/search/rules.py", "zhike/matching/kinds.py"}  # a dictionary that most processes never open
# What is worked out for the system and shown to nobody as it is: whose it is comes after.
FOR_THE_SYSTEM = {
    *("zhike/leads/assigning.py", "zhike/leads/judging.py", "zhike/leads/reactions.py", "zhike/leads/waking.py"),
    *("zhike/pool/daily.py", "zhike/pool/deciding.py", "zhike/pool/in_force.py", "zhike/pool/reactions.py"),
    *("zhike/pool/seeing.py", "zhike/pool/simulating.py", "zhike/pool/pages/waiting.py"),  # who waits is seen by all
    *("zhike/leads/pages/public.py", "zhike/leads/pages/quick.py"),  # a form by the token that a stranger has
    *("zhike/targets/counting.py", "zhike/targets/earning.py", "zhike/targets/attaining.py"),
    *("zhike/targets/foreseeing.py", "zhike/targets/late.py", "zhike/targets/taking_back.py"),
}
DIRECT = {"models", "actions", "entities", "facts", "importing", "intake", "demo", "rows"}


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_a_file_ends_before_line_400():
    assert {name(file): lines for file in FILES if (lines := len(file.read_text().splitlines())) > 400} == {}


def test_a_function_ends_before_line_40():
    assert {f"{name(file)}: {f.name}" for file in FILES for f in functions(file) if length(f) > 40} == set()


def test_imports_stand_on_top():
    late = {
        f"{name(file)}: {f.name}" for file in SOURCE for f in functions(file) for node in ast.walk(f) if is_import(node)
    }

    assert {place for place in late if not place.startswith(tuple(LATE))} == set()


def test_rows_of_a_noun_are_reached_through_the_one_door():
    models = [entity.model for entity in registry.entities()]

    for file in SOURCE:
        if not DIRECT & {file.stem, *file.parts} and name(file) not in FOR_THE_SYSTEM:
            text = file.read_text()
            # A name may stand for another table elsewhere: it counts where its package is spoken of.
            nouns = "|".join(model.__name__ for model in models if ".".join(model.__module__.split(".")[:2]) in text)
            direct = re.compile(rf"\b({nouns or 'model'}|model)\.(objects|_default_manager|_base_manager)\b")
            assert direct.findall(text) == [], name(file)


def test_nothing_happens_by_signal():
    assert [name(file) for file in SOURCE if re.search(SIGNALS, file.read_text())] == []


def test_the_kit_holds_no_business_word():
    word = re.compile(rf"(?<![a-z])({BUSINESS})(?![a-z])", re.IGNORECASE)

    assert {name(file): found for file in KIT if (found := word.findall(file.read_text()))} == {}


def test_a_noun_is_declared_in_30_lines():
    declared = [
        (node.name, length(node) + node.lineno - node.body[0].lineno)
        for file in SOURCE
        if "entities" in {file.stem, *file.parts}
        for node in tree(file).body
        if isinstance(node, ast.ClassDef)
    ]

    assert len(declared) >= 5
    assert [(noun, lines) for noun, lines in declared if lines > 30] == []


def test_a_noun_with_every_surface_takes_less_than_20_lines():
    example = ROOT / "zhike/kit/testing/example"
    taken = {file: lines_of_code(example / file, only=("Seed", "SeedEntity")) for file in ("models.py", "entities.py")}

    assert taken == {"models.py": 10, "entities.py": 9}


def test_the_kit_keeps_to_its_budget():
    """With every surface that stands in it; docs/adr/0028 says what left it for that."""
    assert sum(lines_of_code(file) for file in KIT) <= 6_000


def test_there_are_no_drawers():
    assert [name(file) for file in FILES if DRAWERS & {file.stem, file.parent.name}] == []


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef))


def length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def is_import(node: ast.AST) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def lines_of_code(file: Path, *, only: Collection[str] = ()) -> int:
    """Lines that are neither empty nor comment nor docstring; of some classes only, where they are named."""
    text = file.read_text()
    if only:
        classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name in only]
        text = "\n".join(ast.get_source_segment(text, node) or "" for node in classes)
    described = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
        for line in range(node.body[0].lineno, node.body[0].lineno + length(node.body[0]))
    }
    lines = enumerate(text.splitlines(), start=1)
    return sum(1 for number, line in lines if number not in described and line.strip() and line.strip()[0] != "#")
