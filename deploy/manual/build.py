"""Builds the manual into a folder: `python deploy/manual/build.py [FOLDER]`. Any broken link, anchor or missing page ends it."""

import json
import logging
import os
import sys
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

CONFIG = Path(__file__).parent / "mkdocs.yml"
ENGLISH = "en/"


def build_manual(place: Path) -> None:
    """The whole manual in both languages, each with a search of its own."""
    config = load_config(str(CONFIG), site_dir=str(place))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    _divide_search(place)


def _divide_search(place: Path) -> None:
    """English pages find English pages, Indonesian ones Indonesian ones."""
    whole = json.loads((place / "search" / "search_index.json").read_text("utf-8"))
    english = [entry for entry in whole["docs"] if entry["location"].startswith(ENGLISH)]
    others = [entry for entry in whole["docs"] if not entry["location"].startswith(ENGLISH)]
    own = [{**entry, "location": entry["location"].removeprefix(ENGLISH)} for entry in english]
    for folder, entries in ((place, others), (place / "en", own)):
        index = json.dumps({**whole, "docs": entries}, ensure_ascii=False)
        (folder / "search").mkdir(exist_ok=True)
        (folder / "search" / "search_index.json").write_text(index, "utf-8")
        (folder / "search" / "search_index.js").write_text(f"var __index = {index}", "utf-8")


if __name__ == "__main__":
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "build/manual").resolve()
    build_manual(target)
    sys.stdout.write(f"{target / 'index.html'}\n")
