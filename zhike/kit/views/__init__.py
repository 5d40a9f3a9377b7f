"""Lists that people keep: conditions, order, columns, groups under a name, for one person, a team or everyone."""
