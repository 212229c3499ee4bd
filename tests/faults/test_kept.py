"""A long run that was stopped goes on where it was, and says the same of what it had found."""

from pathlib import Path

from tests.faults.invariants import Judgement
from tests.faults.kept import Kept
from tests.faults.naive import Naive


def test_what_was_found_is_found_again(tmp_path: Path) -> None:
    judged = Judgement(
        seed=7, duplicates=1, noticed=True, lost=False, false_live=False, false_failed=False, person="needs_human", strays=0,
        writes=4, crashes=("ValueError: x",), broken=("public without an earlier intent",), platforms_own=True,
    )  # fmt: skip
    naive = Naive(seed=7, said_live=True, public=2)
    kept = Kept(tmp_path / "simpan")
    assert kept.known(("x", "all", range(7, 8))) == ([], [])
    kept.keep(("x", "all", range(7, 8)), [judged], [naive])
    assert kept.known(("x", "all", range(7, 8))) == ([judged], [naive])
    assert kept.known(("x", "all", range(7, 9))) == ([], [])
