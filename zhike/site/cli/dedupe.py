"""Find rows of a file that may be the same."""

import csv
import re
from itertools import combinations
from pathlib import Path

import click

from zhike.matching.table import Found, pairs
from zhike.reading.problems import UnreadableFile
from zhike.reading.sources import open_source
from zhike.reading.spreadsheet_safety import protect
from zhike.reading.values import shown

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
HEADER = ("a", "b", "score", "why")


@click.command()
@click.argument("file", type=A_FILE)
@click.option("--id", "key", required=True, metavar="COLUMN", help="The column that names a row.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--threshold", default=0.5, show_default=True, type=click.FloatRange(0, 1), help="Least probability.")
@click.option("--truth", metavar="COLUMN[:PATTERN]", help="What the same rows share there; only to judge the pairs by.")
def command(file: Path, key: str, out: Path, threshold: float, truth: str | None) -> None:
    """Write the pairs of rows of FILE (CSV, XLSX or Parquet) that may be the same: two ids, score, why.

    What agreement is worth is learned from the file itself, without labels; no database is needed.
    """
    try:
        source = open_source(file)
        rows = [[shown(cell).strip() for cell in row.values] for row in source.rows() if row.problem is None]
    except UnreadableFile as problem:
        raise click.ClickException(problem.sentence) from problem
    headers = [column.strip() for column in source.columns]
    told, _colon, pattern = (truth or key).partition(":")
    apart = [position(headers, name) for name in (key, told)]
    compared = [n for n in range(len(headers)) if n not in apart]
    found, skipped = pairs(
        [headers[n] for n in compared], [[row[n] for n in compared] for row in rows], threshold=threshold
    )
    names = [row[apart[0]] for row in rows]
    write(out, found, names)
    click.echo(f"{len(rows):,} rows, {len(found):,} pairs; {skipped:,} values too common to compare by.")
    if truth is not None:
        click.echo(judged(found, [part(row[apart[1]], pattern) for row in rows]))


def position(headers: list[str], name: str) -> int:
    """Where a column stands."""
    if name not in headers:
        raise click.ClickException(f"The file has no column {name!r}; it has {', '.join(headers)}.")
    return headers.index(name)


def part(cell: str, pattern: str) -> str:
    """What a pattern finds in a cell (its first group, where it has one); the whole cell without one."""
    found = re.search(pattern, cell) if pattern else None
    return found[found.lastindex or 0] if found else cell


def write(out: Path, found: list[Found], names: list[str]) -> None:
    """The pairs as CSV that a spreadsheet does not take for formulas."""
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for pair in found:
            writer.writerow([protect(names[pair.a]), protect(names[pair.b]), f"{pair.score:.4f}", protect(pair.why)])


def judged(found: list[Found], truth: list[str]) -> str:
    """Precision, recall and F1 of the pairs."""
    same: dict[str, list[int]] = {}
    for n, name in enumerate(truth):
        same.setdefault(name, []).append(n)
    true = {pair for some in same.values() for pair in combinations(some, 2)}
    right = len(true & {(pair.a, pair.b) for pair in found})
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    f1 = 2 * right / max(len(found) + len(true), 1)
    return f"{len(true):,} true pairs: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"
