"""The page of a kit: opened by double-click, it says what to post where, in the order of the work."""

import html
from collections.abc import Mapping
from urllib.parse import quote

from babel.numbers import format_decimal

from connectors.contract import Limits, Rendering
from connectors.kits import SCREENSHOT, KnownPlatform
from content_queue.package import Image, Video
from language.say import spoken, t

_ASIDE = "nama"
STYLE = """
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,"Segoe UI",sans-serif;margin:0;color:#1c2430;background:#f3f4f6;overflow-wrap:anywhere}
main{max-width:52rem;margin:0 auto;padding:0 1.2rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0;background:#7a1420;color:#fff;
padding:1.2rem max(1.2rem,calc((100% - 52rem)/2 + 1.2rem))}
h2{font-size:1.15rem;margin:1.8rem 0 .5rem}h2 .@ASIDE@{font-weight:400;margin-left:.4rem}
ol,.isi,figure,dl,.lampiran,.catatan{background:#fff;border:1px solid #d5dae1;border-radius:8px;margin:0;padding:.9rem 1.1rem}
ol{margin-top:1.2rem;padding-left:2.4rem}li+li{margin-top:.35rem}
.isi{user-select:text}.isi pre{white-space:pre-wrap;font:inherit;margin:0}.isi>:first-child{margin-top:0}
img,video{display:block;max-width:100%;max-height:22rem}img{border:1px solid #d5dae1}
figure+figure{margin-top:.8rem}figure dl{border:0;padding:0}
dl{margin-top:.8rem}dt,.@ASIDE@{color:#56606e;font-size:.88rem}dd{margin:0 0 .5rem}dd:last-child{margin:0}
.lampiran,.catatan{padding-left:2.2rem}
code{display:inline-block;font:.9em/1.4 ui-monospace,Consolas,monospace;
background:#1c2430;color:#fff;padding:.15rem .45rem;border-radius:4px;user-select:all}
a{color:#0b4f9e}
@page{margin:14mm}
@media print{body,h1{background:#fff;color:#000}h1,main{padding:0}code{background:#fff;color:#000;border:1px solid #888}
figure,.isi{break-inside:avoid}
h2{break-after:avoid}figure img{max-height:7cm}}
""".replace("@ASIDE@", _ASIDE)
_OWN = "img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'"
CSP = f"default-src 'none'; {_OWN}; base-uri 'none'; form-action 'none'"


def page_of(
    rendering: Rendering, text: str, names: Mapping[str, str], url: str, limits: Limits, known: KnownPlatform | None
) -> str:
    """What to post where: the steps, then everything that they speak of. `names`: where each file of the kit lies."""
    e = html.escape
    shown = text if limits.html else f"<pre>{e(text)}</pre>"
    pictures = "".join(_figure(names[image.sha256], image) for image in rendering.images)
    films = "".join(_film(names[video.sha256], video) for video in rendering.videos)
    papers = "".join(
        f'<li><a href="{e(quote(names[a.sha256]))}">{e(names[a.sha256])}</a> – {e(a.title or a.name)}</li>'
        for a in rendering.attachments
    )
    name = known.spoken_name if known else rendering.platform.capitalize()
    steps = "".join(f"<li>{step}</li>" for step in _steps(rendering, url, limits, known))
    title = e(t("Unggah: {title}", title=rendering.title))
    return f"""<!doctype html>
<html lang="{spoken()}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{CSP}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>{STYLE}</style></head><body>
<h1>{e(t("Unggah ke {name}", name=name))}</h1>
<main>
<ol>{steps}</ol>
{_words(rendering, shown, known)}
{f"{_head(t('Gambar'))}{pictures}" if pictures else ""}
{f"{_head(t('Video'))}{films}" if films else ""}
{f'{_head(t("Lampiran"))}<ul class="lampiran">{papers}</ul>' if papers else ""}
</main>
</body></html>
"""


def _steps(rendering: Rendering, url: str, limits: Limits, known: KnownPlatform | None) -> list[str]:
    """The work as a list, each step as HTML; the last one hands the address back."""
    e = html.escape
    account = f'<a href="{e(url)}" rel="noopener noreferrer">{e(url)}</a>'
    back = t(
        "Kembalikan alamat itu: {command} Perintah dengan nama paketnya tertulis di papan.html.",
        command=f"<code>{e(_answer(rendering.channel, limits.walls_off_bots))}</code>",
    )
    if known:
        own = (*known.steps, *([known.made_with_ai] if rendering.made_with_ai and known.made_with_ai else []), known.take_link)
        last = " ".join(t(one) for one in (SCREENSHOT, known.lasting) if one)
        return [t("Pastikan akunnya akun kantor: {account}.", account=account), *(e(t(one)) for one in own), e(last), back]
    take = t("Buat juga tangkapan layarnya: itulah buktinya, karena halaman ini tidak terbuka bagi umum.")
    return [
        t("Buka {account} dan masuk.", account=account),
        t("Salin judul, isi dan gambar di bawah ini persis seperti adanya: inilah yang disetujui."),
        " ".join([t("Tayangkan, lalu salin alamat halamannya."), *([take] if limits.walls_off_bots else [])]),
        back,
    ]


def _answer(channel: str, walled: bool) -> str:
    """The command that hands the address back, for who has no form to do so."""
    if walled:
        return t("tayang answer PAKET {channel} --live ALAMAT --by ID --screenshot TANGKAPAN-LAYAR", channel=channel)
    return t("tayang answer PAKET {channel} --live ALAMAT --by ID", channel=channel)


def _words(rendering: Rendering, shown: str, known: KnownPlatform | None) -> str:
    """Title, text and what else is to be typed; how long they are as a known platform counts."""
    e = html.escape
    if known:
        files = len(rendering.images) + len(rendering.videos)
        length = _length(known.count(rendering.text), known.most(files), "teks.txt")
        over = _length(len(rendering.title), known.title, "judul.txt")
        title = f'{_head(t("Judul"), over)}<div class="isi">{e(rendering.title)}</div>' if known.title else ""
        untapped = t("Alamat di dalam teks tidak dapat diketuk di {name}.", name=known.spoken_name)
        link = "" if known.link_wanted or not rendering.link else untapped
        told = "".join(f"<li>{e(note)}</li>" for note in filter(None, (*rendering.notes, link)))
        notes = f'{_head(t("Yang perlu diketahui"))}<ul class="catatan">{told}</ul>' if told else ""
        return f'{title}{_head(t("Teks"), length)}<div class="isi">{shown}</div>{_button(rendering, known)}{notes}'
    details = _details(
        (t("Kategori"), rendering.category),
        (t("Tagar"), ", ".join(rendering.tags)),
        (t("Ringkasan"), rendering.summary),
        (t("Catatan"), t("Dibuat dengan bantuan AI") if rendering.made_with_ai else ""),
    )
    title = f'{_head(t("Judul"))}<div class="isi">{e(rendering.title)}</div>'
    return f'{title}\n{details}\n{_head(t("Isi"))}<div class="isi">{shown}</div>'


def _head(words: str, beside: str = "") -> str:
    return f"<h2>{html.escape(words, quote=False)}{beside}</h2>"


def _button(rendering: Rendering, known: KnownPlatform) -> str:
    """The website's link, where it goes on a button."""
    if not known.button or not rendering.link:
        return ""
    head = _head(t("Tautan tombol “{button}”", button=t(known.button)), _aside("tautan.txt"))
    return f'{head}<div class="isi">{html.escape(rendering.link)}</div>'


def _length(used: int, most: int, file: str) -> str:
    """How long it is, how long it may be, and the file of the kit that holds it, for who works on a phone."""
    told = t("{used} dari {most}", used=_number(used), most=_number(most))
    return _aside(f"{told} · {file}")


def _aside(words: str) -> str:
    return f' <span class="{_ASIDE}">{words}</span>'


def _number(value: int) -> str:
    return format_decimal(value, locale=spoken())


def _figure(name: str, image: Image) -> str:
    e = html.escape
    details = _details((t("Berkas"), name), (t("Teks alternatif"), image.alt), (t("Keterangan"), image.caption))
    return f'<figure><img src="{e(quote(name))}" alt="{e(image.alt)}"><figcaption>{details}</figcaption></figure>'


def _film(name: str, video: Video) -> str:
    e = html.escape
    details = _details((t("Berkas"), name), (t("Isi video"), video.alt), (t("Keterangan"), video.caption))
    shown = f'<video controls preload="metadata" src="{e(quote(name))}" aria-label="{e(video.alt)}"></video>'
    return f"<figure>{shown}<figcaption>{details}</figcaption></figure>"


def _details(*pairs: tuple[str, str]) -> str:
    rows = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in pairs if value)
    return f"<dl>{rows}</dl>" if rows else ""
