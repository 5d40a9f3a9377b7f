"""Letting the server work while Python goes on: a statement is sent, and its end awaited before the next one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, errors, generators, pq

Execute = Callable[[str, Any], None]


@contextmanager
def meanwhile(connection: Any) -> Iterator[Execute]:
    """What executes statements without results on Django's connection, in the transaction that has begun.

    What the server refuses is raised at the next statement, of whomever, or at the end of the block; of a block in
    another one, at the end of the outer one.
    """
    if outer := next((one for one in connection.execute_wrappers if isinstance(one, _Sending)), None):
        yield outer.execute
        return
    sending = _Sending(connection)
    with connection.wrap_database_errors, connection.execute_wrapper(sending):
        try:
            yield sending.execute
        except BaseException:
            sending.give_up()
            raise
        sending.wait()


class _Sending:
    """One statement at a time that is done by the server; called around every other one."""

    def __init__(self, connection: Any):
        self._django, self._is_busy = connection, False
        self._connection: Connection = connection.connection

    def __call__(self, run: Callable[..., Any], *asked: Any) -> Any:
        self.wait()
        return run(*asked)

    def execute(self, statement: str, parameters: Any) -> None:
        """Send a statement as soon as the one before has ended."""
        with self._django.cursor() as cursor:
            query = cursor.mogrify(statement, parameters)
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
