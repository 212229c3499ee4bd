"""[archive] of tayang.toml: what cannot be meant is told with what to write instead, and nothing is on by itself but pictures."""

from pathlib import Path

import pytest

from config.new_home import init_home
from config.settings import SettingsError, load_home
from tests.flows.homes import set_archive


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return init_home(tmp_path / "rumah", "contoh", practice=True)


def faults(home: Path, *lines: str) -> list[tuple[str, str]]:
    set_archive(home, *lines)
    with pytest.raises(SettingsError) as told:
        load_home(home, {})
    return [(problem.key, problem.message) for problem in told.value.problems]


def test_a_new_home_asks_nobody_outside(home: Path) -> None:
    archive = load_home(home, {}).archive
    assert (archive.chromium, archive.timestamp_url, archive.wayback) == ("auto", "", False)


@pytest.mark.parametrize(
    ("line", "key", "word"),
    [
        ('timestamp_url = "https://tsa.example/"', "timestamp_ca", "sertifikat"),
        ('timestamp_url = "tsa.example"', "timestamp_url", "https://"),
        ('timestamp_ca = "/etc/ssl/tsa.pem"', "timestamp_ca", "offices/"),
        ('timestamp_ca = "offices/../tsa.pem"', "timestamp_ca", "offices/"),
        ('wayback_url = "http://arsip.example"', "wayback_url", "https://"),
        ("wayback_per_day = 0", "wayback_per_day", "500"),
        ('chromium = "selalu"', "chromium", "off"),
    ],
)
def test_what_cannot_be_meant_is_told(home: Path, line: str, key: str, word: str) -> None:
    told = dict(faults(home, line))
    assert word in told[f"archive.{key}"]


def test_a_time_stamp_server_may_be_spoken_to_without_tls(home: Path) -> None:
    set_archive(home, 'timestamp_url = "http://tsa.example/"', 'timestamp_ca = "offices/tsa.pem"')
    assert load_home(home, {}).archive.timestamp_url == "http://tsa.example/", "a stamp proves itself"
