"""An app of a version that cannot be installed: its second migration fails."""
