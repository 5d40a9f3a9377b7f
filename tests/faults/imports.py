"""An import of orders is killed, and begun again until it ends; then the tables are those of one nobody killed."""

import csv
import os
import subprocess
import tempfile
import time
from pathlib import Path
from random import Random

import psutil

from tests.faults.outcome import Outcome
from tests.faults.site import Failed, Limit, Site, a_site

ROWS = int(os.environ.get("ROWS", "5000"))  # of one file
HEADER = ["订单号", "下单时间", "客户编号", "客户名称", "地区", "商品编码", "商品名称", "数量", "单价"]
MOMENTS = "'{id,created_at,changed_at,version,customer_id,product_id,order_id,run_id,custom}'::text[]"
CONTENT = f"""
    select md5(coalesce(string_agg(line, '|' order by line), '')), count(*) from (
        select 'order ' || coalesce(c.code, '') || (to_jsonb(o) - {MOMENTS})::text as line
        from sales_order o left join customers_customer c on c.id = o.customer_id
        union all
        select 'line ' || o.number || coalesce(p.code, '') || (to_jsonb(l) - {MOMENTS})::text
        from sales_orderline l join sales_order o on o.id = l.order_id
        left join catalog_product p on p.id = l.product_id
        union all select 'customer ' || (to_jsonb(c) - {MOMENTS})::text from customers_customer c
        union all select 'product ' || (to_jsonb(p) - {MOMENTS})::text from catalog_product p
        union all select 'found ' || noun || (select count(*) from kit_searchdoc e where e.noun = d.noun)
        from kit_searchdoc d group by noun
    ) lines
"""


def imports(times: int, seed: int) -> Outcome:
    """SIGKILL for `bin/zhike import` at random moments; as many files as it takes to be killed `times` times."""
    chance, files, killed, rejects_equal = Random(seed), [], 0, True
    with a_site(clients=1, web=1, worker=False) as site, a_site(clients=1, web=1, worker=False) as calm:
        rows = max(500, min(ROWS, 400 * times))
        while killed < times and time.monotonic() < Limit.until:
            files.append(write_file(site.folder / f"orders-{len(files)}.csv", rows, len(files), chance))
            began = time.monotonic()
            bring_in(calm, files[-1])
            usual = time.monotonic() - began
            is_in = False
            # Half of an import of this size is the start of Python; what is killed there has killed nothing.
            while killed < times and time.monotonic() < Limit.until:
                if is_in := brought_in(site, files[-1], within=chance.uniform(0.5, 0.95) * usual):
                    break
                killed += 1
            if not is_in:
                bring_in(site, files[-1])
            rejects_equal &= rejects(site, files[-1]).read_bytes() == rejects(calm, files[-1]).read_bytes()
        same = site.query(CONTENT) == calm.query(CONTENT)
        lines = site.query(CONTENT)[0][1]
        staged = site.query("select count(*) from sales_stagedline")[0][0]
    return Outcome(
        killed,
        figures={"files": f"{len(files)} of {rows:,} rows", "rows compared": f"{lines:,}"},
        promises={
            "the tables are those of imports nobody killed": same,
            "the files of rejected rows are the same": rejects_equal,
            "nothing half-read is left": staged == 0,
        },
    )


def write_file(file: Path, rows: int, nth: int, chance: Random) -> Path:
    """Orders of some customers, one row in fifty without a day that can be read."""
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADER)
        for row in range(rows):
            customer, product = chance.randrange(500), chance.randrange(80)
            day = "never" if row % 50 == 49 else f"2025-{row % 12 + 1:02}-{row % 28 + 1:02}"
            order = f"{'R' if day == 'never' else 'S'}{nth}-{row // 3 if day != 'never' else row}"
            names = [f"K{customer}", f"茶馆{customer}", "华东", f"P{product}", f"茶{product}"]
            lines.writerow([order, day, *names, chance.randrange(1, 9), chance.randrange(10, 900)])
    return file


def rejects(site: Site, file: Path) -> Path:
    return site.folder / f"rejects-{file.name}"


def begin(site: Site, file: Path) -> psutil.Popen:
    command = ["import", "orders", file, "--rejects", rejects(site, file)]
    output = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
    return site.popen("-m", "zhike.site.cli", *command, stdout=output, stderr=subprocess.STDOUT)


def bring_in(site: Site, file: Path) -> None:
    process = begin(site, file)
    if process.wait(600):
        raise RuntimeError(f"the import of {file} ended with {process.returncode}")


def brought_in(site: Site, file: Path, *, within: float) -> bool:
    """Whether an import ended before it was to be killed."""
    process = begin(site, file)
    try:
        if code := process.wait(within):
            raise Failed(f"an import ended with {code}")
        return True
    except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
        process.kill()
        process.wait()
        return False
