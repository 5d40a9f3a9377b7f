"""The trace: who changed what, when, through which door, and why."""
