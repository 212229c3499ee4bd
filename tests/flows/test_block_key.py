"""The key of Prefect's Secret blocks lies in no database, and a home that was served before keeps what its blocks hold."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from flows.block_key import block_key
from flows.deployments import CHECKOUT, python_path
from flows.serving import prefect_home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    prefect_home(tmp_path).mkdir(mode=0o700)
    return tmp_path


def served_before(home: Path, key: str) -> Path:
    database = prefect_home(home) / "prefect.db"
    with closing(sqlite3.connect(database)) as book, book:
        book.execute("CREATE TABLE configuration (key TEXT, value TEXT)")
        book.execute("INSERT INTO configuration VALUES ('ENCRYPTION_KEY', ?)", (json.dumps({"fernet_key": key}),))
        book.execute("INSERT INTO configuration VALUES ('lain', '{}')")
    return database


def test_a_key_is_made_once_and_is_its_owners_alone(home: Path) -> None:
    key = block_key(home)
    assert Fernet(key.encode()).decrypt(Fernet(key.encode()).encrypt(b"x")) == b"x"
    assert block_key(home) == key
    assert (prefect_home(home) / "kunci-blok").stat().st_mode & 0o777 == 0o600


def test_the_key_of_a_home_that_was_served_before_moves_out_of_its_database_to_the_last_byte(home: Path) -> None:
    old = Fernet.generate_key().decode()
    database = served_before(home, old)
    assert old.encode() in database.read_bytes()
    assert block_key(home) == old
    assert [file.name for file in prefect_home(home).glob("prefect.db*") if old.encode() in file.read_bytes()] == []
    with closing(sqlite3.connect(database)) as book:
        assert book.execute("SELECT key FROM configuration").fetchall() == [("lain",)]


def test_a_key_that_this_home_does_not_know_is_left_where_it_is(home: Path) -> None:
    block_key(home)
    other = Fernet.generate_key().decode()
    database = served_before(home, other)
    assert block_key(home) != other
    assert other.encode() in database.read_bytes()


@pytest.mark.parametrize("there", [b"", b"bukan basis data"])
def test_a_database_that_cannot_be_read_stops_nothing(home: Path, there: bytes) -> None:
    (prefect_home(home) / "prefect.db").write_bytes(there)
    assert len(block_key(home)) == 44


def test_a_server_without_a_password_is_not_started(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "flows.prefect_server", "--host", "0.0.0.0"],  # noqa: S104  # it must not listen there
        cwd=CHECKOUT,
        env={"PYTHONPATH": python_path(), "HOME": str(tmp_path), "PREFECT_HOME": str(tmp_path / "prefect")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    assert "PREFECT_SERVER_API_AUTH_STRING" in ran.stderr
    assert not (tmp_path / "prefect").exists()
