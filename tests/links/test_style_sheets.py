"""Style sheets are read as browsers read them, whatever stands in them."""

import pytest

from links.offline import SHEET, Room, css_addresses, inline_css
from links.session import Answer

AT = "https://kpu.example/s/utama.css"
SHEET_WITH_ALL = """@import url(warna.css) screen; @IMPORT "huruf.css"; /* url(tidak.png) **/
body { background: url( 'a b.png' ) } /**/ h1 { background: URL("../c.png") } i { background: url(d.png); cursor: url(data:,) }"""


def test_a_style_sheet_is_read_as_a_browser_reads_it() -> None:
    assert css_addresses(SHEET_WITH_ALL, AT) == [
        f"https://kpu.example/{path}" for path in ("s/warna.css", "s/huruf.css", "s/warna.css", "s/a b.png", "c.png", "s/d.png")
    ]


@pytest.mark.parametrize(
    "rest",
    [
        "/* " * 300_000,
        "/*" + "*" * 500_000,
        "@import " * 100_000,
        "@import" + " " * 500_000,
        "@import 'a' " * 10_000,
        "@import a " * 200_000,
        "@import url(b" * 150_000,
        "url(" * 200_000,
        "url(" + " " * 500_000,
        "url(" + "a" * 500_000,
        "url('" * 150_001,
    ],
    ids=lambda rest: f"{rest[:12].strip()}…",
)
def test_a_sheet_of_beginnings_without_an_end_is_read_to_its_end(rest: str) -> None:
    first = "b { background: url(a.png) } "
    assert css_addresses(first + rest, AT) == ["https://kpu.example/s/a.png"]
    assert inline_css(first + rest, AT, {}, Room()).startswith('b { background: url("data:,") } ')


def test_sheets_that_import_each_other_fill_no_memory() -> None:
    body = b"@import url(utama.css);" * 20 + b"p { margin: 0 } " * 30_000
    sheet = Answer(AT, 200, "OK", (("Content-Type", "text/css"),), (), body, body, "")
    told = inline_css("@import url(utama.css);" * 100, AT, {AT: sheet}, Room(SHEET))
    assert len(body) <= len(told) <= SHEET + len(body)
