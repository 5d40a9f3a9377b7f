"""Facts in, standings out: the warehouse, the measures over it, and the runs that publish their results.

Nouns: Run, RuleBook, Draft, Trial. Verbs: compute, replay, catch up (in `computing`); draft, preview, publish, discard
and go back to rules (in `actions`).
"""
