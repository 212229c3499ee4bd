"""Which unit of the office holds a package's information."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("package_now", sa.Column("unit", sa.String(200), nullable=False, server_default=""))
