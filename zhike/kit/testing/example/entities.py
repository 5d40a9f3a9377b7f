"""The declarations of a plant and of a seed."""

from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.testing.example.models import Plant, Seed
from zhike.rights.scopes import owner_team_or_all


class PlantEntity(Entity):
    """Something green that somebody looks after."""

    model = Plant
    sort = "name"
    match = ("label",)
    visible_to = owner_team_or_all("keeper")
    board = Board("light")
    fields = (
        Field("name", show=True, find=True, filter=True),
        Field("label", show=True, find=True),
        Field("light", show=True, filter=True, bulk=True),
        Field("keeper", show=True, filter=True, bulk=True, key="keeper__name"),
        Field("mother", show=True, filter=True, bulk=True, key="mother__name"),
        Field("height", show=True, filter=True, bulk=True, unit="cm"),
        Field("pots", show=True, filter=True, bulk=True),
        Field("bought_on", show=True, filter=True, bulk=True),
        Field("watered_at", show=True, filter=True),
        Field("flowers", show=True, filter=True, bulk=True),
        Field("note", find=True, filter=True, bulk=True),
    )


class SeedEntity(Entity):
    """All that has to be said to have every surface."""

    model = Seed
    visible_to = owner_team_or_all("keeper")
    fields = (
        Field("name", show=True, find=True, filter=True),
        Field("stage", show=True, filter=True),
        Field("sown_on", show=True, filter=True),
        Field("keeper", show=True, filter=True, key="keeper__name"),
    )
