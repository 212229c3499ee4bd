"""That a platform is one module and one line of a table: by that a new one is everywhere, and no other file lists them."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.new_home import office_text, practice_secrets
from config.platforms import PLATFORMS
from connectors.assisted_platforms import NAMES
from flows.platforms_page import page, table
from practice.running import running_town
from practice.town import Town
from tests.faults import at
from tests.flows.homes import HomeInPractice, drop_news, home_with_accounts
from tests.installed import PAPAN

ROOT = Path(__file__).parent.parent
PRODUCT = (
    "safety", "content_queue", "connectors", "links", "ledger", "publishing",
    "readership", "reports", "flows", "config", "practice", "cli", "deploy",
)  # fmt: skip
ONE_LINE = {"papan_warga": "papan_declared"}
MODULE = """
from connectors.accounts import InPractice, Platform
from papan_warga import PLATFORM as ADDED

LINES = '''
[channels.papan]
type = "papan_warga"
label = "Papan Warga"
url = "@URL@"
board = "kpu-contoh"
secret = "TAYANG_PAPAN_KUNCI"
'''
PLATFORM = Platform(
    channel=ADDED.channel,
    module="papan_warga.connector",
    make=ADDED.make,
    guide=ADDED.guide,
    example=LINES.replace("@URL@", "https://papan.example"),
    practice=InPractice("papan", 8499, {"papan": "TAYANG_PAPAN_KUNCI"}, LINES),
)
"""


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform with its module, its stand-in and its line, and nothing else."""
    (tmp_path / "papan_declared.py").write_text(MODULE, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(PAPAN / "src")
    for name in [name for name in sys.modules if name.partition(".")[0] in ("papan_warga", "papan_declared")]:
        monkeypatch.delitem(sys.modules, name)
    from papan_warga.stand_in import StandIn

    stand_in = ModuleType("practice.papan")
    stand_in.__dict__.update(SHOWN="notice", open_member=lambda store, tokens: StandIn(store, tokens["papan"]))
    monkeypatch.setitem(sys.modules, "practice.papan", stand_in)
    for kind, module in ONE_LINE.items():
        monkeypatch.setitem(PLATFORMS, kind, module)  # type: ignore[arg-type]  # a dict, told to nobody else


@pytest.fixture
def town(tmp_path: Path, one_more: None) -> Iterator[Town]:
    with running_town(tmp_path / "kota") as town:
        yield town


@pytest.fixture
def home(tmp_path: Path, town: Town) -> HomeInPractice:
    return home_with_accounts(tmp_path / "rumah", town)


def typed(home: HomeInPractice, *words: str, given: str = "") -> str:
    told = CliRunner().invoke(app, [*words, "--home", str(home.path)], input=given)
    return told.output


@pytest.mark.usefixtures("one_more")
def test_by_its_module_and_its_line_a_platform_is_in_every_table() -> None:
    assert '# url = "https://papan.example"' in office_text("contoh", practice=False)
    assert practice_secrets()["papan"] == "TAYANG_PAPAN_KUNCI"
    assert "### `papan_warga`: Papan Warga" in page()
    assert re.search(r"^papan_warga,,", table(), re.MULTILINE)
    assert "papan" in at.everybody()
    assert at.channel_of("papan") == "papan"


def test_by_them_alone_a_practice_office_has_its_account_and_connects_it(home: HomeInPractice, town: Town) -> None:
    assert "papan (papan_warga): masuk sebagai kpu-contoh, boleh menayangkan." in typed(home, "doctor")
    told = typed(home, "connect", "papan", "--file", given=town.tokens["papan"])
    assert "Setelan, Kunci API" in told
    assert "sudah berisi nilai itu" in told or "disimpan di rahasia.env" in told
    draft = drop_news(home, "lain", channels="website, papan").rename(home.path / "konsep" / "lain")
    typed(home, "check", str(draft))
    assert "Papan Warga" in draft.with_name("lain.PRATINJAU.html").read_text("utf-8")


WORDS = {"x", "threads", "assisted", "practice_site", "wordpress_xmlrpc"}
"""Types whose names are words of every day, or parts of another's."""
PLACES = ("CHANGELOG.md", "README.md", "config/platforms.py", "connectors/assisted_platforms.py")
ELSEWHERE = {
    "config/channel_base.py": "the hint for a missing `type` gives examples",
    "config/credentials.py": "the shapes by which a secret is known that somebody pasted into an office file",
    "config/reader_sources.py": "WordPress.com counts readers for websites of every kind",
    "connectors/_social_errors.py": "says whom it serves",
    "connectors/accounts/assisted.py": "the hint for `platform` gives an example",
    "connectors/accounts/instagram.py": "the same secret of the same app at Meta",
    "connectors/accounts/threads.py": "is made with the library of Meta",
    "connectors/assisted.py": "the reason for a rule, by an example",
    "connectors/instagram.py": "goes through the same API of Meta",
    "connectors/meta_errors.py": "Meta's platforms answer alike",
    "connectors/meta_health.py": "Meta's platforms answer alike",
    "connectors/meta_insights.py": "Meta's platforms answer alike",
    "connectors/meta_steps.py": "Meta's platforms answer alike",
    "connectors/threads.py": "goes through the same library of Meta",
    "content_queue/": "examples of what to write in a package",
    "deploy/test.sh": "installs the real WordPress for the tests",
    "links/pictures.py": "sites made with WordPress add sizes to a picture's name",
    "practice/graph.py": "the stand-in of Facebook is called by its API",
    "practice/graph_films.py": "the stand-in of Facebook is called by its API",
    "practice/two_steps.py": "what Meta's stand-ins have in common",
    "readership/analytics.py": "the number of an article in WordPress",
    "readership/cleaning.py": "players of films on websites of every kind",
    "reports/labels.py": "names of sources of readers",
    "safety/redaction.py": "the shape of a token that stands in addresses",
}
"""Files of the product that name a platform and are none of its own, and why; a new platform is named in none of them."""


def known() -> list[str]:
    return sorted({*PLATFORMS, *NAMES} - WORDS)


def named_in(text: str) -> list[str]:
    return [name for name in known() if name in text.casefold()]


def files(*rooms: str) -> Iterator[tuple[str, str]]:
    """Every file of these rooms that somebody writes, with its text."""
    for room in rooms:
        for file in sorted((ROOT / room).rglob("*")):
            if file.suffix in (".py", ".toml", ".j2", ".sh", ".yaml", ".csv") and "__pycache__" not in file.parts:
                yield str(file.relative_to(ROOT)), file.read_text("utf-8")


def test_no_file_of_the_product_names_a_platform_but_its_own() -> None:
    found = {}
    for path, text in files(*PRODUCT):
        strangers = [name for name in named_in(text) if name not in path.casefold()]
        if strangers and path not in PLACES:
            room = f"{path.partition('/')[0]}/"
            found[room if room in ELSEWHERE else path] = strangers
    assert {path: names for path, names in found.items() if path not in ELSEWHERE} == {}, "derive it from the declaration"
    assert sorted(set(ELSEWHERE) - set(found)) == [], "is no exception any more"


def test_no_test_lists_the_platforms_by_hand() -> None:
    """A story takes the platforms that it needs; whoever names more than half of them means all."""
    most = len(known()) // 2
    lists = [path for path, text in files("tests") if len(named_in(text)) > most]
    assert lists == [], "derive it from config/platforms.py"
