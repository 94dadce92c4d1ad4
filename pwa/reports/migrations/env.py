"""How Alembic reaches the database: in one transaction, on the connection that `pwa.reports.database` gives it."""

from alembic import context

from pwa.reports.tables import Table

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":  # Several servers may start at once. SQLite has one writer anyway.
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(2511)")
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
