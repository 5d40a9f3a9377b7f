"""Calendars: what stands on which day; a file to subscribe to (RFC 5545); files of others, read."""
