"""Every page that tayang writes says what it may load, before anything else is read of it, and none may run a script."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from links.offline import CSP
from tests.hostile_words import made_pages

ROOT = Path(__file__).parent.parent.parent
WRITERS = {
    "connectors/assisted_page.py",
    "flows/year_folder.py",
    "links/offline.py",
    "links/social.py",
    "practice/pages.py",
    "practice/telegram_widget.py",
    "reports/templates/board.html.j2",
    "reports/templates/fleet.html.j2",
    "reports/templates/preview.html.j2",
    "reports/templates/recap.html.j2",
}
ROOMS = (
    "cli",
    "config",
    "connectors",
    "content_queue",
    "flows",
    "ledger",
    "links",
    "practice",
    "publishing",
    "readership",
    "reports",
)


def policy_of(page: str) -> str:
    soup = BeautifulSoup(page, "lxml")
    assert soup.head is not None
    first = next(tag for tag in soup.head.find_all(True) if tag.get("charset") is None)
    assert str(first.get("http-equiv", "")).lower() == "content-security-policy", f"{first} is read before any policy"
    return str(first["content"])


@pytest.fixture(scope="module")
def every_page(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    made = made_pages("Penetapan", tmp_path_factory.mktemp("halaman"))
    del made["naskah"]  # no page of its own: what becomes of a manuscript on somebody's site
    return made


def test_every_page_begins_with_a_policy_that_lets_nothing_run(every_page: dict[str, str]) -> None:
    policies = {name: policy_of(page) for name, page in every_page.items()} | {"salinan": CSP}
    assert len(policies) >= 8
    for name, policy in policies.items():
        parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        assert parts["default-src"] == "'none'", name
        assert not {"script-src", "object-src", "frame-src", "connect-src"} & set(parts), name
        assert not re.search(r"unsafe-eval|\*", policy), name


def test_no_other_place_writes_a_page() -> None:
    sources = [file for room in ROOMS for file in (ROOT / room).rglob("*") if file.suffix in (".py", ".j2")]
    writers = {
        str(file.relative_to(ROOT)) for file in sources if re.search("<!doctype html", file.read_text("utf-8"), re.IGNORECASE)
    }
    assert writers - {"content_queue/docx.py"} <= WRITERS, "a new page: give it a policy, and name it here"
    assert writers >= WRITERS


def test_every_template_begins_with_a_policy() -> None:
    begins = re.compile(r"charset=.utf-8.>\s*<meta http-equiv=.Content-Security-Policy. content=\"default-src 'none'")
    templates = {one.name: one.read_text("utf-8") for one in (ROOT / "reports" / "templates").glob("*.html.j2")}
    pages = {name: text for name, text in templates.items() if "<html" in text.lower()}
    assert len(pages) >= 4, "the others are pieces of these"
    assert [name for name, text in pages.items() if not begins.search(text.partition("</head>")[0])] == []
