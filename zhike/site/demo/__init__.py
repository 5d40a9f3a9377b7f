"""The demonstration firm: 松风茶业, a tea and teaware house that does not exist.

`generator` makes it out of a seed and a day, in plain values; the loader writes it into the database.
"""
