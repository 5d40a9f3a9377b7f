"""Pipelines and their stages, deals with who has a say and who competes, and what was learned of them."""

from zhike.deals.models.around import BuyingPart, Competitor, DealCompetitor, DealContact, Strength
from zhike.deals.models.deal import Deal, Status
from zhike.deals.models.history import Learned, StageMove
from zhike.deals.models.pipeline import Kind, LossReason, Pipeline, Stage

__all__ = [
    "BuyingPart",
    "Competitor",
    "Deal",
    "DealCompetitor",
    "DealContact",
    "Kind",
    "Learned",
    "LossReason",
    "Pipeline",
    "Stage",
    "StageMove",
    "Status",
    "Strength",
]
