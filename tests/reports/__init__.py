"""Reports: taken in once, kept within limits, shown to the programme, forgotten in time; on SQLite and PostgreSQL."""
