"""How a platform declares itself: what an office must know of an account, its table in the office file, its place in practice.

Data beside the `LIMITS` of each connector, in the words of a clerk; no platform's library is needed to read it.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from connectors.spoken import Spoken, joined
from language.say import later, t

if TYPE_CHECKING:
    from connectors.contract import Connector

NO_END = later("tidak berakhir sendiri; berlaku sampai dicabut")
FREE = later("gratis")


@dataclass(frozen=True)
class AccountGuide:
    """One type of account. `secrets` tells by field of the channel what is to be pasted there.

    `token_days`: how long a token lives where the platform sets that; None where it lives on or says so itself.
    `versions`: the module whose `VERSION` and `VERSION_ENDS` hold for this platform; else `version` says it in words.
    `versioned`: what those versions are of.
    `links`: whether a post carries the website's link where the package says nothing of it.
    """

    name: str
    through: str
    steps: tuple[str, ...]
    secrets: Mapping[str, str] = field(default_factory=dict)
    rights: str = ""
    token_life: str = NO_END
    token_days: int | None = None
    version: str = later("tanpa nomor versi")
    versions: str = ""
    versioned: str = "Graph"
    cost: str = FREE
    links: bool = True


@dataclass(frozen=True)
class InPractice:
    """A platform's member of the practice town: `practice/MEMBER.py`, whose `open_member` makes it.

    `port`: where it listens unless the town says otherwise. `tokens`: by the town's name for each, in the order in which
    `tayang connect` asks, under which name the office keeps it; `token_head`: what they begin with there. `lines`: the channel
    in a practice office, `@URL@` for its address.
    """

    member: str
    port: int
    tokens: Mapping[str, str]
    lines: Spoken[str, str] = Spoken(t, "")  # noqa: RUF009  # a field of its own kind
    token_head: str = ""

    @property
    def channel(self) -> str:
        """What a practice office calls its channel there."""
        return str(next(iter(tomllib.loads(self.lines)["channels"])))


@dataclass(frozen=True)
class Platform:
    """A built-in type of channel, declared beside its connector in a module that imports no platform's library.

    `channel`: the model of its table in the office file, derived from `config.channel_base.ChannelBase`. `module`: where its
    connector and `LIMITS` lie, imported by `make` alone. `example`: its lines in a new office file, where they wait behind #.
    `undescribed`: why no official description says what its API takes; "" where the tests hold every request against one.
    """

    channel: type[Any]
    module: str
    make: "Callable[..., Connector]"
    guide: AccountGuide
    example: Spoken[str | tuple[str, ...], str] = Spoken(joined, "")  # noqa: RUF009  # a field of its own kind
    practice: InPractice | None = None
    undescribed: str = ""
