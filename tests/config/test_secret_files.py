"""A rahasia.env that an editor of Windows has saved: read where it is text, told in a sentence where it is none."""

from pathlib import Path

import pytest

from config.credentials import SecretError, resolve_secret, resolve_secrets
from config.new_home import init_home
from config.settings import LEDGER_URL, SettingsError, load_home, load_offices, missing_secrets
from flows.connect import write_in_file
from tests.flows.rights import as_an_ordinary_user, shut

NAME = "TAYANG_WEBSITE_PASSWORD"
LINES = f"{NAME}=nilai£itu\r\n{LEDGER_URL}=postgresql://tayang:kuncinya@db/tayang\r\n"
NO_UTF_8 = {
    "ANSI": LINES.encode("cp1252"),
    "UTF-16 of PowerShell": LINES.encode("utf-16"),
    "UTF-16 without a mark": LINES.replace("£", "").encode("utf-16-le"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return init_home(tmp_path / "rumah", "contoh", practice=False)


def secrets_of(home: Path, data: bytes) -> Path:
    file = home / "rahasia.env"
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("name", NO_UTF_8)
def test_what_is_no_utf_8_is_told_and_shows_no_value(home: Path, name: str) -> None:
    secrets_of(home, NO_UTF_8[name])
    with pytest.raises(SecretError, match=r"rahasia\.env bukan UTF-8; simpan ulang sebagai UTF-8") as caught:
        resolve_secret(NAME, {}, home)
    assert "nilai" not in str(caught.value)
    assert caught.value.__context__ is None, "the fault of the decoder holds the bytes"


@pytest.mark.parametrize("name", NO_UTF_8)
def test_a_book_in_postgresql_is_not_taken_for_a_file_because_its_address_cannot_be_read(home: Path, name: str) -> None:
    secrets_of(home, NO_UTF_8[name])
    with pytest.raises(SettingsError, match="bukan UTF-8"):
        load_home(home, {})
    with pytest.raises(SettingsError, match="bukan UTF-8"):
        load_offices(home, {}, ())
    assert not list((home / "ledger").glob("*"))


def test_what_the_environment_gives_needs_no_file(home: Path) -> None:
    secrets_of(home, NO_UTF_8["ANSI"])
    environ = {LEDGER_URL: "postgresql://tayang:kuncinya@db/tayang", "TAYANG_LAIN": "nilai"}
    found = resolve_secrets([NAME, "TAYANG_LAIN"], environ, home)
    assert found["TAYANG_LAIN"] == "nilai"
    assert isinstance(found[NAME], SecretError)
    assert load_home(home, environ).database_url == environ[LEDGER_URL]
    assert all("bukan UTF-8" in problem.message for problem in missing_secrets(load_home(home, environ), environ))


def test_a_byte_order_mark_is_no_part_of_the_first_name(home: Path) -> None:
    file = secrets_of(home, LINES.encode("utf-8-sig"))
    assert resolve_secret(NAME, {}, home) == "nilai£itu"
    assert load_home(home, {}).database_url.startswith("postgresql://")
    write_in_file(file, NAME, "baru")
    assert file.read_bytes().count(NAME.encode()) == 1
    assert resolve_secret(NAME, {}, home) == "baru"


def test_a_file_that_only_root_can_open_is_told_and_the_book_stays_where_it_is(home: Path) -> None:
    shut(secrets_of(home, LINES.encode()), mode=0)
    with as_an_ordinary_user():
        with pytest.raises(SecretError, match=r"rahasia\.env tidak dapat dibuka"):
            resolve_secret(NAME, {}, home)
        with pytest.raises(SettingsError, match="tidak dapat dibuka"):
            load_home(home, {})


def test_a_credential_of_systemd_that_is_no_text_is_told_by_its_own_name(home: Path, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(NO_UTF_8["ANSI"])
    (tmp_path / NAME).chmod(0o600)
    with pytest.raises(SecretError, match=f"{NAME} bukan UTF-8"):
        resolve_secret(NAME, {"CREDENTIALS_DIRECTORY": str(tmp_path)}, home)


def test_a_token_is_not_written_into_a_file_that_cannot_be_read(home: Path) -> None:
    file = secrets_of(home, NO_UTF_8["ANSI"])
    with pytest.raises(SecretError, match="bukan UTF-8"):
        write_in_file(file, NAME, "baru")
    assert file.read_bytes() == NO_UTF_8["ANSI"]


def test_a_home_without_such_a_file_has_no_secrets_and_no_fault(home: Path) -> None:
    (home / "rahasia.env").unlink()
    assert load_home(home, {}).database_url.startswith("sqlite:///")
    with pytest.raises(SecretError, match="belum ada"):
        resolve_secret(NAME, {}, home)
