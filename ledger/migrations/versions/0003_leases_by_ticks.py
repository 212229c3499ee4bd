"""A lease runs out by the clock that never jumps, where holder and taker share one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("lease", sa.Column("era", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("lease", sa.Column("until_ticks", sa.Float(), nullable=False, server_default="0"))
