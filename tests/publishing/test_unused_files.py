"""Files that were uploaded for a publication that never came are named, unless another publication shows them."""

from dataclasses import replace
from pathlib import Path

from ledger.entries import PublicationKey
from ledger.queries import PublicationRow
from publishing.states import State
from publishing.strays import unused_files

ROW = PublicationRow(
    key=PublicationKey("contoh", "satu", 1, "website"), marker="m", state=State.VERIFIED, attempt=1, looks=0, reveal_sent=True,
    payload_digest="", handles={}, remote_id="1", url="", intent_at=None, unclear_at=None, retry_at=None, published_at=None,
    verified_at=None, grade="", problem="", writes=0, unclear=0,
)  # fmt: skip


def row(state: State, name: str, **handles: str) -> PublicationRow:
    return replace(ROW, state=state, key=ROW.key._replace(package_id=name), handles={f"media:{k}": v for k, v in handles.items()})


def test_only_what_nothing_shows_or_may_still_show_is_named() -> None:
    rows = [
        row(State.REJECTED, "ditolak", a="7 https://situs.example/a.jpg", b="8 https://situs.example/b.jpg"),
        row(State.VERIFIED, "tayang", b="8 https://situs.example/b.jpg"),
        row(State.EXPIRED, "lewat", c="9 https://situs.example/c.pdf"),
        row(State.DEAD, "dicoba-lagi", d="10 https://situs.example/d.jpg"),
    ]
    assert unused_files(rows) == {"website": ["https://situs.example/a.jpg", "https://situs.example/c.pdf"]}


def test_a_home_without_leftovers_names_nothing(tmp_path: Path) -> None:
    assert unused_files([row(State.VERIFIED, "tayang", a="7 x")]) == {}
