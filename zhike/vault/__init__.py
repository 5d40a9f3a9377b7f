"""What the database holds only sealed: ways to reach people, and secrets of other houses.

A root key, which is in no database and in no backup, wraps the keys in `vault_key`; from each of those one key is
derived for every column. `fields` are the columns, `marks` how sealed values are still found, `rotation` how keys are
changed.
"""
