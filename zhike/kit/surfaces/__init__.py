"""What is derived from a declaration: each surface is a function of an entity, one file each."""
