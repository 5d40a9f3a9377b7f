"""The plainest Django pages of the same rows: no sign-in, no rights, offset pages, full counts, LIKE for search."""
