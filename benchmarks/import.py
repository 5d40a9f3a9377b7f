"""A hundred thousand dirty customer rows: how fast they come in, in how much memory, killed, resumed and undone.

    python benchmarks/import.py --rows 100000 --kills 10        (taskset -c 0,1 for two cores)

Works on a database of its own that is thrown away. The first process imports the file undisturbed and undoes it; then
the same import is killed at random moments and resumed until it ends. Three promises are checked:

    in + merged + rejected = rows
    the killed import ends with the content of the undisturbed one (numbers and times of rows left out)
    an undone import leaves every business table as it was, to the last column but `version` and `changed_at`
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
OPTIONS = {"columns": {"code": "客户编号", "name": "客户名称", "kind": "类别", "region": "省市", "city": "城市"}}
OPTIONS["columns"] |= {"phone": "手机号", "mail": "邮箱", "wechat": "微信", "known_since": "认识日期"}
OPTIONS["columns"] |= {"is_person": "自然人", "note": "备注"}
CONTENT = """
    select md5(string_agg(line, '|' order by line)) from (
        select (to_jsonb(c) - '{id,created_at,changed_at,version}'::text[])::text as line
        from customers_customer c
        union all
        select c.code || ' ' || (to_jsonb(p) - '{id,customer_id,uid,value}'::text[])::text
        from customers_contactpoint p join customers_customer c on c.id = p.customer_id
        union all
        select c.code || ' ' || d.tokens::text
        from kit_searchdoc d join customers_customer c on c.id = d.object_id and d.noun = 'customers.customer'
    ) lines
"""
EXACT = """
    select md5(string_agg(line, '|' order by line)) from (
        select (to_jsonb(c) - '{version,changed_at}'::text[])::text as line from customers_customer c
        union all select to_jsonb(p)::text from customers_contactpoint p
        union all select to_jsonb(h)::text from customers_household h
        union all select noun || object_id || tokens::text from kit_searchdoc
    ) lines
"""


def main() -> None:
    """Measure and print; ends with 1 where a promise is broken."""
    asked = arguments()
    if asked.work:
        do(asked.work, asked.run)
        return
    from benchmarks.throwaway import site

    with site() as folder:
        kept = measure(folder, asked)
    sys.exit(0 if all(kept) else 1)


def arguments() -> argparse.Namespace:
    """What was asked for; `--work` is how the program calls itself."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--known", type=int, default=5_000, help="customers that are there before")
    parser.add_argument("--work", choices=("load", "undo"), help=argparse.SUPPRESS)
    parser.add_argument("--run", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(folder: Path, asked: argparse.Namespace) -> list[bool]:
    """Everything, in order; whether each promise was kept."""
    import dirty

    prepare(asked.known)
    file = folder / "dirty.csv"
    dirty.write(file, asked.rows)
    print(f"{asked.rows:,} rows, {file.stat().st_size / 1e6:.1f} MB; {asked.known:,} customers known before")
    before = digest(EXACT)

    run = new_run(file)
    calm = finish("load", run)
    counts, undisturbed = tell(run), digest(CONTENT)
    report("in", asked.rows, calm)
    kept = [promise("in + merged + rejected = rows", adds_up(counts, asked.rows))]
    report("undone", asked.rows, finish("undo", run))
    kept.append(promise("undone: the content before", digest(EXACT) == before))

    again = new_run(file)
    moments = killed(again, asked.kills, within=calm["seconds"])
    finish("load", again)
    tell(again)
    print(f"killed {len(moments)} times, after {', '.join(f'{moment:.1f}' for moment in moments)} s")
    kept.append(promise("killed and resumed: the same content", digest(CONTENT) == undisturbed))
    finish("undo", again)
    kept.append(promise("undone: the content before", digest(EXACT) == before))
    return kept


def report(words: str, rows: int, told: dict[str, float]) -> None:
    """One line of figures: by the clock, and by the processor time of the process without that of the database."""
    by_clock, by_processor = rows / told["seconds"], rows / told["processor"]
    print(f"{words:<12}{by_clock:8,.0f} rows/s by the clock   {by_processor:8,.0f} by processor   ", end="")
    print(f"{told['seconds']:6.1f} s   {told['megabytes']:4.0f} MB at most")
    if "last" in told:
        print(f"            {told['first']:8,.0f} rows/s in the first fifth, {told['last']:,.0f} in the last")


def promise(words: str, is_kept: bool) -> bool:  # noqa: FBT001
    """Say whether it was kept."""
    print(f"{'kept  ' if is_kept else 'BROKEN'}  {words}")
    return is_kept


def prepare(known: int) -> None:
    """An empty site with some customers of which the file says more."""
    django()
    from django.core.management import call_command

    from zhike.customers.models import Customer
    from zhike.kit import search, writing_many

    call_command("migrate", verbosity=0)
    some = [Customer(code=f"D{number * 7:07}", name=f"旧客户{number}", city="温州") for number in range(known)]
    for customer in some:
        customer.derive()
    writing_many.insert(some)
    search.index(some)


def new_run(file: Path) -> int:
    """An import of the file, mapped and ready."""
    from zhike.exchange.importing import running
    from zhike.exchange.importing.models import ImportRun
    from zhike.kit.access.models import Staff
    from zhike.reading.mapping import Mapping

    by = Staff.objects.robot("import")
    run = ImportRun.objects.create(target="customers", file=str(file), file_name=file.name, digest="-", by=by)
    running.prepare(run, Mapping(OPTIONS["columns"]))
    return run.pk


def finish(work: str, run: int) -> dict[str, float]:
    """Let a process do the work to its end: seconds, seconds of processor, and the most memory it had, in MB."""
    process = child(work, run, quiet=False)
    told, _none = process.communicate()
    if process.returncode:
        sys.exit(f"{work} ended with {process.returncode}")
    return json.loads(told.splitlines()[-1])


def killed(run: int, times: int, *, within: float) -> list[float]:
    """Begin the import and kill it, again and again; after how many seconds each time."""
    chance, moments = random.Random(3), []
    for _nth in range(times):
        process = child("load", run, quiet=True)
        assert process.stdout is not None
        process.stdout.readline()  # it says when it begins
        moment = chance.uniform(0.1, within / max(times, 1) * 1.5)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        moments.append(moment)
    return moments


def child(work: str, run: int, *, quiet: bool) -> subprocess.Popen:
    """This program again, in a process of its own."""
    command = [sys.executable, __file__, "--work", work, "--run", str(run)]
    errors = subprocess.DEVNULL if quiet else None
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)


def do(work: str, key: int) -> None:
    """The work of a child."""
    import resource

    django()
    from zhike.exchange.importing import running, undoing
    from zhike.exchange.importing.models import ImportRun
    from zhike.kit.alone import Busy

    run = ImportRun.objects.select_related("by").get(pk=key)
    print("begun", flush=True)
    began, used, seen = time.monotonic(), time.process_time(), [(0.0, run.done)]
    run.watch = lambda run: seen.append((time.monotonic() - began, run.done))
    if work == "undo":
        from zhike.kit.batches.running import run as run_batch

        run_batch(batch=undoing.start(run, by=run.by).pk)
    else:
        while True:
            try:
                running.load(run)
                break
            except Busy:  # the server has not yet noticed that the process before is gone
                time.sleep(0.05)
    told = {"seconds": time.monotonic() - began, "processor": time.process_time() - used}
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if work == "load" and len(seen) > 10 and not seen[0][1]:  # all of it, by one process, in more than a few chunks
        told |= {"first": pace(seen, 0, run.done / 5), "last": pace(seen, run.done * 4 / 5, run.done)}
    print(json.dumps(told))


def pace(seen: list[tuple[float, int]], begin: float, end: float) -> float:
    """Rows a second between two places of the file."""
    some = [(at, done) for at, done in seen if begin <= done <= end]
    return (some[-1][1] - some[0][1]) / ((some[-1][0] - some[0][0]) or 1)


def tell(run: int) -> dict[str, int]:
    """The counts of a run, printed with the commonest reasons."""
    from django.db import connection

    from zhike.exchange.importing.models import ImportRun

    row = ImportRun.objects.get(pk=run)
    print("              " + " · ".join(f"{name} {count:,}" for name, count in row.counts.items()), row.message)
    with connection.cursor() as cursor:
        cursor.execute(
            "select regexp_replace(left(reason, 24), '[“0-9].*', ''), count(*) from exchange_reject where run_id = %s"
            " group by 1 order by 2 desc limit 12",
            [run],
        )
        for reason, count in cursor.fetchall():
            print(f"                {count:6,}  {reason}")
    return row.counts


def adds_up(counts: dict[str, int], rows: int) -> bool:
    """Whether every row of the file is in exactly one figure."""
    return sum(count for name, count in counts.items() if name != "read") == rows == counts["read"]


def digest(sql: str) -> str:
    """A fingerprint of the content."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def django() -> None:
    """Bring the site up."""
    import django as framework
    from django.utils import translation

    framework.setup()
    translation.activate("en")


if __name__ == "__main__":
    main()
