"""Checks of the source itself, run by bin/check."""
