"""The rail: places by the work people do, not by table."""

from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role, Staff
from zhike.look.nav import Place, add, add_to_top


def lay() -> None:
    """Put the places of the nouns on the rail; pages written by hand add their own."""
    add(Place("customers", _("Customers"), "kit:list", 20, args=("customers",), letter="c"))
    add(Place("duplicates", _("Duplicates"), "merging:duplicates", 21, args=("customers",), under="customers"))
    add(Place("sales", _("Sales"), "kit:list", 30, args=("orders",), letter="s"))
    add(Place("settings", _("Settings"), "tokens:list", 90))
    for key, label, order, shown_to in SOLD:
        letter = LETTERS.get(key, "")
        held = HELD.get(key, ())
        add(
            Place(
                key, label, "kit:list", order, args=(key,), under="sales", shown_to=shown_to, letter=letter, holds=held
            )
        )
    twins = Place(
        "product-duplicates",
        _("Duplicate products"),
        "merging:duplicates",
        94,
        args=("products",),
        under="settings",
        shown_to=answers_for_a_team,
    )
    add(twins)
    for key, label, order, shown_to in KEPT:
        add(Place(key, label, "kit:list", order, args=(key,), under="settings", shown_to=shown_to))
    for key, label, url_name, order, shown_to in PAGES:
        add(Place(key, label, url_name, order, under="settings", shown_to=shown_to))
    add_to_top("notices/bell.html")
    add(Place("tasks", _("Tasks"), "kit:list", 11, args=("tasks",), query="status=open", under="today", letter="t"))


def everybody(by: Staff) -> bool:
    """Whoever works here."""
    return True


def answers_for_a_team(by: Staff) -> bool:
    """Whether somebody may change what the whole firm sells."""
    return by.is_at_least(Role.MANAGER)


def is_admin(by: Staff) -> bool:
    """Whether somebody administers the system."""
    return by.is_at_least(Role.ADMIN)


LETTERS = {"products": "p"}
HELD = {"orders": ("deliveries",), "products": ("bundle-parts",), "price-lists": ("price-items",)}
# Lists under “Sales” and under “Settings”, and pages there: what they are called, where they stand, who sees them.
SOLD = (
    ("orders", _("Orders"), 34, everybody),
    ("products", _("Products"), 51, everybody),
    ("price-lists", _("Price lists"), 52, everybody),
    ("stock-notes", _("Stock"), 53, answers_for_a_team),
)
KEPT = (
    ("exchange-rates", _("Exchange rates"), 95, answers_for_a_team),
    ("tax-rates", _("Tax rates"), 95, answers_for_a_team),
    ("discount-limits", _("Discount limits"), 95, answers_for_a_team),
    ("approval-rules", _("Approval rules"), 95, answers_for_a_team),
    ("custom-fields", _("Custom fields"), 93, is_admin),
)
PAGES = (
    ("people", _("People"), "account:people", 91, is_admin),
    ("tokens", _("API tokens"), "tokens:list", 91, everybody),
    ("webhooks", _("Webhooks"), "webhooks:list", 92, is_admin),
    ("roles", _("Roles"), "rights:roles", 92, is_admin),
    ("trace", _("Trace"), "witness:trace", 94, answers_for_a_team),
    ("jobs", _("Background work"), "notices:jobs", 93, is_admin),
    ("backups", _("Backups"), "backup:status", 94, is_admin),
)
