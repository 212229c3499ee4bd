"""What an office that does not only attest asks of whoever judges its sign-offs, whatever they are signed with."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from content_queue.problems import Problem
from content_queue.profile import Step
from content_queue.sheet import SignOff


class Judge(Protocol):
    """Judges sign-offs, remembers what it found, and keeps the evidence that they rest on."""

    @property
    def asks_for(self) -> tuple[str, str]:
        """The option that a command needs to sign, and what to write after it."""

    def fault(self, package: str, step: Step, sign: SignOff, *, fresh: bool = False) -> Problem | None:
        """What keeps this sign-off from counting, None if nothing does. `fresh`: nothing that is remembered is believed."""

    def troubles(self, people: Iterable[str]) -> Iterator[str]:
        """What keeps sign-offs of these people from being judged, or soon will."""

    def keep(self) -> None:
        """Keep what was found for the next sweep, by whichever process."""

    def lay(self, folder: Path | None, signs: Iterable[SignOff]) -> None:
        """See to it that the evidence of these sign-offs lies in the store, and in the package's folder where it has one.
        Raises OSError."""
