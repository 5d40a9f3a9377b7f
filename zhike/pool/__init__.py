"""Customers nobody looks after, and how they come and go. Nouns: Pool, PoolRule."""
