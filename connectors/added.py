"""How another installed package adds a platform: an `AddedPlatform` under the entry point group `tayang.connectors`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.accounts import AccountGuide
from connectors.contract import Connector, Limits
from connectors.http import Session
from safety.clock import Clock


@dataclass(frozen=True)
class Means:
    """What a connector is made with besides its channel's own fields: its name, session and secrets, and the home."""

    name: str
    session: Session
    secrets: Mapping[str, str]
    home: Path
    clock: Clock

    def secret(self, name: str | None) -> str:
        """A secret by its name; empty where the channel names none."""
        return self.secrets[name] if name else ""


@dataclass(frozen=True)
class AddedPlatform:
    """A type of channel: the model of its table in the office file, its connector, and what people must know of it.

    `channel` is a model derived from `config.channel_base.ChannelBase` whose `type` is a Literal of the entry point's name.
    """

    channel: type[Any]
    make: Callable[[Any, Means], Connector]
    limits: Limits
    guide: AccountGuide
