"""The generated firm as unsaved rows of the real tables. What `save` would fill in is filled in here."""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from zhike.catalog.models import Product
from zhike.customers.models import Contact, ContactPoint, Customer, Household, Standing
from zhike.customers.models.standing import Source
from zhike.kit.access.models import Staff, Team
from zhike.kit.naming import sort_key
from zhike.sales.models import Order, OrderLine
from zhike.sales.models.crediting import counts_for
from zhike.site.demo.generator import records
from zhike.work.models import Priority, Task

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LINE_KEYS = uuid5(NAMESPACE_URL, "https://zhike.example.com/demo/lines")


def staff_row(member: records.StaffMember, *, team: Team | None, password: str) -> Staff:
    """An account; `password` is hashed already."""
    return Staff(
        username=member.username,
        name=member.name,
        email=member.email,
        role=member.role,
        team=team,
        password=password,
    )


def product_row(item: records.Product) -> Product:
    """A line of the price list."""
    return Product(
        code=item.code,
        name=item.name,
        name_sort=sort_key(item.name),
        category=item.category,
        unit=item.unit,
        price=item.price,
        cost=item.cost,
        is_goods=item.is_goods,
    )


def customer_row(
    one: records.Customer,
    *,
    owner: Staff | None,
    household: Household | None,
    parent: Customer | None,
    referred_by: Customer | None,
) -> Customer:
    """A customer, recorded on the morning it became known."""
    return Customer(
        code=one.code,
        kind=one.kind,
        is_person=one.is_person,
        name=one.name,
        name_sort=sort_key(one.name, person=one.is_person),
        region=one.region,
        city=one.city,
        known_since=one.known_since,
        owner=owner,
        household=household,
        parent=parent,
        referred_by=referred_by,
        note=one.note,
        **_recorded(_morning(one.known_since)),
    )


def contact_row(person: records.Contact, *, customer: Customer) -> Contact:
    """Somebody at a customer."""
    return Contact(
        customer=customer,
        name=person.name,
        title=person.title,
        buying_role=person.buying_role,
        **_recorded(customer.created_at),
    )


def contact_point_row(point: records.ContactPoint, *, customer: Customer, contact: Contact | None) -> ContactPoint:
    """A way to reach a customer or its contact."""
    return ContactPoint(
        customer=customer,
        contact=contact,
        medium=point.medium,
        value=point.value,
        valid_from=point.valid_from,
        valid_to=point.valid_to,
        is_primary=point.is_primary,
    )


def standing_row(statement: records.Statement, *, customer: Customer) -> Standing:
    """What somebody stated of a customer when it was recorded."""
    return Standing(
        customer=customer,
        kind=statement.kind,
        value=statement.value,
        since=statement.since,
        as_of=statement.since,
        source=Source.STATED,
        reason="建档时登记",
    )


def order_row(order: records.Order, *, customer: Customer | None) -> Order:
    """The head of an order, without its lines."""
    return Order(
        number=order.number,
        customer=customer,
        credited_to=counts_for(customer, follows=None),
        kind=order.kind,
        placed_at=order.placed_at,
        placed_on=order.placed_on,
        total=order.total,
        note=order.note,
        **_recorded(order.placed_at),
    )


def line_row(line: records.OrderLine, *, order: Order, product: Product) -> OrderLine:
    """A line of an order that is in the database already."""
    return OrderLine(
        order=order,
        position=line.position,
        product=product,
        description=line.description,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.amount,
        unit_cost=line.unit_cost,
        key=uuid5(LINE_KEYS, f"{order.number}/{line.position}"),
    )


def task_row(task: records.Task, *, customer: Customer | None, assignee: Staff, as_of: date) -> Task:
    """A task, written down in the week before it was due or, if due later, on the eve of `as_of`."""
    return Task(
        title=task.title,
        note=task.note,
        customer=customer,
        assignee=assignee,
        due_on=task.due_on,
        status=task.status,
        priority=Priority[task.priority.upper()],
        done_at=task.done_at,
        **_recorded(_morning(min(task.due_on - WEEK, as_of - DAY))),
    )


def _recorded(at: datetime) -> dict[str, datetime]:
    return {"created_at": at, "changed_at": at}


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), records.BUSINESS_ZONE)
