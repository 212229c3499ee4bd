"""A hundred ways to bring a script onto a page, and every page that tayang writes with them in it."""

from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from connectors.assisted import limits_of
from connectors.assisted_page import page_of
from connectors.contract import Rendering
from content_queue.problems import PackageProblems
from content_queue.text import Files, render, sanitise
from flows.year_folder import _index
from links.social import SentPost, keep_social
from practice import pages
from reports.board import ArrivingCard, Board, ChannelLine, HeldCard, PackageCard, render_board
from reports.link_record import LinkHeading, LinkRow
from reports.preview import ChannelPreview, PackagePreview, render_preview
from reports.recap_html import recap_html
from tests.reports.test_recap_tables import MONTH, ROW

CALL = "alert(1)"
TAGS = ("img", "svg", "video", "audio", "body", "details", "iframe", "input", "marquee", "object", "a", "math")
EVENTS = ("onerror", "onload", "onfocus autofocus", "ontoggle open", "onmouseover", "onanimationstart", "onpointerenter")
OTHERS = (
    f"<script>{CALL}</script>",
    f"<script src=data:text/javascript,{CALL}></script>",
    f"<ScRiPt >{CALL}</sCrIpT>",
    f"<scr<script>ipt>{CALL}</scr</script>ipt>",
    f"</title><script>{CALL}</script>",
    f"</style><script>{CALL}</script>",
    f"</textarea><script>{CALL}</script>",
    f"</pre></code><script>{CALL}</script>",
    f"--><script>{CALL}</script>",
    f'"><script>{CALL}</script>',
    f"'><script>{CALL}</script>",
    f"{{{{constructor.constructor('{CALL}')()}}}}",
    f"<a href=javascript:{CALL}>x</a>",
    f"<a href='jav&#x09;ascript:{CALL}'>x</a>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<object data='data:text/html,<script>{CALL}</script>'></object>",
    f"<base href='javascript:{CALL}//'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"<form action=javascript:{CALL}><button autofocus>x</button></form>",
    "<link rel=stylesheet href=http://luar.example/x.css>",
    "<style>@import url(http://luar.example/y.css);</style>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={CALL}>",
    f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>",
    f"[x](javascript:{CALL})",
    f"![x](javascript:{CALL})",
    f"<javascript:{CALL}>",
)
VECTORS = [f"<{tag} src=x {event}={CALL}>" for tag, event in product(TAGS, EVENTS)]
VECTORS += [f'"{event}={CALL} x="' for event in EVENTS] + list(OTHERS)


def channel(words: str) -> ChannelPreview:
    facts = {"channel": "website", "label": words, "platform": "wordpress", "article": True, "title": words, "text": words}
    return ChannelPreview(**facts, notes=(words,))  # type: ignore[arg-type]  # a test's shorthand


def made_pages(words: str, place: Path) -> dict[str, str]:
    """Every page that tayang writes, with these words wherever words of others stand."""
    line = ChannelLine(words, words, "good", f"https://situs.example/{words}", words, words, words, words, words)
    card = PackageCard(words, words, 1, words, "bad", (line,), (), words)
    board = Board(words, (words,), words, words, arriving=(ArrivingCard(words, words),), held=(HeldCard(words, words, (words,)),),
                  packages=(card,), practice=True)  # fmt: skip
    preview = PackagePreview(words, False, words, words, words, words, words, words, (words,), (channel(words),), (words,))
    row = ROW.__class__(1, words, words, words, words, words, words, words, 1, 1, words, words)
    month = MONTH.__class__(words, MONTH.letterhead, MONTH.signer, 2026, 3, (row,), (1,), 0, (), MONTH.cutoff, 1, False)
    limits = limits_of("tiktok")
    kit = Rendering("tiktok", words, words, words, link=words, tags=(words,), notes=(words,))
    post = SentPost(words, words, words, words, words)
    kept = keep_social(post, {"message": words, words: words}, place / "kiriman", datetime(2026, 1, 1, tzinfo=UTC), {})
    assert kept.path is not None
    links = [LinkRow(1, words, words, words, words, words, words, f"salinan/{words}")]
    heading = LinkHeading(words, words, practice=True)
    return {
        "papan": render_board(board),
        "pratinjau": render_preview(preview),
        "rekap": recap_html(month).decode(),
        "kit": page_of(kit, words, {}, words, limits, None),
        "kiriman": (kept.path / "salinan.html").read_text("utf-8"),
        "tahun": _index(links, heading, ()),
        "latihan": pages.post(words, words, datetime(2026, 1, 1, tzinfo=UTC), [(words, words)], films=[(words, words)]),
        "naskah": f"<!doctype html><body>{article(words)}{sanitise(words)}</body>",
    }


def article(words: str) -> str:
    """What a manuscript with these words becomes; nothing where they are refused."""
    try:
        return render(f"Isi\n\n{words}\n", Files(), "naskah.md").html
    except PackageProblems:
        return ""
