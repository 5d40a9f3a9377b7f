"""The trace made trustworthy and readable: seals over it, proof that it was not touched, and the page to search it."""
