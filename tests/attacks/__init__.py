"""Attacks as programs: everything a stranger, a colleague or a program may try, tried on every address there is.

`personas` knock, in a `world` whose hidden rows hold canaries; `attacking` sends, reads every byte of the answer and
compares the tables. Addresses come from the URL resolver, nouns, fields and verbs from the registry: what is added to
the site is attacked without a line here. `bin/test` runs a short set, `bin/zhike-faults attacks N` the long one.
"""
