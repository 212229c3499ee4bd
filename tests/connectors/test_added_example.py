"""The example of a connector in a package of its own holds to the contract: its own tests, with the package installed."""

import runpy
import sys

import pytest

from tests.installed import PAPAN

_SOURCES = str(PAPAN / "src")
sys.path.insert(0, _SOURCES)
try:
    TestPapanWarga = runpy.run_path(str(PAPAN / "tests" / "test_papan_warga.py"))["TestPapanWarga"]
finally:
    sys.path.remove(_SOURCES)


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's sources can be imported while its tests run."""
    monkeypatch.syspath_prepend(_SOURCES)
