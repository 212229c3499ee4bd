"""Who ordered that a publication be taken down, why, and how far that is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("office", sa.String(80), primary_key=True),
        sa.Column("package_id", sa.String(200), primary_key=True),
        sa.Column("revision", sa.Integer(), primary_key=True),
        sa.Column("channel", sa.String(80), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.String(32), nullable=False),
        sa.Column("retry_at", sa.String(32)),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_withdrawal_office_state", "withdrawal", ["office", "state"])
