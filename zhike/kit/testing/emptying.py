"""Taking away what a test committed: only tables that hold something are touched, and what migrations made stays.

Django would empty every table and make kinds of content and permissions anew, which costs ten times as much.
"""

from typing import Any

from django.db import connection, transaction

from zhike.kit.testing.observing import forget_what_is_committed

KEPT = ("django_migrations", "django_content_type", "auth_permission")
JOBS = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers")


def empty_what_is_full(_case: Any = None) -> None:
    """Empty the tables, once everybody who still writes has come to an end. Keys and triggers are not asked."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [connection.ops.quote_name(name) for name in {*names, *JOBS} - {*KEPT}]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"lock table {', '.join(tables)} in exclusive mode")
        cursor.execute(" union all ".join(f"select '{table}' where exists (select from {table})" for table in tables))
        full = [table for (table,) in cursor.fetchall()]
        cursor.execute("set local session_replication_role = replica")
        for table in full:
            cursor.execute(f"delete from {table}")
    forget_what_is_committed()
