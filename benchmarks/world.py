"""A made-up firm of any size, written by COPY: customers, two contact points and three orders of each, standings.

The same number gives the same firm every time.
"""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing import get_context
from uuid import UUID

import django
import psycopg
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection

from zhike.customers.models import ContactPoint, Customer
from zhike.customers.models.contact import mark_of
from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.naming import sort_key
from zhike.kit.search.documents import vector
from zhike.vault import marks

PASSWORD = "benchmark-only"
TEAMS, SELLERS = 20, 200
CHUNK = 5_000
REGIONS = ("浙江", "江苏", "上海", "广东", "福建", "山东", "四川", "湖北", "北京", "河南", "云南", "安徽")
WORDS = "明州山月清风松竹兰亭云海天元嘉禾瑞泰兴华隆盛恒源东方南山永安福临金宝银泉玉湖丰达信诚和顺德益祥"
TRADES = ("茶业", "食品", "贸易", "餐饮", "酒店", "科技", "物流", "百货", "文化", "实业")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海燕"
KINDS = ("enterprise", "consumer", "consumer", "channel")
TABLES = (
    (
        "customers_customer",
        "id created_at changed_at version name name_sort kind is_person code region city owner_id known_since note",
    ),
    ("customers_contactpoint", "customer_id medium uid value value_index is_primary is_preferred"),
    (
        "sales_order",
        "created_at changed_at version number customer_id kind placed_at placed_on currency total note",
    ),
    ("kit_searchdoc", "noun object_id tokens"),
)

STANDINGS = """
insert into customers_standing
  (customer_id, kind, value, number, since, as_of, evidence, rule_version, source, reason)
select c.id, belief.kind, value, number, date '2026-10-01', date '2026-11-01', '{}', '1', 'computed', ''
from customers_customer c, lateral (values
  ('tier', case when c.id %% 100 < 2 then 'gold' when c.id %% 100 < 15 then 'silver'
                when c.id %% 100 < 50 then 'iron' else 'lead' end, null::numeric),
  ('rung', (array['lost','onlooker','edge','new','inactive','active','core','advocate'])[1 + c.id %% 8], null),
  ('lifecycle', (array['prospect','new','active','loyal','lost'])[1 + c.id %% 5], null),
  ('days_since_last_purchase', '', (c.id * 7919) %% 720),
  ('net_sales_12m', '', (c.id * 104729) %% 900000),
  ('clv', '', (c.id * 15485863) %% 2000000)) belief(kind, value, number)
where c.id between %s and %s
"""


def filled(customers: int) -> None:
    """Bring a site up to date, and build the firm where there is none yet."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Customer.objects.exists():
        begun = time.perf_counter()
        build(customers)
        print(f"built in {time.perf_counter() - begun:.0f} s")


def build(customers: int) -> None:
    """Fill an empty, migrated database."""
    sellers = _people()
    jobs = [(first, min(first + CHUNK - 1, customers), tuple(sellers)) for first in range(1, customers + 1, CHUNK)]
    with ExitStack() as stack:
        pool = stack.enter_context(get_context("spawn").Pool(initializer=django.setup))
        copies = [stack.enter_context(_copy(*table)) for table in TABLES]
        for some in pool.imap_unordered(_chunk, jobs):
            for copy, text in zip(copies, some, strict=True):
                copy.write(text)
    step = max(customers // 10, CHUNK)
    with connection.cursor() as cursor:
        for first in range(1, customers + 1, step):
            cursor.execute(STANDINGS, [first, min(first + step - 1, customers)])
        cursor.execute("select setval('customers_customer_id_seq', %s)", [customers])
        cursor.execute("vacuum (analyze)")


class _copy:  # noqa: N801 - used like a function
    """A COPY into one table, on a connection of its own; foreign keys are not looked at."""

    def __init__(self, table: str, columns: str) -> None:
        self.connection = psycopg.connect(**connection.get_connection_params(), autocommit=True)
        self.sql = f"copy {table} ({columns.replace(' ', ', ')}) from stdin"

    def __enter__(self):
        self.connection.execute("set session_replication_role = replica")
        self.connection.execute("set statement_timeout = 0")
        self.cursor = self.connection.cursor()
        self.copy = self.cursor.copy(self.sql)
        return self.copy.__enter__()

    def __exit__(self, *error):
        self.copy.__exit__(*error)
        self.connection.close()


def _people() -> list[int]:
    """The administrator, and the sellers in their teams; the numbers of the sellers."""
    password = make_password(PASSWORD)
    Staff.objects.create(username="admin", name="管理员", role=Role.ADMIN, password=password)
    teams = Team.objects.bulk_create(Team(name=f"销售{n + 1}部") for n in range(TEAMS))
    sellers = Staff.objects.bulk_create(
        Staff(username=f"seller{n}", name=f"销售{n}", team=teams[n % TEAMS], password=password) for n in range(SELLERS)
    )
    return [seller.pk for seller in sellers]


def _chunk(job: tuple[int, int, tuple[int, ...]]) -> tuple[str, str, str, str]:
    first, last, sellers = job
    chance = random.Random(first)
    made = [_one(number, chance, sellers) for number in range(first, last + 1)]
    return tuple("".join(part) for part in zip(*made, strict=True))  # type: ignore[return-value]


def _one(number: int, chance: random.Random, sellers: tuple[int, ...]) -> tuple[str, str, str, str]:
    kind, region = KINDS[number % len(KINDS)], chance.choice(REGIONS)
    is_person = kind == "consumer"
    name = _person(chance) if is_person else _firm(region, chance)
    phone = f"1{chance.randrange(30, 99)}{number:08d}"
    mail = f"c{number}@example.com"
    at = f"2026-{1 + number % 10:02d}-{1 + number % 27:02d} 08:00:00+08"
    place = (f"C{number:07d}", region, region, sellers[number % len(sellers)], at[:10], "")
    row = (number, at, at, 1, name, sort_key(name, person=is_person), kind, is_person, *place)
    found_by = " ".join([*marks.of_number(phone), *marks.of_mail(mail)])
    words = vector(name, f"{name} {region} C{number:07d} {found_by}")
    points = _lines(_point(number, "phone", phone, chance), _point(number, "mail", mail, chance))
    return _lines(row), points, _lines(*_orders(number, chance)), _lines(("customers.customer", number, words))


def _point(number: int, medium: str, value: str, chance: random.Random) -> tuple:
    row, column = UUID(int=chance.getrandbits(128)), ContactPoint._meta.get_field("value")
    sealed, mark = column.seal(value, row=row), mark_of(medium, value)  # type: ignore[union-attr]
    return number, medium, row, f"\\\\x{sealed.hex()}", f"\\\\x{mark.hex()}", True, False


def _orders(number: int, chance: random.Random) -> Iterator[tuple]:
    for each in range(3):
        day = f"202{4 + each % 3}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}"
        at, total = f"{day} 10:00:00+08", chance.randrange(100, 90_000)
        yield at, at, 1, f"S{number}-{each}", number, "sale", at, day, "CNY", total, ""


def _firm(region: str, chance: random.Random) -> str:
    return f"{region}{''.join(chance.choices(WORDS, k=chance.choice((2, 3, 4))))}{chance.choice(TRADES)}有限公司"


def _person(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))


def _lines(*rows: tuple) -> str:
    return "".join("\t".join("t" if v is True else "f" if v is False else str(v) for v in row) + "\n" for row in rows)
