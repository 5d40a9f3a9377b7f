"""Any measure over a file."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from zhike.insight.measures.engines import ENGINES
from zhike.insight.tool import MEASURES, Answer, Question, ToolProblem, ask, measure_named
from zhike.insight.tool.declared import IN_PROCESS, Declared, Option
from zhike.insight.tool.outcome import FORMATS

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_FOLDER = click.Path(file_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
A_DAY = "YYYY-MM-DD"
ROWS_SHOWN = 10


class AZone(click.ParamType):
    """A time zone by its name."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ZoneInfo:
        """Refuses a name that is none."""
        try:
            return value if isinstance(value, ZoneInfo) else ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.fail(
                f"There is no time zone {value!r}; one is called Europe/London, Asia/Shanghai or UTC.", param, ctx
            )


FRAME = (
    click.Option(["--orders", "--file", "file"], type=A_FILE, required=True, help="CSV, XLSX or Parquet."),
    click.Option(
        ["--columns"], multiple=True, metavar="NAME=HEADER,…", help="Which column is what.  [default: guessed]"
    ),
    click.Option(
        ["--as-of"],
        type=DAY,
        metavar=A_DAY,
        help="What came before this day.  [default: the day after the last in FILE]",
    ),
    click.Option(["--engine"], type=click.Choice(list(ENGINES)), default="duckdb", show_default=True),
    click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON object and nothing else."),
    click.Option(["--out"], type=A_FOLDER, help="Write every table, and the rows that could not be read, there."),
    click.Option(["--format"], type=click.Choice(FORMATS), default="csv", show_default=True, help="Of the tables."),
    click.Option(
        ["--day-first/--month-first"], default=None, help="How to read 1/3/2025, where the file leaves it open."
    ),
    click.Option(
        ["--decimal-comma/--decimal-point"],
        default=None,
        help="Whether 1.234 is a thousand and more, and 1,50 one and a half.  [default: as the file shows]",
    ),
    click.Option(
        ["--zone"],
        type=AZone(),
        default="Asia/Shanghai",
        show_default=True,
        help="The business zone, in which moments have their day.",
    ),
    click.Option(["--encoding"], help="Of a CSV file.  [default: recognised]"),
    click.Option(["--sheet"], help="Of a workbook.  [default: the first]"),
    click.Option(["--goods"], default="", metavar="PATTERN", help="Product codes that are goods.  [default: all]"),
)
ASKED = ("columns", "engine", "out", "format", "day_first", "decimal_comma", "zone", "encoding", "sheet", "goods")


class EveryMeasure(click.Group):
    """Each measure of the registry is a command with its own options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the registry."""
        return list(MEASURES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The measure of that name."""
        declared = MEASURES.get(cmd_name)
        return None if declared is None else command_of(declared)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuses a name that is none with those there are."""
        try:
            measure_named(args[0])
        except ToolProblem as problem:
            ctx.fail(str(problem))
        return super().resolve_command(ctx, args)


def listed(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's own
    """Every measure with its meaning and its columns."""
    if value:
        for declared in MEASURES.values():
            beside = "" if declared.scales else f"; engine: {IN_PROCESS} alone"
            click.echo(f"{declared.name:<14}{declared.meaning}\n{' ' * 14}columns: {declared.columns}{beside}")
        ctx.exit()


@click.group(cls=EveryMeasure, name="measure")
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=listed, help="Describe each measure.")
def command() -> None:
    """Any measure over a file of orders: bin/zhike measure rfm --orders FILE. No database is needed."""


def command_of(declared: Declared) -> click.Command:
    """A declared measure as a command."""

    def run(**given: Any) -> None:
        answer_to(question_of(declared, given), as_json=given["as_json"])

    options = [option_of(option) for option in declared.options]
    text = f"{declared.meaning}\n\nColumns: {declared.columns}"
    return click.Command(declared.name, callback=run, params=[*FRAME, *options], help=text)


def option_of(option: Option) -> click.Option:
    """A declared option as click has it."""
    kind = click.Choice(option.kind) if isinstance(option.kind, tuple) else DAY if option.kind is date else option.kind
    name, metavar = f"--{option.name.replace('_', '-')}", A_DAY if kind is DAY else None
    return click.Option([name], type=kind, default=option.default, help=option.help, metavar=metavar)


def question_of(declared: Declared, given: dict[str, Any]) -> Question:
    """What was typed, as a question."""
    asked = {name: given[name] for name in ASKED}
    options = {option.name: a_day(given[option.name]) for option in declared.options}
    as_of = a_day(given["as_of"])
    return Question(declared.name, given["file"], as_of=as_of, options=options, **asked)


def a_day(value: Any) -> Any:
    """click reads a day as a moment."""
    return value.date() if isinstance(value, datetime) else value


def answer_to(question: Question, *, as_json: bool) -> None:
    """Print the answer, or end with the sentence why there is none."""
    try:
        answer = ask(question)
    except ToolProblem as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(answer.as_json() if as_json else page(answer))


def page(answer: Answer) -> str:
    """An answer for people."""
    outcome = answer.outcome
    day = f" as of {answer.as_of}" if answer.as_of else ""
    head = f"{answer.measure}{day}: {answer.rows_read:,} rows, {outcome.customers:,} customers"
    read = ", ".join(f"{name} from {header}" for name, header in answer.columns.items())
    lines = [
        head,
        *([f"  read: {read}"] if read else []),
        *(f"  {name} = {value}" for name, value in outcome.parameters.items()),
    ]
    if outcome.log_likelihood is not None:
        lines.append(f"  log-likelihood = {outcome.log_likelihood:,.3f}")
    lines += [f"  {name} = {figures(value)}" for name, value in (outcome.holdout or {}).items()]
    lines += [f"! {warning}" for warning in answer.warnings]
    lines += shown(next(iter(outcome.tables.values()))) if outcome.tables else []
    return "\n".join([*lines, *(f"{name}: {file}" for name, file in answer.files.items())])


def figures(value: Any) -> str:
    """One figure, or those of one model."""
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{name} {figure:.4f}" for name, figure in value.items())


def shown(table: Any) -> list[str]:
    """The first rows of a table as columns of text."""
    names = table.column_names
    rows = [
        [("" if row[name] is None else str(row[name]))[:24] for name in names] for row in table[:ROWS_SHOWN].to_pylist()
    ]
    widths = [max(len(cell) for cell in column) for column in zip(names, *rows, strict=True)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in (names, *rows)]
    return [*lines, f"… {table.num_rows - ROWS_SHOWN:,} more rows"] if table.num_rows > ROWS_SHOWN else lines
