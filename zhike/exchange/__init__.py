"""Rows on their way in and out: files are imported into nouns, lists are exported to files.

It stands above the kit, whose nouns it derives both from, and below everybody who imports in a way of their own.
"""
