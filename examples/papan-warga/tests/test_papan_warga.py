"""Papan Warga against tayang's own conformance suite and the package's stand-in."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import requests
from conformance import Conformance, package
from papan_warga.connector import Board
from papan_warga.stand_in import BOARD, MEMBER, StandIn

from connectors.contract import Connector, Rendering
from practice.running import running_town
from practice.town import Town
from safety.clock import SystemClock

LINK = "https://kpu-contoh.example/penetapan-daftar-pemilih"


class TestPapanWarga(Conformance):
    member, reveal_path, kind = MEMBER, "/api/notices", "notice"

    def running(self, state: Path) -> AbstractContextManager[Town]:
        return running_town(state, {MEMBER: StandIn})

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        key = "rahasia-salah" if wrong_secret else town.tokens[MEMBER]
        return Board(session, town.urls[MEMBER], BOARD, key, SystemClock(), "papan")

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="a" * 601)

    def test_the_websites_link_stands_below_and_can_be_left_out(self, connector: Connector, tmp_path: Path) -> None:
        assert connector.preview(package(tmp_path), LINK).text.endswith(LINK)
        assert LINK not in connector.preview(package(tmp_path, link_in_post={"papan": False}), LINK).text

    def test_a_visit_is_counted_and_a_withdrawn_notice_is_gone(self, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        requests.get(link.url, timeout=5)
        assert connector.readers(link).value == 1
        for _ in range(2):  # the second time it is gone already
            connector.withdraw(link)
        assert connector.look(link).state == "gone"

    def test_a_key_of_another_board_is_told(self, town: Town, session: requests.Session) -> None:
        other = Board(session, town.urls[MEMBER], "papan-lain", town.tokens[MEMBER], SystemClock(), "papan")
        assert "papan-lain" in other.check().problems[0]
