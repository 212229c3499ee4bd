"""A daily root names the one before it, and carries the time stamp of a server outside the office."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("anchor", sa.Column("previous", sa.String(64), nullable=False, server_default=""))
    op.add_column("anchor", sa.Column("nonce", sa.Text(), nullable=False, server_default=""))
    op.add_column("anchor", sa.Column("token", sa.Text(), nullable=False, server_default=""))
    op.add_column("anchor", sa.Column("stamped_at", sa.String(32)))
    op.add_column("anchor", sa.Column("trouble", sa.Text(), nullable=False, server_default=""))
