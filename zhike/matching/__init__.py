"""Which rows may be the same: how values are compared, and what agreement is worth.

``kinds``     reads values of a kind (names, days, codes, phones …) and says how alike two of them are.
``blocking``  brings together the few pairs of rows that are worth comparing.
``scoring``   turns levels of agreement into a probability, with weights declared or estimated without labels.
``table``     finds the pairs within a table of a file.

Nothing here asks the clock, the database or Django; the same rows give the same pairs.
"""
