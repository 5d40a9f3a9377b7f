"""Fields that people add to a noun: defined in rows, valued in `Record.custom`, met as any other field everywhere."""
