"""The verbs of a plant."""

from datetime import UTC, datetime

from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.kit.testing.example.models import Plant


@action(Plant, title="Water", past="watered this plant", announces="example.plant_watered", bulk=True)
def water(plant: Plant, *, by: Staff) -> None:
    """Give it water, once."""
    if plant.watered_at:
        raise Refusal("It has water enough.")
    plant.watered_at = datetime(2026, 3, 12, 2, tzinfo=UTC)
    plant.save()


@action(Plant, title="Hand over", past="handed this plant over", bulk=True, fresh=True)
def hand_over(plant: Plant, *, by: Staff, to: Staff, because: str = "") -> None:
    """Let somebody else look after it."""
    plant.keeper, plant.note = to, because
    plant.save()


@action(Plant, title="Take a cutting", past="took this cutting", needs="create", announces="example.plant_grown")
def take_cutting(*, by: Staff, mother: Plant, label: str, pots: int = 1) -> Plant:
    """Grow a new plant from another one."""
    return Plant.objects.create(name=mother.name, label=label, mother=mother, keeper=by, pots=pots)
