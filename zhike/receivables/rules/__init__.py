"""Arithmetic of receivables, without a database: plans, taxes, ageing, matching, reminders."""
