"""The REST interface, derived: every noun a collection, every verb a POST, in the words of the screens.

    GET   /api/v1/tasks?priority=1&sort=-due_on    the list, in the language of the list's own address
    GET   /api/v1/tasks/7                          one row
    POST  /api/v1/tasks                            create
    PATCH /api/v1/tasks/7                          change; with `version` or If-Match only if nobody else did
    POST  /api/v1/tasks/7/complete                 a verb, with its parameters as the body

Nothing is decided here: rows come through `access.rows`, writes go through `kit.writing` and the verbs.
"""
