"""What is looked for and not there is told of: a StopIteration that leaves a thread reaches nobody, who then waits for ever."""

import ast
from pathlib import Path

import pytest

from ledger import queries
from ledger.entries import PackageKey
from ledger.store import Ledger
from safety.clock import SystemClock
from tests.books import empty_book

ROOT = Path(__file__).parent.parent
ROOMS = ("cli", "config", "connectors", "content_queue", "flows", "ledger", "links", "publishing", "readership", "reports")
ALWAYS_THERE = {
    "config/settings.py": "the office itself is among those that are asked",
    "content_queue/film.py": "a film without a picture was refused before",
    "content_queue/legal_names.py": "there are more endings than a package may have files",
    "content_queue/profile.py": "a profile without the step is none",
    "flows/paper_sheet.py": "a profile whose step leads back to none of its steps is none",
    "publishing/desk.py": "an office file that asks for no step about content is refused",
}


def bare(file: Path) -> list[int]:
    """The lines on which the first of what may be nothing is taken, with nothing in its place."""
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "next" and len(call.args) == 1]
    return [call.lineno for call in named if isinstance(call.args[0], ast.GeneratorExp)]


def test_nothing_is_looked_for_as_if_it_were_always_there() -> None:
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    found = {str(file.relative_to(ROOT)): lines for file in files if (lines := bare(file))}
    assert len(files) > 300
    assert {name: lines for name, lines in found.items() if name not in ALWAYS_THERE} == {}
    assert set(ALWAYS_THERE) <= set(found), "what is always there no more belongs to the list no more"


def test_a_package_that_was_never_sealed_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(empty_book())
    ledger = Ledger.open(f"sqlite:///{file}", SystemClock())
    with pytest.raises(KeyError, match="tidak-pernah"):
        queries.package(ledger, PackageKey("contoh", "tidak-pernah", 1))
    ledger.close()
