"""Writes the demonstration firm into an empty database, in bulk and in one transaction: all of it or nothing."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from zhike.catalog.models import Product
from zhike.custom.checking import build
from zhike.custom.models import CustomField
from zhike.customers.models import Contact, Customer, Household
from zhike.kit import search
from zhike.kit.access.models import Staff, Team
from zhike.kit.audit import trace
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.kit.views.models import Audience, View
from zhike.sales.models import Order
from zhike.site.demo import goods, rows
from zhike.site.demo.activities import write_activities
from zhike.site.demo.attached import write_attached
from zhike.site.demo.cubes import write_cubes
from zhike.site.demo.deals import write_deals
from zhike.site.demo.follow_ups import write_follow_ups
from zhike.site.demo.generator import SEED, make_firm
from zhike.site.demo.generator.records import Customer as CustomerRecord
from zhike.site.demo.generator.records import FirmData
from zhike.site.demo.generator.staff import DEMO_PASSWORD, STAFF
from zhike.site.demo.leads import write_leads
from zhike.site.demo.money import write_money
from zhike.site.demo.objections import write_objections
from zhike.site.demo.papers import write_papers
from zhike.site.demo.planning import write_plans
from zhike.site.demo.pool import write_pool
from zhike.site.demo.special_days import write_special_days
from zhike.site.demo.targets import write_targets
from zhike.site.demo.telesales import write_lead_list, write_telesales
from zhike.work.models import Task

Row = TypeVar("Row", bound=Model)
VIEWS_BY = "chenyi"
VIEWS = {
    "流失边缘的金质客户": {"tier": ["gold"], "rung": ["edge"], "sort": ["-net_sales_12m"]},
    "各地区的渠道": {"kind": ["channel"], "group": ["region"], "sort": ["tier,-clv"]},
}
BATCH = 2000


def load_if_empty() -> list[str]:
    """Load the firm as of today unless somebody's records are there; the lines that tell who may sign in."""
    if is_empty():
        load(as_of=timezone.localdate())
    return [
        f"Sign in as one of these; the password is {DEMO_PASSWORD}",
        *(f"  {member.username:<14}{member.role:<9}{member.name}" for member in STAFF),
    ]


def is_empty() -> bool:
    """Whether no business has been recorded yet; accounts do not count."""
    return not any(noun._default_manager.exists() for noun in (Customer, Product, Order, Task))


def load(*, as_of: date, seed: int = SEED) -> None:
    """Write the firm as it stood on the morning of `as_of`, with search documents and traces.

    Accounts of the same username are kept as they are, password included.
    """
    firm = make_firm(as_of=as_of, seed=seed)
    with transaction.atomic(), through(Door.COMMAND, program="demo"):
        loading = Loading(firm)
        loading.run()
        # The planner knows nothing of tables that were filled a moment ago. Ours by name: the catalogues that all
        # databases of a server share may be locked by a neighbour.
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {', '.join(connection.introspection.django_table_names(only_existing=True))}")


class Loading:
    """One load: what has been written so far, by the codes the generator uses."""

    def __init__(self, firm: FirmData) -> None:
        self.firm = firm
        self.robot = Staff.objects.robot("demo")
        self.staff: dict[str, Staff] = {}
        self.products: dict[str, Product] = {}
        self.customers: dict[str, Customer] = {}

    def run(self) -> None:
        """Everything, in the order in which one thing needs another."""
        self.write_staff()
        self.write_products()
        for some in goods.write(self.products, self.staff, as_of=self.firm.as_of):
            self.declare(some)
        self.write_customers()
        self.write_added_fields()
        self.write_contacts()
        self.write_statements()
        self.write_orders()
        self.write_tasks()
        write_deals(self.customers, as_of=self.firm.as_of, declare=self.declare)
        write_papers(as_of=self.firm.as_of)
        write_activities(self.customers, self.staff, as_of=self.firm.as_of, seed=self.firm.seed, keep=self.declare)
        write_follow_ups(as_of=self.firm.as_of, seed=self.firm.seed, keep=self.declare)
        write_special_days(as_of=self.firm.as_of, keep=self.declare)
        write_attached(self.customers)
        told: dict[str, Any] = {"as_of": self.firm.as_of, "seed": self.firm.seed, "robot": self.robot}
        write_objections(self.customers, self.staff, **told)
        write_telesales(self.customers, self.staff, **told)
        write_plans(self.customers, self.staff, as_of=self.firm.as_of)
        write_pool(as_of=self.firm.as_of, seed=self.firm.seed, robot=self.robot, keep=self.declare)
        write_money(self.staff, as_of=self.firm.as_of)
        write_targets(self.staff, as_of=self.firm.as_of, seed=self.firm.seed)
        write_leads(self.staff, as_of=self.firm.as_of, seed=self.firm.seed, keep=self.declare)
        write_lead_list(self.staff, as_of=self.firm.as_of)
        self.write_views()
        write_cubes(self.staff[VIEWS_BY])

    def write_staff(self) -> None:
        """Teams and accounts."""
        teams: dict[str | None, Team | None] = {None: None}
        for team in self.firm.teams:
            teams[team.name], _created = Team._base_manager.get_or_create(
                name=team.name, defaults={"parent": teams[team.parent]}
            )
        # Hashing is slow on purpose, so it is done once for all accounts.
        password = make_password(DEMO_PASSWORD)
        for member in self.firm.staff:
            row = rows.staff_row(member, team=teams[member.team], password=password)
            self.staff[member.username] = (
                Staff._base_manager.filter(username=member.username).first() or write([row])[0]
            )

    def write_products(self) -> None:
        """The price list."""
        written = self.declare([rows.product_row(item) for item in self.firm.products])
        self.products = {product.code: product for product in written}

    def write_added_fields(self) -> None:
        """Two fields the firm added to its customers, filled in for those who buy on account."""
        told = {"noun": Customer._meta.label_lower, "in_list": False}
        limit = build(CustomField.objects.create(label="年框金额", label_en="Annual frame", kind="money", **told))
        ends = build(CustomField.objects.create(label="合同到期日", label_en="Contract ends", kind="date", **told))
        firms = [one for one in self.customers.values() if one.kind in ("enterprise", "channel")]
        for place, firm in enumerate(firms):
            limit.put(firm, 50_000 * (1 + place % 8))
            ends.put(firm, self.firm.as_of + timedelta(days=place * 37 % 700))
        Customer._base_manager.bulk_update(firms, ["custom"], batch_size=BATCH)

    def write_customers(self) -> None:
        """Heads of groups and referrers first, then those who name them."""
        households = self.households()
        waiting = list(self.firm.customers)
        while waiting:
            ready = [one for one in waiting if {one.parent, one.referred_by} <= {None, *self.customers}]
            written = self.record([self.customer(one, households) for one in ready])
            self.customers |= {str(customer.code): customer for customer in written}
            waiting = [one for one in waiting if one.code not in self.customers]

    def customer(self, one: CustomerRecord, households: dict[str, Household]) -> Customer:
        """The row of a customer whose parent and referrer are written already."""
        return rows.customer_row(
            one,
            owner=self.staff[one.owner] if one.owner else None,
            household=households[one.household] if one.household else None,
            parent=self.customers[one.parent] if one.parent else None,
            referred_by=self.customers[one.referred_by] if one.referred_by else None,
        )

    def households(self) -> dict[str, Household]:
        """Households, named after their first member."""
        first = {one.household: one.name for one in reversed(self.firm.customers) if one.household}
        written = write([Household(name=f"{name}一家") for name in first.values()])
        return dict(zip(first, written, strict=True))

    def write_contacts(self) -> None:
        """People at customers, then every way to reach either; with both a customer can be found by them."""
        people = write([rows.contact_row(one, customer=self.customers[one.customer]) for one in self.firm.contacts])
        contacts: dict[str | None, Contact] = {
            one.key: row for one, row in zip(self.firm.contacts, people, strict=True)
        }
        write(
            rows.contact_point_row(point, customer=self.customers[point.customer], contact=contacts.get(point.contact))
            for point in self.firm.contact_points
        )
        search.index(list(self.customers.values()))

    def write_statements(self) -> None:
        """What was stated by hand."""
        write(
            rows.standing_row(statement, customer=self.customers[statement.customer])
            for statement in self.firm.statements
        )

    def write_orders(self) -> None:
        """The ledger: heads, then lines."""
        orders = self.declare(
            [rows.order_row(order, customer=self.customers.get(order.customer or "")) for order in self.firm.orders]
        )
        write(
            rows.line_row(line, order=row, product=self.products[line.product])
            for order, row in zip(self.firm.orders, orders, strict=True)
            for line in order.lines
        )

    def write_tasks(self) -> None:
        """What the staff have to do."""
        self.declare(
            [
                rows.task_row(
                    task,
                    customer=self.customers.get(task.customer or ""),
                    assignee=self.staff[task.assignee],
                    as_of=self.firm.as_of,
                )
                for task in self.firm.tasks
            ]
        )

    def write_views(self) -> None:
        """Lists of customers that everyone finds above theirs."""
        kept = {"noun": Customer._meta.label_lower, "made_by": self.staff[VIEWS_BY], "audience": Audience.EVERYONE}
        write([View(name=name, state=state, pinned=True, **kept) for name, state in VIEWS.items()])

    def declare(self, some: Sequence[Row]) -> list[Row]:
        """Write rows of a noun, make them findable and leave a trace of each."""
        written = self.record(some)
        search.index(written)
        return written

    def record(self, some: Sequence[Row]) -> list[Row]:
        """Write rows of a noun and leave a trace of each."""
        written = write(some)
        trace.record_many("load", written, by=self.robot)
        return written


def write(some: Iterable[Row]) -> list[Row]:
    """Write rows in bulk; they come back with their keys."""
    listed = list(some)
    return type(listed[0])._base_manager.bulk_create(listed, batch_size=BATCH) if listed else []
