"""Which revision the public sees of a publication, since when, and how far a correction is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("publication_now", sa.Column("shown", sa.Integer()))
    op.add_column("publication_now", sa.Column("corrected_at", sa.String(32)))
    op.create_table(
        "correction",
        sa.Column("office", sa.String(80), primary_key=True),
        sa.Column("package_id", sa.String(200), primary_key=True),
        sa.Column("revision", sa.Integer(), primary_key=True),
        sa.Column("channel", sa.String(80), primary_key=True),
        sa.Column("to_revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("payload_digest", sa.String(64), nullable=False),
        sa.Column("begun_at", sa.String(32), nullable=False),
        sa.Column("retry_at", sa.String(32)),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_correction_office_state", "correction", ["office", "state"])
