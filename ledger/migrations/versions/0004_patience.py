"""How many requests that change something were sent for a publication, and how often their answer was unclear."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("publication_now", sa.Column("writes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("publication_now", sa.Column("unclear", sa.Integer(), nullable=False, server_default="0"))
