"""The rail: places by the work people do, not by table."""

from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role, Staff
from zhike.look.nav import Place, add, add_to_top


def lay() -> None:
    """Put the places of the nouns on the rail; pages written by hand add their own."""
    add(Place("customers", _("Customers"), "kit:list", 20, args=("customers",), letter="c"))
    add(Place("duplicates", _("Duplicates"), "merging:duplicates", 21, args=("customers",), under="customers"))
    add(Place("sales", _("Sales"), "kit:list", 30, args=("orders",), letter="s"))
    add(Place("orders", _("Orders"), "kit:list", 31, args=("orders",), under="sales"))
    add(Place("products", _("Products"), "kit:list", 40, args=("products",), under="sales", letter="p"))
    add(
        Place(
            "product-duplicates",
            _("Duplicate products"),
            "merging:duplicates",
            40,
            args=("products",),
            under="sales",
            shown_to=answers_for_a_team,
        )
    )
    add(Place("price-lists", _("Price lists"), "kit:list", 41, args=("price-lists",), under="sales"))
    money = {"under": "sales", "shown_to": answers_for_a_team}
    add(Place("exchange-rates", _("Exchange rates"), "kit:list", 42, args=("exchange-rates",), **money))
    add(Place("stock-notes", _("Stock"), "kit:list", 42, args=("stock-notes",), **money))
    add(Place("settings", _("Settings"), "tokens:list", 90))
    lead = {"under": "settings", "shown_to": answers_for_a_team}
    add(Place("tax-rates", _("Tax rates"), "kit:list", 95, args=("tax-rates",), **lead))
    add(Place("discount-limits", _("Discount limits"), "kit:list", 95, args=("discount-limits",), **lead))
    add(Place("approval-rules", _("Approval rules"), "kit:list", 95, args=("approval-rules",), **lead))
    add(Place("people", _("People"), "account:people", 91, under="settings", shown_to=is_admin))
    add(Place("tokens", _("API tokens"), "tokens:list", 91, under="settings"))
    add(Place("webhooks", _("Webhooks"), "webhooks:list", 92, under="settings", shown_to=is_admin))
    add(
        Place(
            "fields", _("Custom fields"), "kit:list", 93, args=("custom-fields",), under="settings", shown_to=is_admin
        )
    )
    add(Place("roles", _("Roles"), "rights:roles", 92, under="settings", shown_to=is_admin))
    add(Place("trace", _("Trace"), "witness:trace", 94, under="settings", shown_to=answers_for_a_team))
    add(Place("jobs", _("Background work"), "notices:jobs", 93, under="settings", shown_to=is_admin))
    add(Place("backups", _("Backups"), "backup:status", 94, under="settings", shown_to=is_admin))
    add_to_top("notices/bell.html")
    add(Place("tasks", _("Tasks"), "kit:list", 11, args=("tasks",), query="status=open", under="today", letter="t"))


def answers_for_a_team(by: Staff) -> bool:
    """Whether somebody may change what the whole firm sells."""
    return by.is_at_least(Role.MANAGER)


def is_admin(by: Staff) -> bool:
    """Whether somebody administers the system."""
    return by.is_at_least(Role.ADMIN)
