"""A picture that cannot be added says so, and nothing else: the copy is whole, and a full disk uses up no try."""

import asyncio
import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import views
from ledger import link_queries
from links.copy import verify_copy
from links.views import Views
from tests.flows.homes import NAME, OFFICE, set_archive
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


@pytest.fixture
def two(months: Months, monkeypatch: pytest.MonkeyPatch) -> Months:
    """Two kept pages whose pictures are still to come, the newer one first."""
    monkeypatch.setattr(views, "find_browser", lambda: "chromium")
    monkeypatch.setattr(views, "draw", lambda *_: Views({"halaman.txt": b"isi"}))
    for name in (NAME, "kedua"):
        months.publish(name)
    set_archive(months.home.path)
    return months


def drawn(months: Months) -> tuple[int, int]:
    with months.room() as room:
        return asyncio.run(views.add_views(room, 5))


def place(months: Months, name: str) -> Path:
    return months.home.path / link_queries.copies(months.ledger, OFFICE, name)[0].path


def tries(months: Months) -> list[str]:
    return [one.trouble for every in link_queries.additions(months.ledger, OFFICE).values() for one in every]


def refusing(error: OSError, asked: list[Path], only: Path | None = None) -> Callable[..., Any]:
    """Adding that fails half way: the first file is written."""
    right = views.add

    def add(copy: Path, *rest: Any) -> Any:
        asked.append(copy)
        if only in (None, copy):
            (copy / "halaman.txt").write_bytes(b"isi")
            raise error
        return right(copy, *rest)

    return add


def test_a_full_disk_ends_the_chore_and_uses_up_no_try(two: Months, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    with monkeypatch.context() as full:
        full.setattr(views, "add", refusing(OSError(errno.ENOSPC, "No space left on device"), asked))
        for _ in range(4):
            assert drawn(two) == (0, 1)
    assert asked == [place(two, "kedua")] * 4, "whoever comes next finds the same disk"
    assert tries(two) == []
    assert verify_copy(place(two, "kedua"), added={}) == [], "what was half written is gone again"
    assert drawn(two) == (2, 0)


def test_a_folder_that_may_not_be_written_to_keeps_no_other_from_its_picture(
    two: Months, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = place(two, "kedua")
    monkeypatch.setattr(views, "add", refusing(PermissionError(errno.EACCES, "Permission denied"), [], shut))
    assert drawn(two) == (1, 1)
    assert tries(two) == [""]
    assert (place(two, NAME) / "halaman.txt").is_file()


@pytest.mark.parametrize("member", ["draw", "add"])
def test_a_fault_in_a_whole_copy_is_not_called_damage(two: Months, monkeypatch: pytest.MonkeyPatch, member: str) -> None:
    def faulty(*_: object) -> None:
        raise FileExistsError("halaman.txt")

    monkeypatch.setattr(views, member, faulty)
    assert drawn(two) == (0, 2)
    assert [trouble.startswith("Salinan terhenti (FileExistsError)") for trouble in tries(two)] == [True, True]
