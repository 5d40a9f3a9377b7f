"""Pages of papers that cannot be derived: the line editor, papers as files, the customer's own page."""
