"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "anchor",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("sent_to", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "channel_now",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("unclear_in_row", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "channel"),
    )
    op.create_table(
        "copy",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("package_id", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office", "seq"),
    )
    op.create_index(
        op.f("ix_copy_office_package_id_channel_made_at"), "copy", ["office", "package_id", "channel", "made_at"], unique=False
    )
    op.create_table(
        "entry",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("package_id", sa.String(length=200), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=80), nullable=True),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office", "seq"),
    )
    op.create_index(op.f("ix_entry_office_kind_seq"), "entry", ["office", "kind", "seq"], unique=False)
    op.create_index(op.f("ix_entry_office_package_id_seq"), "entry", ["office", "package_id", "seq"], unique=False)
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "link_check",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("package_id", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office", "seq"),
    )
    op.create_index(
        op.f("ix_link_check_office_package_id_channel_checked_at"),
        "link_check",
        ["office", "package_id", "channel", "checked_at"],
        unique=False,
    )
    op.create_table(
        "office_head",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("office"),
    )
    op.create_table(
        "package_now",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("package_id", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=False),
        sa.Column("folder", sa.String(length=255), nullable=False),
        sa.Column("publish_at", sa.String(length=32), nullable=True),
        sa.Column("expires_at", sa.String(length=32), nullable=True),
        sa.Column("approved_at", sa.String(length=32), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "package_id", "revision"),
    )
    op.create_index(op.f("ix_package_now_office_state"), "package_now", ["office", "state"], unique=False)
    op.create_table(
        "pause_now",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office"),
    )
    op.create_table(
        "person",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("office", "person_id"),
    )
    op.create_table(
        "publication_now",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("package_id", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("marker", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("reveal_sent", sa.Boolean(), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("handles", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("intent_at", sa.String(length=32), nullable=True),
        sa.Column("unclear_at", sa.String(length=32), nullable=True),
        sa.Column("retry_at", sa.String(length=32), nullable=True),
        sa.Column("published_at", sa.String(length=32), nullable=True),
        sa.Column("verified_at", sa.String(length=32), nullable=True),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "package_id", "revision", "channel"),
        sa.UniqueConstraint("marker", name=op.f("uq_publication_now_marker")),
    )
    op.create_index(op.f("ix_publication_now_office_published_at"), "publication_now", ["office", "published_at"], unique=False)
    op.create_index(op.f("ix_publication_now_office_state"), "publication_now", ["office", "state"], unique=False)
    op.create_table(
        "reading",
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("package_id", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("metric", sa.String(length=80), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.String(length=32), nullable=False),
        sa.Column("local_date", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("office", "seq"),
    )
    op.create_index(op.f("ix_reading_office_local_date"), "reading", ["office", "local_date"], unique=False)
    op.create_index(
        op.f("ix_reading_office_package_id_channel_observed_at"),
        "reading",
        ["office", "package_id", "channel", "observed_at"],
        unique=False,
    )
