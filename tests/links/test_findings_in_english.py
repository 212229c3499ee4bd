"""What is wrong with a page or a copy is told in the language of the home."""

from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

from language.say import speak
from links.problems import WORDINGS, problem
from links.social import SentPost, keep_social
from links.timestamps import NotProved, judge
from links.wacz import broken
from tests.language.reading import indonesian_in


@pytest.mark.parametrize("code", WORDINGS)
def test_a_finding_and_its_mend(code: str) -> None:
    places = {name: "x" for _, name, _, _ in Formatter().parse(WORDINGS[code].indonesian) if name}
    found = problem(code, **places)
    assert (found.text, found.mend) == (found.indonesian, WORDINGS[code].mend)
    speak("en")
    assert (found.text, found.mend) == (found.english, WORDINGS[code].mend_english)
    assert indonesian_in(f"{found.text} {found.mend}") == []


def test_copies_and_time_stamps(tmp_path: Path) -> None:
    speak("en")
    post = SentPost("x", "https://contoh.test/1", "1", "Title", "Words")
    keep_social(post, {}, tmp_path / "copy", datetime(2026, 1, 1, tzinfo=UTC), {})
    page = (tmp_path / "copy" / "salinan.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "Offline copy, not the original page." in page
    assert indonesian_in(page.replace("tayang-salinan", "")) == []
    with pytest.raises(NotProved, match="holds no PEM certificate"):
        judge(b"", b"", 0, b"")
    assert indonesian_in(broken(b"PK", b"")) == []
