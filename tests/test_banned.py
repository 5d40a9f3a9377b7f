"""What no line of the source may do: run a text, trust a text, or let somebody else's names into a query."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import ROOT, SOURCE, name, tree

RUN = {"eval", "exec", "compile", "__import__"}
AROUND_THE_ORM = {"extra", "raw", "RawSQL"}
LOADERS = {("pickle", "loads"), ("pickle", "load"), ("marshal", "loads"), ("yaml", "load"), ("dill", "loads")}
LOOKUPS = {"filter", "exclude", "get", "annotate", "aggregate", "alias", "values", "values_list", "order_by", "Q"}
LOOKUPS |= {"get_or_create", "update_or_create", "update", "create"}

# Looked through by a person: where the names come from stands beside each.
SPREAD = {
    "zhike/approvals/waiting.py: _not_over()": "written in the same file",
    "zhike/deals/figures.py: sums": "written in the same file",
    "zhike/leads/sources.py: figures": "written in the same file",
    "zhike/objections/models.py: narrowed": "named by who calls it in the same package",
    "zhike/objections/statistics.py: {name: value for name, value in said.items() if value}": "of the same file",
    "zhike/receivables/actions/amending.py: document": "noun and number of a row",
    "zhike/receivables/actions/billing.py: said": "written in the same file",
    "zhike/receivables/actions/exchanging.py: document": "noun and number of a row",
    "zhike/receivables/actions/limits.py: mine": "written in the same file",
    "zhike/receivables/actions/lines.py: source": "named by who calls it in the same package",
    "zhike/receivables/actions/papers.py: changed": "written in the same file",
    "zhike/receivables/actions/replanning.py: same": "written in the same file",
    "zhike/receivables/actions/reddening.py: sums": "written in the same file",
    "zhike/sales/panels/customers.py: of": "written in the same file",
    "zhike/receivables/actions/settling.py: given": "written in the same file",
    "zhike/receivables/actions/settling.py: now": "written in the same file",
    "zhike/receivables/ageing.py: left": "written in the same file",
    "zhike/receivables/pages/ageing.py: graded": "written in the same file",
    "zhike/telesales/panels.py: of": "written in the same file",
    "zhike/site/demo/targets.py: whose": "named by who calls it in the same file",
    "zhike/targets/counting.py: _where(asked, customer)": "written in the same file",
    "zhike/work/actions/meetings.py: seen": "written in the same file",
    "zhike/work/actions/reminding.py: which": "written in the same file",
    "zhike/api/rest/batch.py: wanted": "read by the schema of the batch",
    "zhike/backup/keeping.py: told": "written in the same file",
    "zhike/customers/actions/overriding.py: computed | {'since': start}": "written in the same file",
    "zhike/exchange/importing/models.py: figures": "counters of the run",
    "zhike/insight/actions.py: told": "named by who calls it in the same file",
    "zhike/kit/attached/actions.py: _place(row)": "noun and number of a row",
    "zhike/kit/attached/actions.py: kept": "written in the same file",
    "zhike/kit/attached/actions.py: state": "written in the same file",
    "zhike/kit/audit/trace.py: said": "written in the same file",
    "zhike/kit/surfaces/tallies.py: named": "numbered by the page",
    "zhike/kit/views/grouping.py: figures": "numbered by the page",
    "zhike/merging/finding.py: clue.only": "declared by a domain",
    "zhike/notices/jobs_pages.py: asked": "the number of a job",
    "zhike/notices/telling.py: place": "noun and number of a row",
    "zhike/site/cli/importing.py: content": "written in the same file",
    "zhike/site/demo/cubes.py: kept": "written in the same file",
    "zhike/site/demo/loader.py: told": "written in the same package",
    "zhike/witness/reading.py: {name: value for name, value in given.items() if value}": "written in the same file",
}
TRUSTED = {
    "zhike/customers/standings.py": "a number and its unit",
    "zhike/kit/surfaces/cells.py": "lines that were escaped cell by cell",
    "zhike/kit/surfaces/headings.py": "marks written in the same file",
    "zhike/look/headings.py": "lines whose every value was escaped",
}
RAW = {"zhike/customers/standings.py"}


def calls(file: Path) -> Iterator[tuple[str, str, ast.Call]]:
    """Each call as what it is called on, its own name, and the whole."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield ast.unparse(node.func.value), node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield "", node.func.id, node


def runs_a_text(file):
    return [called for on, called, _node in calls(file) if (called in RUN and not on) or (on, called) in LOADERS]


def goes_around_the_orm(file):
    return [called for _on, called, _node in calls(file) if called in AROUND_THE_ORM]


def trusts_a_text(file):
    trusting = [node for _on, called, node in calls(file) if called in ("SafeString", "mark_safe")]
    return [ast.unparse(node) for node in trusting if not isinstance(node.args[0], ast.Constant)]


def makes_a_template_of_a_text(file):
    return [called for _on, called, _node in calls(file) if called in ("Template", "from_string")]


def spread_into_a_query(file):
    """What is spread into a lookup by its name; a dictionary written on the spot shows its keys."""
    asked = [keyword for _on, called, node in calls(file) if called in LOOKUPS for keyword in node.keywords]
    spread = [keyword.value for keyword in asked if keyword.arg is None]
    return [ast.unparse(value) for value in spread if not isinstance(value, ast.Dict | ast.IfExp)]


@pytest.mark.parametrize("looked_for", [runs_a_text, makes_a_template_of_a_text])
def test_nothing_of_the_kind_is_in_the_source(looked_for):
    assert {name(file): found for file in SOURCE if (found := looked_for(file))} == {}


def test_sql_is_written_past_the_orm_only_where_it_was_looked_through():
    assert {name(file) for file in SOURCE if goes_around_the_orm(file)} == RAW


def test_markup_is_trusted_only_where_it_was_looked_through():
    assert {name(file) for file in SOURCE if trusts_a_text(file)} <= set(TRUSTED)


def test_names_of_a_query_come_from_the_source():
    spread = {f"{name(file)}: {found}" for file in SOURCE for found in spread_into_a_query(file)}

    assert spread - set(SPREAD) == set()


def test_no_template_trusts_a_value():
    pages = [page for page in (ROOT / "zhike").rglob("*.html") if "tests" not in page.parts]

    assert [name(page) for page in pages if "|safe" in page.read_text() or "autoescape off" in page.read_text()] == []


@pytest.mark.parametrize(
    ("looked_for", "line"),
    [
        (runs_a_text, "eval(formula)"),
        (runs_a_text, "pickle.loads(body)"),
        (makes_a_template_of_a_text, "Template(note.text).render(context)"),
        (makes_a_template_of_a_text, "engine.from_string(note.text)"),
        (goes_around_the_orm, "found.extra(where=[asked])"),
        (trusts_a_text, "mark_safe(customer.name)"),
        (trusts_a_text, "SafeString(f'<b>{customer.name}</b>')"),
        (spread_into_a_query, "found.filter(**request.GET.dict())"),
        (spread_into_a_query, "Q(**asked)"),
    ],
)
def test_each_is_noticed(looked_for, line, tmp_path):
    file = tmp_path / "written.py"
    file.write_text(line)

    assert looked_for(file) != []


def test_texts_are_translated_under_the_names_that_are_looked_for():
    aliased = re.compile(r"from django\.utils\.translation import n?p?gettext(?:_lazy|_noop)? as (\w+)")
    found = [f"{name(file)}: {alias}" for file in SOURCE for alias in aliased.findall(file.read_text()) if alias != "_"]

    assert found == [], "checks/translations.py looks for _, gettext, ngettext and pgettext alone"
