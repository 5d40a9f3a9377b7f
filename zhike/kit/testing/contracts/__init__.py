"""The promises every noun and every verb keeps. A noun is tested by being declared.

A suite imports everything from these modules and brings the cast: the people `ana`, `bo` (staff of another team), `mei`
(a manager) and `ada` (an administrator), `make(model, owner=…)` for a new row with all its fields, and
`begin(verb, owner=…)` for a row on which a verb can be done, with the values it needs.
"""
