"""The offices' clerks: what waits for a person is looked for on its account, and answered for.

An unclear answer of a platform that lets nobody look anything up is never sent again by itself: only a person ends it.
"""

import os
from pathlib import Path

import requests
from PIL import Image

from bench.fleet.outcome import Doubt
from bench.fleet.towns import MEMBERS
from flows.answer import enter_answer
from flows.wiring import open_workroom
from practice.telegram import CHANNEL
from practice.town import shown_kind
from publishing.answers import CannotAnswer
from safety.clock import SystemClock

CLERK = "Petugas Contoh"


def answer_for(home: Path, origin: str, doubts: list[Doubt]) -> int:
    """Answer what can be answered now; how many. What was sent a moment ago is looked at again the next time."""
    answered = 0
    picture = home / "tangkapan-layar.png"
    Image.new("RGB", (64, 64), "white").save(picture)
    for doubt in doubts:
        with open_workroom(home, doubt.office, os.environ, SystemClock()) as room:
            seen = _seen_at(origin, doubt)
            try:
                enter_answer(room, doubt.package, doubt.channel, CLERK, seen, picture if seen else None)
            except CannotAnswer as reason:
                print(f"not answered yet: {reason}", flush=True)
                continue
            answered += 1
    return answered


def _seen_at(origin: str, doubt: Doubt) -> str:
    """The address under which readers find it; empty if they do not."""
    member = MEMBERS[doubt.channel]
    place = f"{origin}/{doubt.office}/{member}"
    told = requests.get(f"{place}/__practice/truth", timeout=60).json()["objects"]
    for one in told:
        if one["kind"] == shown_kind(member) and f"({doubt.package})" in str(one):
            return f"{place}/{CHANNEL}/{one['id']}"
    return ""
