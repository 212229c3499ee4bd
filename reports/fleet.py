"""The fleet (armada): every office of a home on one page, who needs help first. One file, no server, no script."""

from dataclasses import dataclass, field

from language.say import t
from reports import words
from reports.pages import csp_hash, own, page_style, template

BAD, WAIT = "bad", "wait"


@dataclass(frozen=True)
class Worry:
    """One thing that is wrong or will be. `tone` is bad where something stands still or is lost, wait where there is time."""

    tone: str
    text: str


@dataclass(frozen=True)
class OfficeLine:
    """One office as its ledger says it stands; what is not known yet is None."""

    slug: str
    name: str
    worries: tuple[Worry, ...] = ()
    seen: str = ""
    last_published: str = ""
    published_week: int = 0
    waiting: int = 0
    links: int = 0
    dead_links: int = 0
    account_days: int | None = None
    """Days to the nearest end of a token or an API version that was told of."""
    recap: bool | None = None
    """Whether last month's recap is there; None where there was nothing to count."""

    @property
    def tone(self) -> str:
        """The gravest of its worries; good without any."""
        tones = {worry.tone for worry in self.worries}
        return BAD if BAD in tones else WAIT if WAIT in tones else "good"


@dataclass(frozen=True)
class Fleet:
    """Every office, those that need help first."""

    made_at: str
    practice: bool
    recap_month: str
    offices: tuple[OfficeLine, ...] = field(default=())

    @property
    def figures(self) -> tuple[tuple[str, int], ...]:
        """The counts at the top of the page."""
        tones = [office.tone for office in self.offices]
        return (
            (t("Perlu bantuan"), tones.count(BAD)),
            (t("Perlu perhatian"), tones.count(WAIT)),
            (t("Berjalan baik"), tones.count("good")),
            (t("Tayang tujuh hari ini"), sum(office.published_week for office in self.offices)),
        )


def order(offices: list[OfficeLine]) -> tuple[OfficeLine, ...]:
    """Those that need help first, each by how much is wrong, then by name."""
    grave = {BAD: 0, WAIT: 1, "good": 2}
    return tuple(sorted(offices, key=lambda one: (grave[one.tone], -len(one.worries), one.name)))


def render_fleet(data: Fleet) -> str:
    """The fleet as one HTML page; every text is escaped and only the page's own style may apply."""
    style = page_style("board.css")
    return template("fleet.html.j2").render(data=data, words=words, style=own(style), style_hash=csp_hash(style))
