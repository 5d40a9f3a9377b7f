"""Receivables: what customers owe, what they paid, what was invoiced; every balance is a sum."""
