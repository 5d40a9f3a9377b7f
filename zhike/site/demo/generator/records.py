"""What a generated firm consists of: plain values, no database, keyed by codes that stay the same."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

BUSINESS_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one offset and no summer time (since 1991), so a fixed one needs no zone database."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team; `parent` is the name of the team it belongs to."""

    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who signs in; `role` is admin, manager or staff; `team` is a team's name or None."""

    username: str
    name: str
    role: str
    team: str | None
    email: str


@dataclass(frozen=True, slots=True)
class Product:
    """Something on the price list, in yuan a unit; charges such as freight are not goods."""

    code: str
    name: str
    category: str
    unit: str
    price: Decimal
    cost: Decimal
    popularity: int
    is_goods: bool


@dataclass(frozen=True, slots=True)
class Customer:
    """Anybody the house knows. `parent` and `referred_by` are customer codes, `owner` is a username."""

    code: str
    kind: str
    is_person: bool
    name: str
    region: str
    city: str
    known_since: date
    owner: str | None = None
    parent: str | None = None
    household: str | None = None
    referred_by: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person inside an organisation; `key` is the customer's code and a number."""

    key: str
    customer: str
    name: str
    title: str
    buying_role: str


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A way to reach a customer: by phone, mail, wechat or address. `contact` is a contact key or None."""

    customer: str
    contact: str | None
    medium: str
    value: str
    valid_from: date
    valid_to: date | None = None
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody noted of a customer when it became known: origin, territory or settlement."""

    customer: str
    kind: str
    value: str
    since: date


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; `product` is a product code. Negative quantities bring goods back."""

    position: int
    product: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    unit_cost: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """A sale, return or adjustment; `customer` is None when somebody paid at the counter unnamed."""

    number: str
    customer: str | None
    kind: str
    placed_at: datetime
    lines: tuple[OrderLine, ...]
    note: str = ""

    @property
    def placed_on(self) -> date:
        """The local day, because `placed_at` is in the business zone."""
        return self.placed_at.date()

    @property
    def total(self) -> Decimal:
        """What the lines add up to, in yuan."""
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Task:
    """Something a member of staff (`assignee`, a username) should do; status open, done or dropped."""

    title: str
    note: str
    customer: str | None
    assignee: str
    due_on: date
    status: str
    priority: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Life:
    """The truth behind a buyer's history, which a real house never sees: use it to judge estimates.

    Rates are per week. `left_on` is the day the customer was lost, None when still a customer at the end.
    """

    customer: str
    purchases_per_week: float
    dropout_per_week: float
    first_purchase: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class FirmData:
    """A whole firm as it stood on the morning of `as_of`; nothing in it was sold on or after that day."""

    name: str
    seed: int
    as_of: date
    teams: tuple[Team, ...]
    staff: tuple[StaffMember, ...]
    products: tuple[Product, ...]
    customers: tuple[Customer, ...]
    contacts: tuple[Contact, ...]
    contact_points: tuple[ContactPoint, ...]
    statements: tuple[Statement, ...]
    orders: tuple[Order, ...]
    tasks: tuple[Task, ...]
    lives: tuple[Life, ...]
