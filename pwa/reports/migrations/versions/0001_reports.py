"""The first tables: reports, the counts and salt of a day, the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("resolved_on", sa.Date()),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'dismissed')", name="ck_report_state"),
        sa.CheckConstraint("kind IN ('closed', 'hours', 'phone', 'unwelcome', 'other')", name="ck_report_kind"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_service", "report", ["service", "received_on"])
    op.create_table(
        "day_salt",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_day_salt"),
    )
    op.create_table(
        "day_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "key", name="pk_day_count"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("report", sa.Uuid()),
        sa.Column("detail", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )


def downgrade() -> None:
    """Back to nothing: reports are lost. Make a copy first."""
    for name in ("audit", "day_count", "day_salt", "report"):
        op.drop_table(name)
