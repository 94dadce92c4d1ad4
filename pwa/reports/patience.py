"""A connection to PostgreSQL that does not wait for ever: a frozen server cannot end a statement itself."""

from typing import Any

from psycopg import Connection, OperationalError
from psycopg.pq import TransactionStatus


class PatientConnection(Connection[Any]):
    """A connection that is closed, with an `OperationalError`, where one answer takes longer than `answer_s`."""

    answer_s: float = 3

    def wait(self, gen: Any, *arguments: Any, **options: Any) -> Any:
        """What PostgreSQL answers, in time."""
        try:
            return super().wait(gen, *arguments, **{"timeout": self.answer_s, **options})
        except OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # The answer may still come: nothing else may be asked here.
            raise
