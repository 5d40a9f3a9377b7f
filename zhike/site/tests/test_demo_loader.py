"""The firm arrives in the database whole: rows, names by sound, search, traces and accounts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Count, F, Sum

from tests.ready_made import FIRM_AS_OF as AS_OF
from tests.ready_made import firm_database
from zhike.approvals import asking
from zhike.catalog.models import Product
from zhike.customers.models import Contact, ContactPoint, Customer, Household, Standing
from zhike.kit.access.models import Staff, Team
from zhike.kit.access.rows import rows
from zhike.kit.attached.models import Note, Tagging
from zhike.kit.audit.trace import trace_of
from zhike.kit.search import find
from zhike.pool import daily
from zhike.pool.in_force import asked
from zhike.pool.models import PoolRule, PoolStay, PoolWarning
from zhike.pool.simulating import simulate
from zhike.sales import agreeing, answering
from zhike.sales.models import Order, OrderLine, Quote
from zhike.site import demo
from zhike.site.demo.generator import make_firm
from zhike.site.demo.generator.records import FirmData
from zhike.site.demo.generator.staff import DEMO_PASSWORD
from zhike.site.demo.quoting import price_drafts
from zhike.work.models import Task


@pytest.fixture(scope="module")
def firm(django_db_setup, django_db_blocker) -> FirmData:
    """The firm, loaded beside an account that was there before."""
    with django_db_blocker.unblock(), firm_database():
        yield make_firm(as_of=AS_OF)


@pytest.fixture
def manager(firm) -> Staff:
    return Staff.objects.get(username="chenyi")


def test_every_record_becomes_one_row(firm):
    assert {model: model.objects.count() for model in (Product, Customer, Contact, ContactPoint, Order)} == {
        Product: len(firm.products),
        Customer: len(firm.customers),
        Contact: len(firm.contacts),
        ContactPoint: len(firm.contact_points),
        Order: len(firm.orders),
    }
    assert {task.title for task in firm.tasks} <= set(Task.objects.values_list("title", flat=True))
    assert OrderLine.objects.count() == sum(len(order.lines) for order in firm.orders)
    assert Standing.objects.filter(source="stated", until=None).count() == len(firm.statements)
    assert Household.objects.count() == len({one.household for one in firm.customers} - {None})


def test_the_money_is_the_same_to_the_cent(firm):
    total = sum(order.total for order in firm.orders)

    assert Order.objects.aggregate(all=Sum("total"))["all"] == total > Decimal(10_000_000)
    assert OrderLine.objects.aggregate(all=Sum("amount"))["all"] == total
    assert not OrderLine.objects.exclude(amount=F("quantity") * F("unit_price")).exists()
    assert not Order.objects.annotate(sum=Sum("lines__amount")).exclude(sum=F("total")).exists()


def test_an_order_is_dated_by_the_local_day(firm):
    order = Order.objects.get(number=firm.orders[0].number)

    assert order.placed_at == firm.orders[0].placed_at
    assert order.placed_on == firm.orders[0].placed_on < AS_OF


def test_parents_households_referrers_and_owners_are_linked(firm):
    group = Customer.objects.get(name="云栖酒店集团")

    assert {child.city for child in group.children.all()} == {"杭州", "上海", "苏州"}
    assert Customer.objects.get(name="深圳青禾设计有限公司").referred_by.name == "闽江茶叶商行"
    assert group.owner.name == "周航"
    assert Customer.objects.filter(referred_by=None).count() == sum(not c.referred_by for c in firm.customers)
    sizes = Household.objects.annotate(size=Count("members")).values_list("size", flat=True)
    assert sum(sizes) == sum(bool(one.household) for one in firm.customers)


def test_names_sort_by_the_surname_as_it_is_said(firm):
    assert Customer.objects.get(name="单雨晴").name_sort == "shan yu qing"
    assert Customer.objects.get(name="明州茶叶贸易有限公司").name_sort.startswith("ming zhou cha ye")


@pytest.mark.parametrize("typed", ["明州茶叶", "mzcy", "C00001", "林晓"])
def test_customers_are_found_by_any_piece_of_their_words(firm, typed):
    assert Customer.objects.get(code="C00001") in find(Customer.objects.all(), typed)


def test_orders_and_tasks_are_found_too(firm):
    assert find(Order.objects.all(), firm.orders[7].number).get().number == firm.orders[7].number
    assert find(Task.objects.all(), "挽回电话").filter(customer__code="C00001").count() == 1


def test_each_row_of_a_noun_has_a_trace(firm):
    for noun in (Product, Customer, Order, Task):
        entry = trace_of(noun.objects.last()).get()
        assert (entry.verb, entry.door, entry.actor.username) == ("load", "command", "robot:demo")


def test_notes_and_tags_stand_on_the_first_customers(firm):
    customer = Customer.objects.get(code="C00001")

    assert Note.objects.of(customer).count() == 2
    assert {tagging.tag.word for tagging in Tagging.objects.of(customer)} == {"价格敏感", "年框客户"}


def test_the_accounts_sign_in_with_the_one_password_and_old_accounts_keep_theirs(firm):
    assert authenticate(username="xuwen", password=DEMO_PASSWORD).name == "许文"
    assert authenticate(username="admin", password=DEMO_PASSWORD) is None
    assert authenticate(username="admin", password="my own").name == "Before"


def test_managers_see_their_team_and_staff_their_own(firm, manager):
    east = {member.username for member in firm.staff if member.team == "华东团队"}
    of_the_team = [one for one in firm.customers if one.owner in east or one.owner is None]

    assert manager.team == Team.objects.get(name="华东团队", parent__name="销售部")
    assert rows(Customer, by=manager).count() == len(of_the_team)
    mine = rows(Customer, by=Staff.objects.get(username="zhouhang"))
    assert mine.count() == sum(one.owner == "zhouhang" for one in firm.customers)


def test_contact_points_are_ready_to_be_matched(firm):
    point = ContactPoint.objects.filter(medium="phone", customer__code="C00001", is_primary=True).get()

    assert list(ContactPoint.objects.saying("phone", point.value)) == [point]
    assert point.contact.name == "林晓"


def test_a_second_start_changes_nothing_and_says_who_may_sign_in(firm):
    lines = demo.load_if_empty()

    assert Customer.objects.count() == len(firm.customers)
    assert DEMO_PASSWORD in lines[0]
    assert len(lines) == 1 + len(firm.staff)


def test_one_offer_speaks_english_and_dollars_and_leaves_a_choice(firm):
    quote = Quote.objects.get(language="en")

    assert (quote.currency, quote.status, quote.gross) == ("USD", "sent", Decimal("8022.70"))
    assert answering.leaves_a_choice(quote)
    assert all(line.product_id for line in quote.lines.exclude(unit="evening"))


def test_quotes_ask_the_prices_of_the_lists_with_the_discounts_of_a_usual_firm(firm):
    """Drafts are given the tiers of their customers by the demo itself, once those are known."""
    waiting = Quote.objects.get(status="waiting")
    drafts = [agreeing.shown(quote, by=quote.owner) for quote in (waiting, *Quote.objects.filter(status="draft"))]

    assert [one for told in drafts for one in told["lines"] if one.is_below] == []
    assert max(told["taken"].percent for told in drafts[1:]) <= 15
    assert (agreeing.discount_of(waiting), asking.state_of(waiting)) == (16, "waiting")


def test_drafts_are_priced_anew_once_the_tiers_of_their_customers_are_known(firm, clock):
    with transaction.atomic():
        for quote in Quote.objects.filter(status="draft"):
            Standing.objects.filter(customer=quote.customer, kind="tier").delete()
            days = {"since": AS_OF, "as_of": AS_OF}
            Standing.objects.create(customer=quote.customer, kind="tier", value="gold", **days)

        price_drafts()

        drafts = [agreeing.shown(quote, by=quote.owner) for quote in Quote.objects.filter(status="draft")]
        below = [one for told in drafts for one in told["lines"] if one.line.list_price < one.line.product.price]
        assert len(below) > 5
        assert [one for told in drafts for one in told["lines"] if one.is_other] == []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_house_with_one_product_is_not_empty():
    assert demo.is_empty()
    Product.objects.create(code="X", name="x")
    assert not demo.is_empty()


def test_what_the_rules_of_the_pools_foresee_of_its_history_is_what_happens_morning_by_morning(firm):
    first, days = AS_OF - timedelta(days=90), 90
    with transaction.atomic():
        PoolWarning.objects.all().delete()
        PoolStay.objects.filter(in_on__gte=first).delete()
        rules = [asked(rule, starts_on=first) for rule in PoolRule.objects.select_related("pool")]
        foreseen = simulate(rules, first=first, days=days)
        PoolRule.objects.update(is_on=True, starts_on=first)
        before = list(PoolStay.objects.values_list("pk", flat=True))

        mornings = [daily.run(on=first + timedelta(days=nth)) for nth in range(days)]

        stays = PoolStay.objects.exclude(pk__in=before).filter(why="rule")
        stays = set(stays.values_list("customer", "in_on", "rule", "pool", "last_owner"))
        warned = set(PoolWarning.objects.values_list("customer", "due_on"))
        transaction.set_rollback(True)

    assert [(len(one.warned), len(one.returned)) for one in mornings] == [day[1:] for day in foreseen.days]
    assert stays == {(one.customer, day, one.rule, one.pool, one.owner) for day, one in foreseen.returned}
    assert warned == set(foreseen.warned)
    assert (len(rules), len(stays) > 1000) == (3, True)
