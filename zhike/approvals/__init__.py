"""Approvals: who has to agree before something counts, in which order, and what they said."""
