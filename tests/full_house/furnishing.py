"""A firm in which something stands on every page, all of it in one language: what else a page says, the system says."""

from typing import Any

from tests.cast import (
    a_person,
    a_product,
    a_view,
    an_order,
)
from tests.full_house.insight import DRAWN, place_cubes, place_runs, place_standings
from tests.full_house.machinery import lately, place_batches, place_imports, place_webhook
from tests.full_house.people import place_activities, place_customer, place_reach, place_tasks
from tests.full_house.selling import place_deals, place_leads, place_papers, place_pool
from tests.full_house.words import words_in
from zhike.insight.tests.pictures_cast import keep as keep_picture
from zhike.kit.access.models import Staff, Team
from zhike.kit.audit import trace
from zhike.rights.models import RoleDefinition
from zhike.sales.models import Kind


def a_reader(role: str, language: str) -> Staff:
    """Somebody of a role who reads a language."""
    words = words_in(language)
    return a_person(words["reader"], role=role, team=words["team"], language=language)


def furnish(reader: Staff) -> dict[str, Any]:
    """Fill every page for a reader in their language; the keys that stand in addresses."""
    words = words_in(reader.language)
    customer = place_customer(reader, words)
    place_standings(customer, words)
    place_reach(customer, words)
    place_runs(reader, words)
    for name in DRAWN:
        keep_picture(name, [customer])
    product = a_product(name=words["product"], category=words["category"], unit=words["unit"])
    orders = [an_order(customer=customer, product=product, kind=kind, placed_at=lately(4)) for kind in Kind]
    tasks = place_tasks(reader, customer, words)
    for row, verb in ((customer, "create"), (customer, "change"), (tasks[0], "work.complete"), (product, "load")):
        trace.record(verb, row, by=reader, changes={"city": ["", words["city"]], "is_person": ["False", "True"]})
    keys = {
        "reader": reader.pk,
        "view": a_view(reader, name=words["region"], state={"tier": ["gold"], "9": ["9"]}).pk,
        "typed": words["customer"][0],
        "customers": customer.pk,
        "products": product.pk,
        "orders": orders[0].pk,
        "tasks": tasks[1].pk,
        "done": tasks[0].pk,
        **place_activities(reader, customer, words),
        "webhook": place_webhook(reader),
        "role": RoleDefinition.objects.create(name=words["category"]).pk,
        **place_deals(reader, customer, words),
        **place_papers(reader, customer, product, words),
        **place_leads(reader, words),
        **place_pool(reader, customer, words),
        **place_cubes(reader, words),
        **place_imports(reader, words),
        **place_batches(reader, words),
    }
    Team.objects.filter(name="East").update(name=words["region"])  # whose names the cast gave are called in words
    return keys
