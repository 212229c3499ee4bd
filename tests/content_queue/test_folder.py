"""The queue folder: stillness, refusals, holding, archiving, and what a scan costs."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content_queue.folder import QueueFolder
from content_queue.listing import fingerprint
from content_queue.notes import Notes
from content_queue.problems import PackageProblems, Problem

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def queue(tmp_path: Path) -> QueueFolder:
    folder = QueueFolder(tmp_path, settle_seconds=10)
    folder.prepare()
    return folder


def drop(queue: QueueFolder, name: str = "paket", text: str = "isi") -> Path:
    folder = queue.inbox / name
    folder.mkdir()
    (folder / "naskah.md").write_text(text)
    return folder


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_package_is_ready_once_it_was_unchanged_for_the_settle_time(queue: QueueFolder) -> None:
    drop(queue)
    first = queue.scan(Notes(), NOW)
    early = queue.scan(first.seen, later(9))
    ready = queue.scan(early.seen, later(10))
    again = queue.scan(ready.seen, later(20))
    assert (first.moving, early.moving) == (("paket",), ("paket",))
    assert (ready.ready, again.ready) == (("paket",), ())


def test_a_package_that_is_still_being_copied_is_not_ready(queue: QueueFolder) -> None:
    folder = drop(queue)
    first = queue.scan(Notes(), NOW)
    (folder / "naskah.md").write_text("isi yang lebih panjang")
    second = queue.scan(first.seen, later(11))
    assert second.moving == ("paket",)
    assert queue.scan(second.seen, later(21)).ready == ("paket",)


def test_a_change_deep_inside_a_still_package_is_found(queue: QueueFolder) -> None:
    folder = drop(queue)
    seen = queue.scan(queue.scan(Notes(), NOW).seen, later(10)).seen
    (folder / "naskah.md").write_text("diubah di tempat")
    assert queue.scan(seen, later(20)).moving == ("paket",)


def test_a_file_open_in_word_is_not_still(queue: QueueFolder) -> None:
    folder = drop(queue)
    (folder / "~$naskah.docx").touch()
    seen = queue.scan(queue.scan(Notes(), NOW).seen, later(60))
    assert seen.moving == ("paket",)
    (folder / "~$naskah.docx").unlink()
    closed = queue.scan(queue.scan(seen.seen, later(61)).seen, later(71))
    assert closed.ready == ("paket",)


def test_a_clock_set_back_does_not_stop_the_queue(queue: QueueFolder) -> None:
    drop(queue)
    seen = queue.scan(Notes(), NOW).seen
    back = queue.scan(seen, later(-3600)).seen
    assert queue.scan(back, later(-3590)).ready == ("paket",)


def test_a_package_taken_out_is_gone(queue: QueueFolder) -> None:
    folder = drop(queue)
    seen = queue.scan(Notes(), NOW).seen
    folder.rename(queue.drafts / "paket")
    assert queue.scan(seen, later(1)).gone == ("paket",)


@pytest.mark.parametrize("rule", ["loose-file", "link-file", "special-file"])
def test_what_is_no_package_is_refused(queue: QueueFolder, rule: str) -> None:
    target = queue.inbox / "benda"
    make = {"loose-file": target.touch, "link-file": lambda: target.symlink_to("/etc"), "special-file": lambda: os.mkfifo(target)}
    make[rule]()
    scan = queue.scan(queue.scan(Notes(), NOW).seen, later(10))
    assert [p.code for p in scan.refused["benda"]] == [rule]
    held = queue.hold("benda", scan.refused["benda"])
    assert (queue.held / "benda.ALASAN.txt").is_file()
    assert os.path.lexists(held)


@pytest.mark.parametrize(("letters", "codes"), [(200, []), (201, ["long-name"])])
def test_a_name_that_a_database_would_not_keep_is_refused(queue: QueueFolder, letters: int, codes: list[str]) -> None:
    name = "é" * 50 + "a" * (letters - 50)
    drop(queue, name)
    scan = queue.scan(queue.scan(Notes(), NOW).seen, later(10))
    assert [problem.code for problem in scan.refused.get(name, ())] == codes
    assert (name in scan.ready) == (not codes)


@pytest.mark.parametrize("name", ["Thumbs.db", ".DS_Store", "desktop.ini"])
def test_what_systems_leave_behind_changes_nothing(queue: QueueFolder, name: str) -> None:
    folder = drop(queue)
    before = fingerprint(folder)
    (folder / name).touch()
    (queue.inbox / name).touch()
    assert fingerprint(folder) == before
    assert set(queue.scan(Notes(), NOW).looked) == {"paket"}


def test_a_fingerprint_of_a_link_is_refused(queue: QueueFolder) -> None:
    (queue.inbox / "paket").symlink_to("/etc")
    with pytest.raises(PackageProblems):
        fingerprint(queue.inbox / "paket")


def test_holding_says_why_and_never_overwrites(queue: QueueFolder) -> None:
    problems = [
        Problem("no-manuscript", "paket"),
        Problem("unknown-key", "naskah.md", 4, {"key": "sumary", "nearest": "summary"}),
    ]
    drop(queue)
    first = queue.hold("paket", problems)
    drop(queue, text="lain")
    second = queue.hold("paket", problems)
    assert (first.name, second.name) == ("paket", "paket (2)")
    assert ((first / "naskah.md").read_text(), (second / "naskah.md").read_text()) == ("isi", "lain")
    reason = (first / "ALASAN.txt").read_text("utf-8-sig")
    assert "BELUM ditayangkan" in reason
    assert "2. naskah.md, baris 4: Isian “sumary” tidak dikenal. Mungkin maksudnya “summary”." in reason


def test_a_mended_package_has_the_fingerprint_it_would_have_without_the_reason(queue: QueueFolder) -> None:
    before = fingerprint(drop(queue))
    held = queue.hold("paket", [Problem("no-manuscript", "paket")])
    held.rename(queue.inbox / "paket")
    assert fingerprint(queue.inbox / "paket") == before


def test_done_packages_lie_under_year_and_month(queue: QueueFolder) -> None:
    drop(queue)
    assert queue.archive("paket", 2026, 3) == queue.root / "arsip/2026/03/paket"
    drop(queue)
    assert queue.archive("paket", 2026, 3).name == "paket (2)"


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "a\0b"])
def test_only_names_in_the_inbox_are_moved(queue: QueueFolder, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a package"):
        queue.hold(name, [])


def test_of_many_at_rest_some_are_looked_through_in_turn_and_nobody_is_left_out(queue: QueueFolder) -> None:
    queue = replace(queue, glances=100, deep_looks=40)
    for number in range(500):
        drop(queue, f"{number:05}")
    scan = queue.scan(queue.scan(Notes(), NOW).seen, later(10))
    looked: list[str] = []
    for turn in range(13):
        scan = queue.scan(scan.seen, later(20 + turn), scan.turn)
        looked += scan.looked
    assert len(looked) == 13 * 40
    assert len(set(looked)) == 500


def test_what_a_killed_writer_left_in_a_package_is_no_part_of_it(queue: QueueFolder) -> None:
    folder = drop(queue)
    before = fingerprint(folder)
    for name in (".ALASAN.txt.4711.part", ".disposisi.yaml.4711.part"):
        (folder / name).write_text("separuh")
    assert fingerprint(folder) == before
    (folder / ".naskah.md.4711.part").write_text("bukan milik tayang")
    assert fingerprint(folder) != before


def test_what_a_killed_move_left_does_not_take_the_name(queue: QueueFolder) -> None:
    drop(queue)
    (queue.held / "paket").mkdir()
    assert queue.hold("paket", [Problem("no-manuscript", "paket")]) == queue.held / "paket"
    (queue.inbox / "lepas.pdf").write_text("isi")
    (queue.held / "lepas.pdf").touch()
    assert queue.hold("lepas.pdf", [Problem("loose-file", "lepas.pdf")]) == queue.held / "lepas.pdf"
    assert (queue.held / "lepas.pdf").read_text() == "isi"
