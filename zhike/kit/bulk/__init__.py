"""Acting on what a list shows: one cell in place, or many rows at once, across pages, with progress and undo."""
