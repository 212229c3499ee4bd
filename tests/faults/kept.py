"""What a long run has found so far, kept on the disk, so that it can be stopped and go on."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.invariants import Judgement
from tests.faults.naive import Naive

Order = tuple[str, str, range]
Chunk = tuple[list[Judgement], list[Naive]]


@dataclass(frozen=True)
class Kept:
    """One file a chunk in `folder`; nothing is kept without one."""

    folder: Path | None = None

    def known(self, order: Order) -> Chunk:
        """What an earlier run found of these seeds; empty if it did not get so far."""
        path = self._path(order)
        if path is None or not path.exists():
            return [], []
        held = json.loads(path.read_text())
        judged = [Judgement(**one | {"crashes": tuple(one["crashes"]), "broken": tuple(one["broken"])}) for one in held["judged"]]
        return judged, [Naive(**one) for one in held["naive"]]

    def keep(self, order: Order, judged: list[Judgement], naive: list[Naive]) -> None:
        path = self._path(order)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps({"judged": [asdict(one) for one in judged], "naive": [asdict(one) for one in naive]}))
        beside.replace(path)

    def _path(self, order: Order) -> Path | None:
        member, profile, seeds = order
        return self.folder / f"{member}-{profile}-{seeds.start}-{seeds.stop}.json" if self.folder else None
