"""Which switches an admin has shut on the Prefect board, kept outside Prefect's database: a pause outlives the loss of it."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from language.say import later, t
from safety.files import write_durably

logger = logging.getLogger(__name__)
_FILE = ".sakelar-prefect.json"


def remembered(store: Path) -> frozenset[str]:
    """The deployments, by their full names, that were paused when the board was last read. A damaged note is told and is none."""
    return _noted(store) or frozenset()


def remember(store: Path, switches: Mapping[str, bool]) -> None:
    """Keep which are paused now, where that is not what was kept. `switches`: those that the server knows, and whether they are
    paused; what it does not know, it may have lost, and stays as it was kept."""
    before = _noted(store)
    now = (before or frozenset()).difference(switches) | {name for name, paused in switches.items() if paused}
    if now != before:
        write_durably(store / _FILE, json.dumps({"paused": sorted(now)}).encode())


def _noted(store: Path) -> frozenset[str] | None:
    """None where the note is damaged: then it is written anew."""
    try:
        return frozenset(str(name) for name in json.loads((store / _FILE).read_bytes())["paused"])
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = later("Catatan jeda {file} tidak terbaca ({error}); periksa jeda di papan Prefect")
        logger.warning(t(said, file=store / _FILE, error=type(error).__name__))
        return None
