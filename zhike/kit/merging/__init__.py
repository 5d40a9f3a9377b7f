"""Rows that are one thing twice: found, merged with everything that points at them, and taken apart again exactly."""
