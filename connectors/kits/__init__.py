"""What is known of a platform that a person posts to by hand: a row each, in a clerk's words; no platform's library."""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.appearance import PLAIN, Appearance
from language.say import later, t

MIB = 2**20
SCREENSHOT = later("Buat tangkapan layar kiriman yang sudah tampil, dengan nama akun dan tanggalnya: itulah buktinya.")


@dataclass(frozen=True)
class KnownPlatform:
    """One platform. `count` is its own counting of a text; `captioned` the length where files go along, 0 for the same.

    `shapes`: the narrowest and the widest picture, width by height; None for every shape. `one_kind`: a post has a film or
    pictures. `needs_film`: without a film the kit is made as for a platform that is not known. `needs_file`: no text alone.
    `title`: how long a title of its own may be, 0 where the text begins with it. `forbidden`: signs that it takes nowhere.
    `button`: what the button is called that takes the website's link, where it does not stand in the text. `least`: how wide and
    high a picture must be, `least_bytes` how heavy. `doubtful`: words for which a post may be turned down, and the note on them.
    `address`: what such an account's address looks like, for the example in a new office file; "" for no example.
    """

    name: str
    called: tuple[str, ...]
    text: int
    count: Callable[[str], int]
    images: int
    image_bytes: int
    hashtags: int
    link_tapped: bool
    steps: tuple[str, ...]
    take_link: str
    videos: int = 1
    video_bytes: int = 500 * MIB
    video_seconds: int | None = None
    captioned: int = 0
    shapes: tuple[float, float] | None = None
    title: int = 0
    one_kind: bool = False
    needs_film: bool = False
    needs_file: bool = False
    forbidden: str = ""
    made_with_ai: str = ""
    lasting: str = ""
    button: str = ""
    least: tuple[int, int] = (0, 0)
    least_bytes: int = 0
    doubtful: tuple[str, str] = ("", "")
    address: str = ""
    appearance: Appearance = PLAIN

    @property
    def spoken_name(self) -> str:
        """Its name on a screen."""
        return t(self.name)

    @property
    def link_wanted(self) -> bool:
        """Whether the website's link goes along where the package says nothing of it: an address that nobody can tap does not."""
        return self.link_tapped or bool(self.button)

    @property
    def example(self) -> str:
        """The lines of such a channel in a new office file."""
        name = self.called[0]
        table = f'[channels.{name}]\ntype = "assisted"\nlabel = "{self.name}"\nplatform = "{name}"\nurl = "{self.address}"\n'
        return f"\n{table}" if self.address else ""

    def most(self, files: int) -> int:
        """How long the text may be beside so many files."""
        return self.captioned if files and self.captioned else self.text


def utf16(text: str) -> int:
    """A text in UTF-16 units, as programs on phones count: an emoji is two or more."""
    return len(text.encode("utf-16-le")) // 2


def utf8(text: str) -> int:
    """A text in bytes."""
    return len(text.encode())
