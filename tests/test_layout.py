"""The rooms of the house are the checkout's own, whatever else is installed."""

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = [
    "safety", "content_queue", "connectors", "links", "ledger", "publishing",
    "readership", "reports", "flows", "config", "practice", "cli",
]  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_room_lies_in_the_checkout(room: str) -> None:
    file = importlib.import_module(room).__file__
    assert file is not None
    assert Path(file).is_relative_to(ROOT)


def test_no_flow_is_named_like_a_room_or_a_standard_module() -> None:
    names = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}
    assert names.isdisjoint({*ROOMS, *sys.stdlib_module_names})


def test_lock_files_name_no_index_host() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text()
