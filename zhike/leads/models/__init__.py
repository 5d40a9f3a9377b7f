"""Leads, the forms they come in by, and the rules that judge and hand them out."""

from zhike.leads.models.capture import CaptureForm
from zhike.leads.models.lead import Lead, LeadPoint, Source, Status, Trust
from zhike.leads.models.rules import AssignmentRule, ScoreRule

__all__ = ["AssignmentRule", "CaptureForm", "Lead", "LeadPoint", "ScoreRule", "Source", "Status", "Trust"]
