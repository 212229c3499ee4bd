"""The rooms of the house are the checkout's own, whatever else is installed."""

import importlib
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
ROOMS = [
    "safety", "content_queue", "connectors", "links", "ledger", "publishing",
    "readership", "reports", "flows", "config", "practice", "cli", "language",
]  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_room_lies_in_the_checkout(room: str) -> None:
    file = importlib.import_module(room).__file__
    assert file is not None
    assert Path(file).is_relative_to(ROOT)


def test_no_flow_is_named_like_a_room_or_a_standard_module() -> None:
    names = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}
    assert names.isdisjoint({*ROOMS, *sys.stdlib_module_names})


def test_lock_files_pin_a_package_with_the_extras_that_others_ask_of_it() -> None:
    """Else pip takes its newest version for the extras, finds no hash for it and installs nothing."""
    asked: dict[str, set[str]] = {}
    for line in {line for found in distributions() for line in found.requires or ()}:
        wanted = Requirement(line)
        if wanted.extras and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            asked.setdefault(canonicalize_name(wanted.name), set()).update(wanted.extras)
    lines = (ROOT / "requirements-dev.lock").read_text().splitlines()
    pinned = [Requirement(line.removesuffix("\\").strip()) for line in lines if "==" in line and not line.startswith((" ", "#"))]
    assert len(pinned) > 100
    given: dict[str, set[str]] = {}
    for one in pinned:
        given.setdefault(canonicalize_name(one.name), set()).update(one.extras)
    assert [name for name, extras in given.items() if asked.get(name, set()) - extras] == []


def test_lock_files_name_no_index_host() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text()
