"""Programs that break things on purpose, longer than a test may take; each prints a report."""
