"""Facts in, standings out: the warehouse, the measures over it, and the runs that publish their results.

Nouns: Run, RuleBook. Verbs: compute, replay, catch up (in `computing`), amend rules (in `actions`).
"""
