"""The arithmetic of work: days that come again, days in words, lines of minutes, distances. No clock, no database."""
