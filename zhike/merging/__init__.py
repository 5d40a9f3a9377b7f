"""Rows that are one thing twice: found, merged with everything that points at them, and taken apart again exactly.

It stands above the kit and gives its two verbs to every noun; a domain says by which clues duplicates are found.
"""
