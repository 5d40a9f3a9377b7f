"""The embedded PostgreSQL: its programs, its account, its coming and going."""
