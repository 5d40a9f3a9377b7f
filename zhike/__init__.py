"""Zhike 知客: knows which customers matter, what to do for them today, and whether it worked."""
