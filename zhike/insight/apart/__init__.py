"""The slow measures, computed by a process of its own, so that their libraries and their memory are nobody else's.

``measures`` which there are and how each is asked, ``process`` the side of who asks, ``answering`` the process itself,
``tables`` how results lie in files. Nothing here knows Django or a database.
"""
