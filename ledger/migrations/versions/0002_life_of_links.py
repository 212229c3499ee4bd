"""What a look alone saw, links from before tayang, and when a host may be asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("link_check", sa.Column("saw", sa.String(length=20), nullable=True))
    op.add_column("link_check", sa.Column("codes", sa.Text(), nullable=True))
    op.create_table(
        "manners",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("next_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "old_link",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("link_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("listed_at", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.String(length=32), nullable=True),
        sa.Column("trail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "link_id"),
    )
