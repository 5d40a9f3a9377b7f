"""Plans for key customers, and how well each territory is covered."""
