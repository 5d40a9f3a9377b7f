"""Letting the server work while Python goes on: a statement is sent, and its end awaited before the next one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, errors, generators, pq

Execute = Callable[[str, Any], None]


@contextmanager
def meanwhile(connection: Any) -> Iterator[Execute]:
    """What executes statements without results on Django's connection, in the transaction that has begun.

    What the server refuses is raised at the next statement, of whomever, or at the end of the block.
    """
    sending = _Sending(connection.connection)

    def execute(statement: str, parameters: Any) -> None:
        with connection.cursor() as cursor:
            sending.send(cursor.mogrify(statement, parameters))

    def after_it(run: Callable[..., Any], *asked: Any) -> Any:
        sending.wait()
        return run(*asked)

    with connection.wrap_database_errors, connection.execute_wrapper(after_it):
        try:
            yield execute
        except BaseException:
            sending.give_up()
            raise
        sending.wait()


class _Sending:
    """One statement at a time that is done by the server."""

    def __init__(self, connection: Connection):
        self._connection, self._is_busy = connection, False

    def send(self, query: str) -> None:
        self.wait()
        with self._connection.lock:
            self._connection.pgconn.send_query(query.encode(self._connection.info.encoding))
            self._is_busy = True
            self._connection.wait(generators.send(self._connection.pgconn))

    def wait(self) -> None:
        """Raises what the server refused."""
        if not self._is_busy:
            return
        self._is_busy = False
        with self._connection.lock:
            results = self._connection.wait(generators.fetch_many(self._connection.pgconn))
        for result in results:
            if result.status == pq.ExecStatus.FATAL_ERROR:
                raise errors.error_from_result(result, self._connection.info.encoding)

    def give_up(self) -> None:
        """Another error is on its way; the one of the server would follow from it, or change nothing."""
        try:
            self.wait()
        except errors.Error:
            return
