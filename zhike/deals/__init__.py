"""Deals: what may become an order, on which way, how likely and what comes next."""
