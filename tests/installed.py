"""Installs a package for one test without a package index: its sources on the path, and the .dist-info that pip would write."""

import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAPAN = ROOT / "examples" / "papan-warga"


def install(monkeypatch: pytest.MonkeyPatch, site: Path, project: Path) -> None:
    """What `pip install` leaves behind of a project, made from its own pyproject.toml."""
    told = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    write_metadata(site, told["name"], told["version"], told["entry-points"]["tayang.connectors"])
    monkeypatch.syspath_prepend(project / "src")
    monkeypatch.syspath_prepend(site)


def install_text(monkeypatch: pytest.MonkeyPatch, site: Path, name: str, kind: str, text: str) -> None:
    """A package of one module, `name`, which declares its PLATFORM for a type of channel."""
    site.mkdir(parents=True, exist_ok=True)
    (site / f"{name}.py").write_text(text, "utf-8")
    write_metadata(site, name, "1.2", {kind: f"{name}:PLATFORM"})
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(site)


def write_metadata(site: Path, name: str, version: str, offers: dict[str, str]) -> None:
    """The .dist-info of an installed package that offers these types of channels."""
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    lines = [f"{kind} = {place}" for kind, place in offers.items()]
    (folder / "entry_points.txt").write_text("\n".join(["[tayang.connectors]", *lines, ""]), "utf-8")
