"""The board (papan): one local page that says how every package stands and what to do next. No server, no script."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from language.say import t
from reports import words
from reports.pages import csp_hash, own, page_style, template


@dataclass(frozen=True)
class ChannelLine:
    """One package on one channel. `tone` is good, wait, bad or off; it is never the only sign, `state` says it in words."""

    channel: str
    state: str
    tone: str
    url: str = ""
    grade: str = ""
    checked: str = ""
    readers: str = ""
    note: str = ""
    copy: str = ""
    """Leads from the board to the offline copy."""


@dataclass(frozen=True)
class Action:
    """What a person should do next: a sentence, and the command or the file (`href`, from the board) where it is done."""

    text: str
    command: str = ""
    href: str = ""
    name: str = ""
    step: int = 0
    """The step of the procedure that it asks for."""


@dataclass(frozen=True)
class PackageCard:
    """One package as it stands."""

    name: str
    title: str
    revision: int
    state: str
    tone: str
    channels: tuple[ChannelLine, ...] = ()
    actions: tuple[Action, ...] = ()
    note: str = ""
    own: str = ""
    """`state` as the code says it: the same in every language, to tell one state from another."""


@dataclass(frozen=True)
class ArrivingCard:
    """One folder in masuk/ that is not sealed yet. `note`: what keeps it from that, where somebody can do something about it;
    `reasons`: what is wrong with one that could not be moved to ditahan/."""

    name: str
    note: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeldCard:
    """One package that is held, with its reasons as ALASAN.txt tells them."""

    name: str
    place: str
    reasons: tuple[str, ...]
    """None where a person laid it there, or took the file with the reasons away."""

    @property
    def first_reason(self) -> str:
        """One of them, where there is room for one alone."""
        return self.reasons[0] if self.reasons else t("Alasannya ada di berkas ALASAN.txt.")


@dataclass(frozen=True)
class Board:
    """Everything that the board shows."""

    office_name: str
    letterhead: tuple[str, ...]
    made_at: str
    last_sweep: str
    practice: bool
    paused: str = ""
    troubles: tuple[Action, ...] = ()
    """Channels that stand still, and what makes them go on."""
    home: str = ""
    resume: str = "tayang resume"
    proposal_form: str = ""
    """Where a publication is proposed by form; empty where no form is at hand."""
    arriving: tuple[ArrivingCard, ...] = ()
    held: tuple[HeldCard, ...] = ()
    packages: tuple[PackageCard, ...] = ()

    @property
    def to_do(self) -> tuple[PackageCard, ...]:
        """Packages that wait for a person."""
        return tuple(card for card in self.packages if card.actions)

    @property
    def rest(self) -> tuple[PackageCard, ...]:
        """Packages that ask nothing of anybody."""
        return tuple(card for card in self.packages if not card.actions)

    @property
    def stuck(self) -> tuple[ArrivingCard, ...]:
        """What should lie in ditahan/ and cannot be moved there."""
        return tuple(card for card in self.arriving if card.reasons)

    @property
    def is_well(self) -> bool:
        """Whether nothing waits for a person."""
        return not (self.paused or self.troubles or self.held or self.stuck or self.to_do)

    @property
    def figures(self) -> tuple[tuple[str, int], ...]:
        """The counts at the top of the page."""
        lines = [line for card in self.packages for line in card.channels]
        return (
            (t("Perlu tindakan"), len(self.to_do)),
            (t("Ditahan"), len(self.held)),
            (t("Sedang masuk"), len(self.arriving)),
            (t("Tautan tayang"), sum(bool(line.url) and line.tone == "good" for line in lines)),
        )


def render_board(data: Board) -> str:
    """The board as one HTML page; every text is escaped and only the page's own style may apply."""
    style = page_style("board.css")
    return template("board.html.j2", ("told", told)).render(
        data=data,
        words=words,
        style=own(style),
        style_hash=csp_hash(style),
    )


def told(sentence: str) -> Markup:
    """A sentence with what stands in `backticks` shown as a command."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        return escape(sentence)
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts))
