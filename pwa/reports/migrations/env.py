"""How Alembic reaches the database: the address is given to it by `pwa.reports.database`."""

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from pwa.reports.tables import Table

engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
with engine.connect() as connection:
    if engine.dialect.name == "postgresql":  # Several servers may start at once.
        connection.exec_driver_sql("SELECT pg_advisory_lock(2511)")
        connection.commit()
    context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
