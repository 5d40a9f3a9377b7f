"""Facts in, standings out: the warehouse, the measures over it, and the runs that publish their results."""
