"""What the desk needs: who did something, and attempts to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them. What was done before was done by command."""
    op.add_column("audit", sa.Column("by", sa.String(20), nullable=False, server_default=""))
    op.create_table(
        "sign_in",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", "sender", name="pk_sign_in"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Back to reports without a desk: who did what is lost."""
    op.drop_table("sign_in")
    with op.batch_alter_table("audit") as audit:
        audit.drop_column("by")
