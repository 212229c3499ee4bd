"""The states of a publication. `publishing.steps` says what comes next, `publishing.events` what can happen.

PLANNED → INTENT(n) → STAGED → LIVE → VERIFIED            side: DEFERRED REJECTED NEEDS_HUMAN EXPIRED WITHDRAWN DEAD
             └ unclear answer → UNKNOWN → found: adopt · absent proved: INTENT(n+1) · cannot tell: NEEDS_HUMAN
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from language.say import later


class State(StrEnum):
    PLANNED = "planned"
    INTENT = "intent"
    STAGED = "staged"
    LIVE = "live"
    VERIFIED = "verified"
    UNKNOWN = "unknown"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    NEEDS_HUMAN = "needs_human"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DEAD = "dead"


ENDED = frozenset({State.VERIFIED, State.REJECTED, State.EXPIRED, State.WITHDRAWN, State.DEAD})
IN_DOUBT = later(
    "dipulihkan dari cadangan: dicari dahulu di kanal, sebab mungkin sudah tayang sesudah cadangan itu dibuat"
)
NEVER_SENT = frozenset({State.PLANNED, State.REJECTED, State.EXPIRED})
ANSWERABLE = (State.NEEDS_HUMAN, State.UNKNOWN, State.DEAD)


class Step(StrEnum):
    """What to do next with a publication."""

    STAGE = "stage"
    REVEAL = "reveal"
    FIND = "find"
    PROVE = "prove"
    WAIT = "wait"
    ASK = "ask"
    DONE = "done"


@dataclass(frozen=True)
class Policy:
    """The patience of the engine; all in seconds but the counts. The defaults are for real platforms."""

    jeda: float = 120
    settle_window: float = 180
    hidden_settle: float = 5
    looks: int = 4
    look_gap: float = 15
    lease: float = 120
    request_deadline: float = 60
    backoff: float = 30
    max_attempts: int = 8
    unclear_before_pause: int = 3
    max_writes: int = 8
    late: float = 24 * 3600
    doubt: float = 30 * 86400
    proofs: int = 8


@dataclass(frozen=True)
class Progress:
    """What the step function needs to know of a publication."""

    state: State
    attempt: int = 0
    unclear: int = 0
    looks: int = 0
    reveal_sent: bool = False
    remote_id: str = ""
    url: str = ""
    intent_at: datetime | None = None
    unclear_at: datetime | None = None
    retry_at: datetime | None = None
    published_at: datetime | None = None
    verified_at: datetime | None = None
    grade: str = ""
    problem: str = ""
