"""A page that is parsed no further than needed says of itself what the whole page says."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from links import page
from links.extent import telling_extent
from tests.links.awkward import PAGES, article

_PIECES = (
    *(
        "<title>",
        "</title>",
        "<TITLE>KPU</TITLE>",
        "<h1>",
        "</h1>",
        "<h1 class='judul x'>",
        "<H1>Rapat <b>Pleno</b></H1>",
        "<h1/>",
    ),
    *("<h1><a href=/x>Daftar</a></h1>", "<h1><svg><title>ikon</title></svg>Kabar</h1>", "<h1 data-x='<h1>a</h1>'>", "</h1 >"),
    *("<meta name=robots content=noindex>", '<meta property="og:title" content="Rapat > Pleno">', "<meta http-equiv=refresh"),
    *(
        ' content="0; url=/lain">',
        '<meta property=og:title content="<h1>Ya</h1>',
        '">',
        "<link rel=canonical href=/a>",
        "<base href='/b/'>",
    ),
    *(
        '<link rel="icon" href=/i.png / >',
        "<link rel='canonical' href='/<b>'>",
        '<meta name="robots"content="noindex">',
        "<meta\x0bname=x>",
    ),
    *("<!--", "-->", "<!-->", "--!>", "<script>", "</script>", "<style>", "</style>", "<textarea>", "</textarea>", "<noscript>"),
    *(
        "</noscript>",
        "<template>",
        "</template>",
        "<svg>",
        "</svg>",
        "<title>a</title>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<h2>Rinci</h2>",
    ),
    *(
        "<![CDATA[",
        "]]>",
        "<?php",
        "?>",
        "<!doctype html>",
        "<html>",
        "<head>",
        "</head>",
        "<body>",
        "</body>",
        "</html>",
        "<table><td>",
    ),
    *(
        "Rapat Pleno",
        "404",
        "&lt;",
        "&amp",
        "\0",
        "\x0b",
        "é",
        '"',
        "'",
        ">",
        "<",
        " ",
        "\n",
        "=",
        "/",
        "<i title='</h1>'>",
        "<plaintext>",
    ),
)


def told(html: bytes) -> tuple[object, ...]:
    read = page.parse(html, "https://kpu.example/berita/1", "utf-8")
    return read.title, read.headings, read.canonical, read.refresh, read.noindex, read.root


def told_by_all_of(html: bytes) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page, "telling_extent", len)
        return told(html)


@given(st.lists(st.sampled_from(_PIECES), max_size=14))
@example(["<h1>", "<!--", "</h1>", "-->", "Kabar", "</h1>"])
@example(["<!--", "<title>a</title>", "Rapat Pleno"])
@example(["<script>", "<h1><a href=/x>Daftar</a></h1>", "</script>", "Rapat Pleno"])
def test_what_comes_after_the_telling_part_changes_nothing(pieces: list[str]) -> None:
    html = "".join(pieces).encode()
    assert told(html) == told_by_all_of(html)


@pytest.mark.parametrize("name", [name for name, answer in PAGES.items() if isinstance(answer, str)])
def test_an_awkward_page_says_the_same(name: str) -> None:
    html = str(PAGES[name]).encode()
    assert told(html) == told_by_all_of(html)


def test_a_plain_article_is_parsed_to_its_heading_only() -> None:
    html = article(body="<p>Isi berita.</p>" * 1000).encode()
    assert telling_extent(html) == html.index(b"</h1>") + len(b"</h1>")


def test_a_page_full_of_beginnings_is_told_in_no_time() -> None:
    for piece in (b"<meta a='", b"<h1 ", b"<h1><b ", b"<h1><b>", b"<meta a=b ", b"<title>"):
        html = piece * 60_000
        assert telling_extent(html) == len(html)
