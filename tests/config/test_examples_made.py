"""The example packages are made the same each time, and are as right or wrong as they say."""

import runpy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from content_queue.problems import PackageProblems
from content_queue.read import read
from content_queue.seal import seal

ROOT = Path(__file__).parents[2]
MAKE = runpy.run_path(str(ROOT / "examples" / "make.py"))["make_all"]


def _bytes(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def _read(folder: Path, work: Path) -> object:
    sealed = seal(folder, work / "gudang")
    return read(sealed.path, "contoh", folder.name, 1, ZoneInfo("Asia/Jakarta"), work / "turunan")


def test_examples_are_the_same_each_time(tmp_path: Path) -> None:
    MAKE(tmp_path / "a")
    MAKE(tmp_path / "b")
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")


@pytest.mark.parametrize("name", ["berita-foto-word", "berita-film", "produk-hukum-pdf", "pengumuman-terjadwal"])
def test_good_examples_are_read(tmp_path: Path, name: str) -> None:
    assert _read(ROOT / "examples" / name, tmp_path)


def _wrong(folder: Path, work: Path) -> set[tuple[str, str]]:
    with pytest.raises(PackageProblems) as caught:
        _read(folder, work)
    return {(problem.code, problem.where) for problem in caught.value.problems}


def test_the_wrong_example_is_wrong_in_its_front_matter_and_in_its_pictures(tmp_path: Path) -> None:
    MAKE(tmp_path / "contoh")
    folder = tmp_path / "contoh" / "salah-sengaja"
    found = _wrong(folder, tmp_path / "satu")
    assert {("unknown-key", "naskah.md"), ("claims-approval", "naskah.md")} <= found
    assert "media/02.jpg" in {where for _, where in found}
    text = (folder / "naskah.md").read_text()
    (folder / "naskah.md").write_text(text.replace("chanels: [website]\n", "").replace("disetujui: ya\n", ""))
    mended = _wrong(folder, tmp_path / "dua")
    assert ("no-alt", "media/01.jpg") in mended
    assert "unknown-key" not in {code for code, _ in mended}
