"""Leads that arrive otherwise than by the form of the noun: from strangers, from a hall full of people."""

from datetime import datetime
from hashlib import sha256

from zhike.kit import search
from zhike.kit.access.models import Actor
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.kit.events import announce
from zhike.leads import judging, ways
from zhike.leads.actions.handing import hand_out
from zhike.leads.models import Lead
from zhike.vault.normal import text as normal


def take_in(lead: Lead, *, by: Actor, reached_by: dict[str, str]) -> Lead:
    """Keep a new lead with the ways to reach it, scored, and handed out where nobody works on it.

    Raises Refusal for a way that reaches nobody, ValidationError by field; then nothing is written.
    """
    with one_act():
        ways.say(lead, reached_by)
        lead.full_clean()
        judging.judge([lead])
        lead.save()
        changes = trace.difference({}, trace.snapshot(lead))
        search.index([lead])
        trace.record("create", lead, by=by, changes=changes)
        announce("leads.lead_created", lead=lead.pk, by=by.pk)
        hand_out(lead)
        return lead


def digest(*said: str) -> str:
    """What the same words are known again by, however they are written."""
    return sha256("\0".join(map(normal, said)).encode()).hexdigest()


def said_before(digest: str, *, since: datetime) -> int:
    """How many leads said just the same since a moment."""
    return Lead.objects.filter(digest=digest, received_at__gte=since).count()
