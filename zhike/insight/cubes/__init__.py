"""Cubes: measures by dimensions over the warehouse, of the rows a person may see; kept, shared, sent on time."""
