"""One channel is dead, the other is well: what can go out goes out, the dead one is told, and goes on with one post."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.answer import enter_answer
from flows.board import gather
from flows.publish import Sweep
from ledger import queries
from ledger.verify import verify
from practice.town import Town
from publishing import desk
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news, home_with_accounts

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
TOKEN = "TAYANG_LATIHAN_FACEBOOK"


class TwoChannels(Day):
    """A website and a Facebook page; the page's platform, or the office's token for it, can be taken away."""

    def facebook_at(self, url: str) -> None:
        office = self.home.path / "offices" / f"{OFFICE}.toml"
        self._change(office, self.town.urls["graph"], url)
        self._change(self.home.path / "tayang.toml", self.town.urls["graph"].split("/")[-1], url.split("/")[-1])

    def facebook_is_back(self, url: str) -> None:
        office = self.home.path / "offices" / f"{OFFICE}.toml"
        self._change(office, url, self.town.urls["graph"])
        self._change(self.home.path / "tayang.toml", url.split("/")[-1], self.town.urls["graph"].split("/")[-1])

    def new_token(self, channel: str, old: str, new: str) -> None:
        self._change(self.home.path / "rahasia.env", f"{channel}={old}", f"{channel}={new}")

    def impatient(self) -> None:
        """A request may take a second."""
        self._change(self.home.path / "tayang.toml", "[publishing]\n", "[publishing]\nrequest_deadline_seconds = 1\n")

    def _change(self, file: Path, old: str, new: str) -> None:
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def approved(self) -> None:
        drop_news(self.home, channels="website, facebook")
        self.seal()
        self.approve()

    def states(self) -> dict[str, str]:
        return {channel: row.state for channel, row in self.rows().items()}

    def card(self) -> tuple[str, str]:
        """What the board says of the package: its state, and everything that is to be done."""
        with self.room() as room:
            card = next(card for card in gather(room).packages if card.name == NAME)
            return card.state, " ".join(f"{action.text} {action.command}" for action in card.actions)

    def not_live(self, channel: str = "facebook") -> None:
        with self.room() as room:
            enter_answer(room, NAME, channel, "operator", "", None)

    def until(self, *states: State, seconds: float = 400, sweeps: int = 40) -> Sweep:
        """Sweep until the Facebook post is in one of these states."""
        for _ in range(sweeps):
            swept = self.sweep(seconds)
            if self.states()["facebook"] in states:
                return swept
        raise AssertionError(self.states())

    def one_each(self) -> None:
        assert self.states() == {"website": State.VERIFIED, "facebook": State.VERIFIED}
        assert (len(self.public()), len(self.public("graph"))) == (1, 1)
        assert queries.packages(self.ledger, OFFICE)[0].state == desk.DONE
        assert verify(self.ledger, OFFICE) == []


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[TwoChannels]:
    day = TwoChannels(home_with_accounts(tmp_path / "rumah", town), town)
    yield day
    day.close()


@pytest.fixture
def refusing() -> Iterator[str]:
    """An address at which nobody answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def hanging() -> Iterator[str]:
    """An address that takes everything and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as mute:
        yield f"http://127.0.0.1:{mute.getsockname()[1]}"


def test_a_platform_that_cannot_be_reached_for_a_while_gets_its_post_later_by_itself(day: TwoChannels, refusing: str) -> None:
    day.facebook_at(refusing)
    day.approved()
    day.sweep()
    assert day.states() == {"website": State.VERIFIED, "facebook": State.DEFERRED}
    assert "tidak dapat dihubungi" in day.rows()["facebook"].problem
    assert day.card()[0] == "Sebagian sudah tayang"
    day.sweep(400)
    website = day.rows()["website"]
    day.facebook_is_back(refusing)
    day.until(State.VERIFIED)
    day.one_each()
    assert day.rows()["website"] == website, "the website is not touched again"


def test_a_platform_that_stays_away_is_told_and_goes_on_at_a_persons_word(day: TwoChannels, refusing: str) -> None:
    day.facebook_at(refusing)
    day.approved()
    day.until(State.NEEDS_HUMAN, seconds=1800, sweeps=60)
    assert "terlalu lama tertunda" in day.rows()["facebook"].problem
    assert day.states()["website"] == State.VERIFIED
    assert f"tayang answer {NAME} facebook --not-live" in day.card()[1]
    assert (day.home.inbox / NAME).is_dir(), "it waits where people look for it"
    website = day.rows()["website"]
    day.facebook_is_back(refusing)
    day.not_live()
    day.until(State.VERIFIED)
    day.one_each()
    assert day.rows()["website"] == website


def test_a_platform_that_takes_everything_and_never_answers_delays_no_website(day: TwoChannels, hanging: str) -> None:
    day.impatient()
    day.facebook_at(hanging)
    day.approved()
    day.sweep()
    assert day.states()["website"] == State.VERIFIED
    assert day.states()["facebook"] != State.VERIFIED
    day.sweep(400)
    day.facebook_is_back(hanging)
    day.until(State.VERIFIED)
    day.one_each()


def test_a_token_that_ends_calls_a_person_and_with_a_new_one_there_is_one_post(day: TwoChannels) -> None:
    day.new_token(TOKEN, day.town.tokens["page"], "ended")
    day.approved()
    day.sweep()
    assert day.states() == {"website": State.VERIFIED, "facebook": State.NEEDS_HUMAN}
    to_do = day.card()[1]
    assert "Buat token halaman baru di Meta" in to_do
    assert f"tayang answer {NAME} facebook --not-live" in to_do
    day.sweep(400)
    assert day.states()["facebook"] == State.NEEDS_HUMAN
    day.new_token(TOKEN, "ended", day.town.tokens["page"])
    day.sweep(400)
    day.not_live()
    day.sweep()
    day.one_each()


def test_a_websites_token_that_ends_between_draft_and_flip_leaves_one_article(
    day: TwoChannels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And Facebook, whose text carries the website's link, waits for it."""
    day.approved()
    with day.room() as room:
        kind = type(room.connectors["website"])
    stage, name, token = kind.stage, "TAYANG_LATIHAN_WEBSITE", day.town.tokens["site"]

    def then_ended(self: object, *args: object) -> object:
        staged = stage(self, *args)  # type: ignore[arg-type]
        object.__setattr__(self, "token", "ended")
        return staged

    monkeypatch.setattr(kind, "stage", then_ended)
    day.sweep()
    monkeypatch.undo()
    assert day.public() == []
    assert day.states()["website"] == State.NEEDS_HUMAN
    assert "Minta token baru" in day.card()[1]
    day.new_token(name, token, "ended")
    day.not_live("website")
    day.sweep()
    assert (day.states()["website"], day.public()) == (State.NEEDS_HUMAN, [])
    day.new_token(name, "ended", token)
    day.not_live("website")
    day.until(State.VERIFIED)
    day.one_each()
