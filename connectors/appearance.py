"""How a platform arranges a post, declared as data for the preview: what stands where, not its trade dress."""

from dataclasses import dataclass
from typing import Literal

from connectors.spoken import Spoken, each
from language.say import t

Shape = Literal["card", "column", "frame", "bubble", "player"]
Pictures = Literal["collage", "grid", "reel"]


@dataclass(frozen=True)
class Appearance:
    """The arrangement of one platform's posts, as its public pages showed it in November 2026.

    `shape`: card (name above, words, then pictures), column (everything beside the account's picture), frame (pictures first,
    words below), bubble (a message in a chat), player (a film with its title and description below).
    `pictures`: collage (up to five, the rest behind a number), grid (up to four), reel (one after the other, to be swiped).
    `folded_at`: after about how many characters a reader must tap `fold_word` to read on; None where everything is shown.
    `below`: what stands under each post. `tint`: the colour of what can be tapped, as #rrggbb.
    """

    shape: Shape = "card"
    pictures: Pictures = "collage"
    folded_at: int | None = None
    fold_word: Spoken[str, str] = Spoken(t, "")  # noqa: RUF009  # a field of its own kind
    below: Spoken[tuple[str, ...], tuple[str, ...]] = Spoken(each, ())  # noqa: RUF009  # a field of its own kind
    tint: str = "#0b4f9e"


PLAIN = Appearance()
"""For a platform that declares nothing."""
