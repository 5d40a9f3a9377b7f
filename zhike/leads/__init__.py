"""Strangers who may buy. Nouns: Lead, CaptureForm, AssignmentRule, ScoreRule."""
