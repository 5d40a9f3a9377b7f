"""Roles that a firm makes, rows shared one by one, fields kept from a role, and why somebody sees something."""
