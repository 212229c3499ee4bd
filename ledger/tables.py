"""The ledger's tables. `entry` is the truth; every other table but `lease`, `manners`, `person` and `anchor` can be rebuilt.

Instants are text, ISO 8601 in UTC with microseconds, so that they sort and read the same in SQLite and PostgreSQL.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
)


def _entered_about_a_publication() -> tuple[Column[Any], ...]:
    """The first columns of a table that holds a row for each entry about a publication."""
    return (
        Column("office", String(80), primary_key=True),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("package_id", String(200), nullable=False),
        Column("revision", Integer, nullable=False),
        Column("channel", String(80), nullable=False),
    )


entry = Table(
    "entry",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("at", String(32), nullable=False),
    Column("package_id", String(200)),
    Column("revision", Integer),
    Column("channel", String(80)),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "office", "package_id", "seq"),
    Index(None, "office", "kind", "seq"),
)

office_head = Table(
    "office_head",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

package_now = Table(
    "package_now",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("package_id", String(200), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("title", Text, nullable=False, default=""),
    Column("kind", String(30), nullable=False, default=""),
    Column("category", String(200), nullable=False, default=""),
    Column("unit", String(200), nullable=False, default="", server_default=""),
    Column("folder", String(255), nullable=False, default=""),
    Column("publish_at", String(32)),
    Column("expires_at", String(32)),
    Column("approved_at", String(32)),
    Column("problem", Text, nullable=False, default=""),
    Column("updated_seq", BigInteger, nullable=False),
    Index(None, "office", "state"),
)

publication_now = Table(
    "publication_now",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("package_id", String(200), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("channel", String(80), primary_key=True),
    Column("marker", String(16), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("looks", Integer, nullable=False, default=0),
    Column("reveal_sent", Boolean, nullable=False, default=False),
    Column("payload_digest", String(64), nullable=False, default=""),
    Column("handles", Text, nullable=False, default="{}"),
    Column("remote_id", Text, nullable=False, default=""),
    Column("url", Text, nullable=False, default=""),
    Column("intent_at", String(32)),
    Column("unclear_at", String(32)),
    Column("retry_at", String(32)),
    Column("published_at", String(32)),
    Column("verified_at", String(32)),
    Column("grade", String(20), nullable=False, default=""),
    Column("problem", Text, nullable=False, default=""),
    Column("writes", Integer, nullable=False, default=0, server_default="0"),
    Column("unclear", Integer, nullable=False, default=0, server_default="0"),
    Column("shown", Integer),
    Column("corrected_at", String(32)),
    Column("updated_seq", BigInteger, nullable=False),
    Index(None, "office", "state"),
    Index(None, "office", "published_at"),
)

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("package_id", String(200), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("channel", String(80), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("person", String(80), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("ordered_at", String(32), nullable=False),
    Column("retry_at", String(32)),
    Column("problem", Text, nullable=False, default=""),
    Column("updated_seq", BigInteger, nullable=False),
    Index(None, "office", "state"),
)

correction = Table(
    "correction",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("package_id", String(200), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("channel", String(80), primary_key=True),
    Column("to_revision", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("payload_digest", String(64), nullable=False, default=""),
    Column("begun_at", String(32), nullable=False),
    Column("retry_at", String(32)),
    Column("problem", Text, nullable=False, default=""),
    Column("updated_seq", BigInteger, nullable=False),
    Index(None, "office", "state"),
)

link_check = Table(
    "link_check",
    metadata,
    *_entered_about_a_publication(),
    Column("url", Text, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("status", Integer),
    Column("detail", Text, nullable=False, default=""),
    Column("checked_at", String(32), nullable=False),
    Column("saw", String(20)),
    Column("codes", Text),
    Index(None, "office", "package_id", "channel", "checked_at"),
)

old_link = Table(
    "old_link",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("link_id", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False, default=""),
    Column("source", Text, nullable=False, default=""),
    Column("listed_at", String(32), nullable=False),
    Column("verdict", String(20), nullable=False, default=""),
    Column("status", Integer),
    Column("detail", Text, nullable=False, default=""),
    Column("checked_at", String(32)),
    Column("trail", Text, nullable=False, default="[]"),
)

copy = Table(
    "copy",
    metadata,
    *_entered_about_a_publication(),
    Column("path", Text, nullable=False),
    Column("manifest_sha256", String(64), nullable=False),
    Column("missing", Integer, nullable=False, default=0),
    Column("made_at", String(32), nullable=False),
    Index(None, "office", "package_id", "channel", "made_at"),
)

reading = Table(
    "reading",
    metadata,
    *_entered_about_a_publication(),
    Column("source", String(40), nullable=False),
    Column("metric", String(80), nullable=False),
    Column("value", BigInteger),
    Column("low", BigInteger),
    Column("high", BigInteger),
    Column("confidence", Float, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("observed_at", String(32), nullable=False),
    Column("local_date", String(10), nullable=False),
    Index(None, "office", "local_date"),
    Index(None, "office", "package_id", "channel", "observed_at"),
)

pause_now = Table(
    "pause_now",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("paused", Boolean, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("at", String(32), nullable=False),
)

channel_now = Table(
    "channel_now",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("channel", String(80), primary_key=True),
    Column("unclear_in_row", Integer, nullable=False, default=0),
    Column("paused", Boolean, nullable=False, default=False),
    Column("reason", Text, nullable=False, default=""),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(400), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until", String(32), nullable=False),
    Column("era", String(80), nullable=False, server_default=""),
    Column("until_ticks", Float, nullable=False, server_default="0"),
)

manners = Table(
    "manners",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("next_at", String(32), nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("office", String(80), primary_key=True),
    Column("person_id", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False, default=""),
    Column("erased_at", String(32)),
)

anchor = Table(
    "anchor",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("root", String(64), nullable=False),
    Column("heads", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("sent_to", Text, nullable=False, default=""),
    Column("previous", String(64), nullable=False, default="", server_default=""),
    Column("nonce", Text, nullable=False, default="", server_default=""),
    Column("token", Text, nullable=False, default="", server_default=""),
    Column("stamped_at", String(32)),
    Column("trouble", Text, nullable=False, default="", server_default=""),
)
