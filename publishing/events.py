"""What can happen to a publication: what was sent, what came back, what was found, what a person said."""

from dataclasses import dataclass
from datetime import datetime

from connectors.contract import Absent, CannotTell, Found, Grade, Link


@dataclass(frozen=True)
class StageSent:
    """INTENT: about to stage; nothing has left yet."""


@dataclass(frozen=True)
class StageDone:
    remote_id: str


@dataclass(frozen=True)
class RevealSent:
    """About to reveal; nothing has left yet."""


@dataclass(frozen=True)
class Revealed:
    link: Link


@dataclass(frozen=True)
class Unclear:
    """Bytes left, no clear answer came back."""

    reason: str


@dataclass(frozen=True)
class SurelyNot:
    """Surely not published by this step; try again at `at`, or after the policy's backoff. `anew`: what was staged is gone;
    `waiting`: the platform is at work, and asking it costs no attempt; `unreached`: nobody answered, which ends nothing."""

    reason: str
    at: datetime | None = None
    anew: bool = False
    waiting: bool = False
    unreached: bool = False


@dataclass(frozen=True)
class Exhausted:
    """Nothing more may be sent for it; this step sent nothing. Looking goes on where it may be public."""

    reason: str


@dataclass(frozen=True)
class SaidNo:
    """The platform refused the content for good."""

    reason: str


@dataclass(frozen=True)
class PersonNeeded:
    reason: str


@dataclass(frozen=True)
class Expired:
    """Its time is over before it became public."""

    reason: str


@dataclass(frozen=True)
class Looked:
    """The answer of `find`."""

    finding: Found | Absent | CannotTell


@dataclass(frozen=True)
class Proved:
    grade: Grade
    url: str


@dataclass(frozen=True)
class NotProved:
    """Not seen to be public this time; looked at again after a while, never before `at`."""

    reason: str
    at: datetime | None = None


@dataclass(frozen=True)
class PersonSaysLive:
    """A person's answer to NEEDS_HUMAN: it is live at `url`."""

    url: str


@dataclass(frozen=True)
class PersonSaysNotLive:
    """A person's answer to NEEDS_HUMAN: it is not live, send it again."""


@dataclass(frozen=True)
class TakenDown:
    """Withdrawn on a person's order: seen to be gone, or never sent."""

    reason: str


Event = (
    StageSent | StageDone | RevealSent | Revealed | Unclear | SurelyNot | Exhausted | SaidNo | PersonNeeded | Expired
    | Looked | Proved | NotProved | PersonSaysLive | PersonSaysNotLive | TakenDown
)  # fmt: skip
