"""How the practice town's pages look to people: one frame, one style, and the mark that nothing here is official."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

MARK = "PRAKTIK – situs latihan, bukan situs resmi"
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
STYLE = """
*{box-sizing:border-box}
body{font:17px/1.6 system-ui,sans-serif;margin:0;color:#222;background:#f4f4f2;overflow-wrap:anywhere}
.praktik{background:#b45309;color:#fff;padding:.4rem 1rem;margin:0;font-weight:700;text-align:center}
header{background:#fff;border-bottom:1px solid #ddd}
header a{display:block;max-width:46rem;margin:0 auto;
padding:.8rem 1rem;font-weight:700;font-size:1.15rem;color:#222;text-decoration:none}
main{max-width:46rem;margin:1.2rem auto 3rem;padding:1.2rem 1.4rem;background:#fff;border:1px solid #ddd;border-radius:8px}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .3rem}h2{font-size:1.25rem;margin:1.6rem 0 .3rem}
img,video{display:block;max-width:100%;height:auto}figure{margin:1.2rem 0}figcaption{color:#555;font-size:.9rem}
a{color:#1d4ed8}.info{color:#555;font-size:.9rem;margin:.2rem 0 1rem}
.daftar{list-style:none;margin:0;padding:0}.daftar li{padding:.8rem 0;border-top:1px solid #e5e5e5}
.daftar li:first-child{border-top:0}.daftar a{font-weight:600}.daftar p{margin:.2rem 0 0}
.kiriman{white-space:pre-wrap;margin:.4rem 0 1rem}
.gambar{display:grid;gap:4px;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr))}
.gelembung{background:#eef5fb;border-radius:14px;padding:.7rem 1rem;box-shadow:0 1px 2px rgba(0,0,0,.2);max-width:34rem}
.kartu{border-left:3px solid #2481cc;padding-left:.7rem;margin:.6rem 0}.berkas{list-style:none;padding:0}
@media(max-width:40rem){main{margin:0;border-width:0 0 1px;border-radius:0;padding:1rem}h1{font-size:1.4rem}}
"""


POLICY = (
    "default-src 'none'; img-src http: https: data:; media-src http: https:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)


def frame(name: str, title: str, head: str, body: str, language: str = "id") -> str:
    """A whole page of the member `name`; `head` and `body` are HTML that is already safe."""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">{head}'
        f'<style>{STYLE}</style></head><body><p class="praktik">{MARK}</p>'
        f'<header><a href="/">{escape(name)}</a></header><main>{body}</main></body></html>'
    )


def day(at: datetime) -> str:
    """A date as newspapers print it: 3 Maret 2026."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def post(
    name: str,
    text: str,
    at: datetime,
    pictures: Sequence[tuple[str, str]],
    note: str = "",
    films: Sequence[tuple[str, str]] = (),
) -> str:
    """The page of one post: its words, its pictures and its films as address and alt text."""
    shown = "".join(f'<img src="{escape(source)}" alt="{escape(alt)}">' for source, alt in pictures)
    shown += "".join(_film(source, alt) for source, alt in films)
    body = f'<article><p class="info">{escape(name)} · {day(at)}</p><p class="kiriman">{escape(text)}</p>{note}'
    return frame(name, f"PRAKTIK – {name}", "", f'{body}<div class="gambar">{shown}</div></article>')


def _film(source: str, alt: str = "") -> str:
    return f'<video controls preload="metadata" src="{escape(source)}" aria-label="{escape(alt)}"></video>'


def bubble(
    name: str,
    text: str,
    at: datetime,
    pictures: Sequence[tuple[str, str]],
    papers: Sequence[tuple[str, str]],
    link: str,
    films: Sequence[str] = (),
) -> str:
    """One message of a channel: pictures and films above the words, as messengers show them, documents by name, the link's
    card below."""
    shown = "".join(f'<img src="{escape(source)}" alt="{escape(alt)}">' for source, alt in pictures)
    shown += "".join(_film(source) for source in films)
    listed = "".join(f'<li>📄 <a href="{escape(source)}">{escape(title)}</a></li>' for source, title in papers)
    card = f'<p class="kartu"><a href="{escape(link)}">{escape(link)}</a></p>' if link else ""
    body = (
        f'<article class="gelembung"><p class="info">{escape(name)}</p><div class="gambar">{shown}</div>'
        f'<ul class="berkas">{listed}</ul><p class="kiriman">{escape(text)}</p>{card}'
        f'<p class="info">{day(at)}, {at:%H.%M} UTC</p></article>'
    )
    return frame(name, f"PRAKTIK – {name}", "", body)


def wall(name: str, posts: Sequence[tuple[str, str]]) -> str:
    """All posts of an account, newest first, as address and words."""
    rows = "".join(f'<li><a href="{escape(to)}">{escape(text)}</a></li>' for to, text in reversed(posts))
    body = f'<h1>{escape(name)}</h1><ul class="daftar">{rows or "<li>Belum ada kiriman</li>"}</ul>'
    return frame(name, f"PRAKTIK – {name}", "", body)


def missing(name: str) -> str:
    """What is shown where a post is not there."""
    return frame(name, f"PRAKTIK – {name}", "", "<h1>Kiriman tidak ada</h1>")
