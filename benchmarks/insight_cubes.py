"""A cube over ten million lines: how long a question takes, warm, and in how much memory.

    taskset -c 0,1 python -m benchmarks.insight_cubes [--lines 10000000] [--folder DIR]

The lines are made up: 300,000 customers, 2,000 products in 12 categories, two years, three lines an order. The table is
written by the code that writes that of a site. Each question is asked five times of a new engine; the first of them is
the cold one, the best of the others the warm one. Beside it stands the bare scan of the column of money.
"""

import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import click
import psutil

from benchmarks.throwaway import site

QUESTIONS = {
    "three dimensions, one measure (4 sets)": "rows=month,tier,category&columns=-&measures=net",
    "three dimensions, rows and columns (6 sets)": "rows=tier,category&columns=month&measures=net",
    "four dimensions (8 sets)": "rows=tier,channel,category&columns=quarter&measures=net",
    "three dimensions, net, margin, units": "rows=tier,category&columns=month&measures=net,margin,units",
    "orders by month and tier": "rows=month&columns=tier&measures=orders",
    "ten largest products by month": "rows=product&columns=month&measures=net&top=10",
    "growth on the year before": "rows=tier,region&columns=month&measures=net&show=year&window=12m",
    "distinct customers by month and tier": "rows=month&columns=tier&measures=customers",
    "distinct customers, three dimensions": "rows=tier,category&columns=month&measures=customers",
    "distinct orders, three dimensions": "rows=tier,category&columns=month&measures=orders",
    "ten products with most customers by month": "rows=product&columns=month&measures=customers&top=10",
}
TIERS, REGIONS = ("gold", "silver", "iron", "lead"), tuple(f"region {at}" for at in range(30))


@click.command()
@click.option("--lines", default=10_000_000, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where the table is kept for the next time.")
def main(lines: int, folder: Path | None) -> None:
    """Write the table where it is not there, then ask."""
    with site(None), tempfile.TemporaryDirectory() as own:
        from django.conf import settings

        from zhike.site.schema import bring_up_to_date

        bring_up_to_date()
        settings.WAREHOUSE_DIR = (folder or Path(own)) / "warehouse"
        store = written(lines)
        print(f"load of the machine {psutil.getloadavg()[0]:.1f}; {lines:,} lines, {size(store):.0f} MB on disk")
        print(f"{'':46} {'cold':>7} {'warm':>7} {'processor':>9} {'cells':>7}")
        scan(store)
        for words, address in QUESTIONS.items():
            tell(words, [asked(store, address, "ada") for _ in range(5)])
        some = "three dimensions, of 1 customer in 50"
        tell(some, [asked(store, QUESTIONS["three dimensions, rows and columns (6 sets)"], "bo") for _ in range(5)])
        print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def written(lines: int):
    """The table of the cube of sales over made-up facts."""
    from zhike.insight.cubes import store
    from zhike.insight.cubes.declaring import declared
    from zhike.insight.measures.engine import connect

    folder = store.root() / f"lines-{lines}"
    made = store.Store(folder.name, "made-up", *[now()] * 2, date(2026, 1, 1), {})
    if not made.file(declared("sales")).exists():
        folder.mkdir(parents=True, exist_ok=True)
        connection = connect(memory_limit="1GB", threads=2, folder=folder)
        for name, text in facts(lines).items():
            connection.execute(f"CREATE TEMP VIEW {name} AS {text}")
        began = time.monotonic()
        store._write(declared("sales"), connection, folder)
        print(f"written in {time.monotonic() - began:.1f} s")
        connection.close()
    return made


def facts(lines: int) -> dict[str, str]:
    """Facts as views that make them up row by row."""
    word = "list_extract({0}, CAST(1 + hash({1}) % {2} AS INT))".format
    return {
        "orders": f"SELECT i AS order_id, CAST(hash(i) % 300000 AS BIGINT) AS customer_id, 'sale' AS kind,"
        " CAST(hash(i * 17) % 50 AS BIGINT) AS credited_to,"
        f" DATE '2024-01-01' + CAST(i * 730 // {lines // 3 + 1} AS INT) AS placed_on"
        f" FROM range({lines // 3 + 1}) t (i)",
        "order_lines": "SELECT i AS line_id, i // 3 AS order_id, CAST('P' || (hash(i * 7) % 2000) AS VARCHAR) AS"
        " product_code, CAST(hash(i * 7) % 2000 AS BIGINT) AS product_id, true AS is_goods,"
        " CAST(1 + hash(i) % 9 AS DECIMAL(19, 4)) AS quantity, CAST(hash(i * 3) % 100000 / 100.0 AS DECIMAL(19, 4)) AS"
        f" amount FROM range({lines}) t (i)",
        "costs": "SELECT i AS line_id, CAST(hash(i * 5) % 50000 / 100.0 AS DECIMAL(19, 4)) AS cost"
        f" FROM range({lines}) t (i)",
        "customers": f"SELECT i AS customer_id, {word(['enterprise', 'channel', 'consumer'], 'i * 13', 3)} AS kind,"
        f" {word(list(REGIONS), 'i * 11', len(REGIONS))} AS region, i % 50 AS owner_id FROM range(300000) t (i)",
        "believed": f"SELECT i AS customer_id, NULL AS city, {word(list(TIERS), 'i', 4)} AS tier,"
        " 'core' AS rung, 'active' AS lifecycle, 'A' AS abc FROM range(300000) t (i)",
        "people": "SELECT i AS person_id, i % 5 AS team FROM range(50) t (i)",
        "goods": "SELECT i AS product_id, CAST('category ' || (hash(i) % 12) AS VARCHAR) AS category"
        " FROM range(2000) t (i)",
    }


def asked(store, address: str, who: str) -> tuple[float, float, int]:
    """Seconds by the clock, seconds of the processor, and how many cells."""
    import pyarrow as pa
    from django.http import QueryDict

    from zhike.insight.cubes import asking, engine
    from zhike.insight.cubes.answer import answer
    from zhike.insight.cubes.scope import Within
    from zhike.kit.models import Staff

    by = Staff(pk=1, username="ada", role="admin")
    question = asking.read(QueryDict(f"cube=sales&window=all&{address}"), by=by, end=store.end)
    seen = Within()
    if who == "bo":
        numbers = pa.table({"number": pa.array(range(0, 300_000, 50), pa.int64())})
        seen = Within(["customer_id IN (SELECT number FROM seen_0)"], {"seen_0": numbers})
    engine.within = lambda cube, by: seen
    began, used = time.monotonic(), time.process_time()
    with engine.asker(store) as one:
        found = answer(question, one)
    return time.monotonic() - began, time.process_time() - used, len(found.cells)


def scan(store) -> None:
    """The bare sum of the money of all lines."""
    from zhike.insight.cubes.declaring import declared
    from zhike.insight.measures.engine import connect

    taken = []
    for _ in range(5):
        began, used = time.monotonic(), time.process_time()
        connection = connect(memory_limit="512MB", threads=2, folder=store.folder)
        connection.sql(f"SELECT sum(amount) FROM read_parquet('{store.file(declared('sales'))}')").fetchall()
        connection.close()
        taken.append((time.monotonic() - began, time.process_time() - used, 1))
    tell("bare scan of one column", taken)


def tell(words: str, taken: list[tuple[float, float, int]]) -> None:
    """One line of the table."""
    warm = min(taken[1:])
    print(f"{words:46} {taken[0][0]:6.2f}s {warm[0]:6.2f}s {warm[1]:8.2f}s {warm[2]:7,}")


def size(store) -> float:
    """Megabytes of the table."""
    return sum(file.stat().st_size for file in store.folder.iterdir()) / 2**20


def now():
    """The moment."""
    from django.utils import timezone

    return timezone.now()


if __name__ == "__main__":
    main()
