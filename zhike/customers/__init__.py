"""Who they are, and Standing: what we currently believe about them.

Nouns: Customer, Contact, ContactPoint, Household, Standing. Verbs: hand over, classify, override, publish.
"""
