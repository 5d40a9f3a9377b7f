"""The example noun, and fields that people add."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from tests.cast.people import SHANGHAI, numbers
from zhike.approvals import subjects
from zhike.custom.models import CustomField
from zhike.kit.access.models import Staff
from zhike.kit.search import index
from zhike.kit.testing.example.models import Plant, Seed


def a_plant(*, owner: Staff | None = None, **fields: Any) -> Plant:
    """A row of the example noun, with every kind of field filled; its name sorts where it was made."""
    nth = next(numbers)
    basics = {"name": f"文竹{nth:04}", "label": f"L{nth}", "height": Decimal("35.50"), "bought_on": date(2025, 4, 5)}
    watered = {"watered_at": datetime(2026, 3, 1, 8, tzinfo=SHANGHAI), "note": "By the window.", "pots": 3}
    plant = Plant.objects.create(keeper=owner, **basics | watered | fields)
    index([plant])
    return plant


def an_added_field(kind: str = "text", *, noun: type[Model] = Plant, **fields: Any) -> CustomField:
    """A field that people added to a noun, with what its kind needs."""
    needs = {
        "choice": {"options": "o1: 金 / Gold\no2: 银 / Silver\no3: 铁 / Iron"},
        "choices": {"options": "o1: 茶 / Tea\no2: 酒 / Wine\no3: 糖 / Sugar"},
        "link": {"link_to": "example.plant"},
        "formula": {"formula": "1 + 1"},
    }
    basics = {"label": f"栏目{next(numbers)}", "noun": noun._meta.label_lower, "kind": kind}
    added = CustomField.objects.create(**basics | needs.get(kind, {}) | fields)
    index([added])
    return added


def a_seed(*, owner: Staff | None = None, **fields: Any) -> Seed:
    """A row of the shortest noun there is."""
    seed = Seed.objects.create(
        keeper=owner, **{"name": f"种子{next(numbers):04}", "sown_on": date(2026, 3, 11)} | fields
    )
    index([seed])
    return seed


# Approvals know no document; in the tests plants are asked about, by their pots and their height.
subjects.register(
    Plant,
    amount=lambda plant: plant.pots,
    discount=lambda plant: plant.height or 0,
    granted=lambda plant, *, by: _stand(plant, "sun"),
    refused=lambda plant, *, by: _stand(plant, "shade"),
    owner=lambda plant: plant.keeper,
)


def _stand(plant: Plant, light: str) -> None:
    Plant.objects.filter(pk=plant.pk).update(light=light)
