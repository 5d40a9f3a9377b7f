"""Backups: sealed to a key that is kept elsewhere, restored into an empty place, and proven by a drill."""
