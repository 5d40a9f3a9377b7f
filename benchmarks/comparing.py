"""The pages that are compared, and asking for them in turn."""

from collections.abc import Sequence
from contextlib import ExitStack
from urllib.parse import quote

import psutil
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.lists import WARM_UP, Case, Row, Timing, measure, numbers, timing
from benchmarks.serving import Site, served
from benchmarks.world import PASSWORD
from zhike.customers.models import Customer
from zhike.kit.access.models import Staff

COLUMNS = "c.id, c.name, c.kind, c.region, s.name"
FROM = "customers_customer c left join kit_staff s on s.id = c.owner_id"
BELIEVED = (
    "exists (select 1 from customers_standing b"
    " where b.customer_id = c.id and b.kind = '{}' and b.value = '{}' and b.until is null)"
)
HEADS = ("page", "raw p50", "floor p50", "p95", "zhike p50", "p95", "ratio", "CPU", "queries", "KB")
WIDTHS = (26, 9, 10, 8, 11, 8, 7, 7, 9, 7)


def compare(customers: int, *, samples: int, only: str) -> list[Row]:
    """Every page on every side; printed as they come."""
    print(f"\n{customers:,} customers; {samples} samples; load of the machine {psutil.getloadavg()[0]:.1f}")
    _print(HEADS)
    with ExitStack() as stack:
        floor = stack.enter_context(served("benchmarks.floor.wsgi:application", "benchmarks.floor.settings"))
        zhike = stack.enter_context(served("zhike.site.wsgi:application", "zhike.site.settings"))
        zhike.sign_in("admin", PASSWORD)
        rows = [_row(case, floor, zhike, samples) for case in _cases(customers) if only in case.name]
        print(f"memory of one worker: floor {floor.memory():.0f} MB, zhike {zhike.memory():.0f} MB")
    return rows


def _cases(customers: int) -> list[Case]:
    seller = Staff.objects.get(username="seller7").pk
    deep = Customer.objects.order_by("name_sort", "pk")[50_000] if customers > 50_000 else None
    someone = Customer.objects.get(pk=customers // 2)
    page = f"select {COLUMNS} from {FROM} where {{}} order by c.name_sort, c.id limit 50"
    tier = BELIEVED.format("tier", "gold")
    cases = [
        Case("list by name", page.format("true"), "/customers/?", "/customers/?"),
        Case(
            "list by last change",
            f"select {COLUMNS} from {FROM} order by c.changed_at desc, c.id desc limit 50",
            "/customers/?sort=-changed_at",
            "/customers/?sort=-changed_at",
        ),
        Case(
            "filter owner and tier",
            page.format(f"c.owner_id = {seller} and {tier}"),
            f"/customers/?owner={seller}&tier=gold",
            f"/customers/?owner={seller}&tier=gold",
        ),
        Case("filter tier", page.format(tier), "/customers/?tier=gold", "/customers/?tier=gold"),
        Case("sort by tier", "", "", "/customers/?sort=tier"),
        Case("sort by net sales", "", "", "/customers/?sort=-net_sales_12m"),
        Case("sort by owner", "", "", "/customers/?sort=owner"),
        Case("sort by kind", "", "", "/customers/?sort=-kind"),
        *_searches(someone, page),
        Case(
            "customer page",
            f"select {COLUMNS} from {FROM} where c.id = {someone.pk}",
            f"/customers/{someone.pk}/",
            f"/customers/{someone.pk}/",
        ),
        Case("board by kind", "", "/board/?", "/customers/board/?by=kind"),
        Case("create", "", "/new/", "/customers/new/", form=_a_new_one),
        Case("change", "", f"/customers/{someone.pk}/edit/", f"/customers/{someone.pk}/edit/", form=_a_city(someone)),
    ]
    if deep:
        cases.insert(1, _deep(deep, page))
    return cases


def _searches(someone: Customer, page: str) -> list[Case]:
    return [
        Case("search 明州", page.format("c.name like '%明州%'"), "/customers/?q=明州", "/customers/?q=明州"),
        Case("search zw", "", "", "/customers/?q=zw"),
        Case("search phone tail", "", "", f"/customers/?q={someone.pk:08d}"[:18] + f"{someone.pk:08d}"[-4:]),
        Case("search everywhere 明州", "", "", "/search/?q=明州"),
    ]


def _deep(row: Customer, page: str) -> Case:
    from zhike.kit.registry import entity_of
    from zhike.kit.surfaces.keyset import Order

    row.sort_key = row.name_sort  # type: ignore[attr-defined]
    cursor = Order([(entity_of(Customer).field("name"), False)], by=None).cursor(row)
    raw = page.format("true") + " offset 50000"
    return Case("page at depth 50,000", raw, "/customers/?offset=50000", f"/customers/?after={cursor}")


def _a_new_one() -> dict[str, str]:
    return {"name": f"测速客户{next(numbers)}", "kind": "enterprise", "city": "宁波", "known_since": "2026-11-01"}


def _a_city(row: Customer):
    def form() -> dict[str, str]:
        return {
            "name": row.name,
            "kind": row.kind,
            "known_since": row.known_since.isoformat(),
            "city": f"城{next(numbers)}",
        }

    return form


def _row(case: Case, floor: Site, zhike: Site, samples: int) -> Row:
    raw = _asked_raw(case.raw, samples) if case.raw else None
    plain = _asked(floor, case.floor, case, samples) if case.floor else None
    ours = _asked(zhike, case.zhike, case, samples)
    queries, size = _weight(case.zhike) if case.form is None else (0, 0)
    row = Row(case.name, raw, plain, ours, queries, size)
    _print(_told(row))
    return row


def _asked_raw(sql: str, samples: int) -> Timing:
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("%", "%%") if "%" in sql else sql, [] if "%" in sql else None)
            cursor.fetchall()

    measure(act, WARM_UP)
    return timing(measure(act, samples))


def _asked(site: Site, address: str, case: Case, samples: int) -> Timing:
    def act() -> None:
        answer = site.ask(_quoted(address), case.form() if case.form else None)
        if answer.status >= 400:
            raise RuntimeError(f"{address} answered {answer.status}")

    site.connection.close()  # it was idle while others were asked, and a server may have let go of it
    measure(act, WARM_UP)
    before = site.processor_seconds()
    taken = measure(act, samples)
    return timing(taken, (site.processor_seconds() - before) * 1000 / samples)


def _quoted(address: str) -> str:
    return quote(address, safe="/?=&%,-.:")


def _weight(address: str) -> tuple[int, int]:
    """Queries of a page, and its bytes before compression; asked in this process."""
    client = Client(headers={"host": "localhost"})
    client.force_login(Staff.objects.get(username="admin"))
    client.get("/profile/")  # with its first request a session is noted, and then once a minute
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    return len(queries), len(response.content)


def _told(row: Row) -> list[str]:
    def at(timing: Timing | None, name: str = "p50") -> str:
        return f"{getattr(timing, name):.1f}" if timing else "–"

    return [
        *(row.page, at(row.raw), at(row.floor), at(row.floor, "p95"), at(row.zhike), at(row.zhike, "p95")),
        *(f"{row.ratio:.2f}" if row.floor else "–", at(row.zhike, "cpu"), str(row.queries), f"{row.bytes / 1024:.0f}"),
    ]


def _print(cells: Sequence[str]) -> None:
    first, *rest = (f"{cell:{'<' if place == 0 else '>'}{WIDTHS[place]}}" for place, cell in enumerate(cells))
    print(first, *rest, sep="", flush=True)
