"""Who may write in a shared folder leads tayang to no other file: what it writes lands where it belongs, or nowhere."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from safety.files import write_durably, write_whole

WRITERS: tuple[Callable[[Path, bytes], None], ...] = (write_durably, write_whole)


def planted(folder: Path, name: str) -> Path:
    """Where the next write of this thread begins."""
    return folder / f".{name}.{threading.get_native_id()}.part"


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("plant", [Path.symlink_to, Path.hardlink_to])
def test_a_planted_link_does_not_lead_a_write_to_another_file(
    tmp_path: Path, write: Callable[[Path, bytes], None], plant: Callable[[Path, Path], None]
) -> None:
    ledger, shared = tmp_path / "ledger.db", tmp_path / "masuk"
    ledger.write_bytes(b"buku catatan")
    shared.mkdir()
    plant(planted(shared, "ALASAN.txt"), ledger)
    write(shared / "ALASAN.txt", b"ditahan")
    assert ledger.read_bytes() == b"buku catatan"
    assert (shared / "ALASAN.txt").read_bytes() == b"ditahan"
    assert not (shared / "ALASAN.txt").is_symlink()
    assert sorted(os.listdir(shared)) == ["ALASAN.txt"]  # noqa: PTH208  # hidden names too


def test_a_secret_is_not_written_into_a_file_that_others_had_opened_before(tmp_path: Path) -> None:
    waiting = planted(tmp_path, "rahasia.env")
    waiting.write_bytes(b"")
    waiting.chmod(0o666)
    with waiting.open("rb") as held:
        write_durably(tmp_path / "rahasia.env", b"TAYANG_X=rahasia", 0o600)
        assert held.read() == b""
    assert (tmp_path / "rahasia.env").stat().st_mode & 0o777 == 0o600


def test_a_link_in_the_place_of_the_file_itself_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "tayang.toml"
    victim.write_bytes(b"setelan")
    (tmp_path / "papan.html").symlink_to(victim)
    write_durably(tmp_path / "papan.html", b"papan")
    assert victim.read_bytes() == b"setelan"
    assert (tmp_path / "papan.html").read_bytes() == b"papan"
