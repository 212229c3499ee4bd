"""A website or account without an API: tayang makes the kit, a person posts it and hands back the link.

The hidden stage is a folder with everything that is to be posted and one page that says how. Revealing always ends with a
person: what is public, only the person knows, and it is proved afterwards like anything else.
"""

import html
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from connectors._social_text import pages_beside
from connectors.article import article_of, rendering_of
from connectors.contract import (
    Absent,
    Finding,
    Fingerprint,
    Found,
    Grade,
    Health,
    Limits,
    Link,
    Look,
    NeedsHuman,
    ReaderCount,
    Record,
    Refused,
    Rendering,
    Staged,
)
from connectors.files import Item
from content_queue import places
from content_queue.package import Image, Package, Video

WEBSITES = ("website", "situs", "situs-web")
PAGE = "BUKA-SAYA.html"
A_POST = 10
"""How many pictures a person posts at once, pages of attachments included."""


def limits_of(platform: str) -> Limits:
    """A website is proved by an anonymous look; any other platform walls readers off, so a person attests."""
    website = platform.casefold() in WEBSITES
    return Limits(
        platform="assisted",
        website=website,
        text_length=None,
        images=50,
        image_bytes=20 * 2**20,
        alt_text=True,
        attachments=website,
        html=website,
        hidden_stage=True,
        repeatable_reveal=True,
        can_find=True,
        can_count_readers=False,
        can_withdraw=False,
        can_amend=False,
        walls_off_bots=not website,
        grade=Grade.PUBLIC if website else Grade.ATTESTED,
        needs_link=not website,
        assisted=True,
        videos=20,
        video_bytes=500 * 2**20,
    )


@dataclass(frozen=True)
class Assisted:
    """One account that a person posts to. Kits lie in `kits`, one folder a publication, named by its marker."""

    channel: str
    platform: str
    url: str
    kits: Path

    @property
    def limits(self) -> Limits:
        return limits_of(self.platform)

    def preview(self, package: Package, link: str = "") -> Rendering:
        if len(package.images) > self.limits.images:
            raise Refused(f"{self.platform}: paling banyak {self.limits.images} gambar, paket ini memuat {len(package.images)}.")
        own = package.channel_text.get(self.channel, "")
        carried = link if package.link_in_post.get(self.channel, True) and not self.limits.website else ""
        article = self.limits.html
        whole_text = article_of(package.body_html, package.images, package.attachments, package.videos) if article else ""
        text = whole_text or own or package.body_text
        if carried and carried not in text:
            text = f"{text}\n\n{carried}"
        whole = rendering_of(package, self.channel, self.platform, text, carried)
        if self.limits.attachments:
            return replace(whole, attachments=package.attachments)
        pages, notes = pages_beside(package, self.limits, self.platform, A_POST - len(package.images))
        return replace(whole, images=(*whole.images, *pages), attachments=(), notes=tuple(notes))

    def check(self) -> Health:
        """Nothing to sign in to: the kit folder must be writable, the rest is a person's."""
        try:
            self.kits.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.kits):
                pass
        except OSError as error:
            return Health(
                False, self.url, may_publish=False, problems=(f"Map kit {self.kits} tidak dapat ditulis: {error.strerror}.",)
            )
        return Health(True, self.url, may_publish=True, cost="dikerjakan orang")

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Make the kit whole or not at all; an earlier one is replaced, so that it is exactly this rendering."""
        self.kits.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{marker}-", dir=self.kits))
        try:
            _fill(beside, rendering, self.url, self.limits)
            beside.chmod(0o755)
            kit = self.kits / marker
            shutil.rmtree(kit, ignore_errors=True)
            beside.replace(kit)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        if handles.get("kit") != marker:
            record("kit", marker)
        return Staged(rendering, marker, marker, {**handles, "kit": marker})

    def reveal(self, staged: Staged) -> Link:
        kit = self.kits / staged.remote_id / PAGE
        raise NeedsHuman(f"Unggah ke {self.url} menurut {kit}, lalu kembalikan tautannya dengan `tayang answer`.")

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:  # noqa: ARG002  # the contract's argument
        """Whether the kit is there; what a person did with it nobody can look up."""
        if (self.kits / fingerprint.marker / PAGE).is_file():
            return Found(fingerprint.marker, public=False)
        return Absent()

    def look(self, link: Link) -> Look:
        return Look("unknown", f"{self.platform} tidak dapat ditanya; lihat sendiri.", link.url)

    def readers(self, link: Link) -> ReaderCount:  # noqa: ARG002  # the contract's argument
        return ReaderCount(None, "", "assisted", 0.0, f"{self.platform} tidak dapat ditanya; isi dengan tangan bila perlu.")

    def withdraw(self, link: Link) -> None:
        raise NeedsHuman(f"Tarik sendiri {link.url} di {self.platform}; tayang tidak punya akses ke sana.")

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's arguments
        raise NeedsHuman(f"Perbaiki sendiri {link.url} di {self.platform}; tayang tidak punya akses ke sana.")


def _fill(kit: Path, rendering: Rendering, url: str, limits: Limits) -> None:
    names: dict[str, str] = {}
    for number, image in enumerate(rendering.images, 1):
        names[image.sha256] = f"gambar/{number:02d}-{image.name}"
    for attachment in rendering.attachments:
        names[attachment.sha256] = f"lampiran/{attachment.name}"
    for video in rendering.videos:
        names[video.sha256] = f"video/{video.name}"
    files: tuple[Item, ...] = (*rendering.images, *rendering.attachments, *rendering.videos)
    for file in files:
        target = kit / names[file.sha256]
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(file.path, target)
    (kit / "judul.txt").write_text(rendering.title + "\n", encoding="utf-8")
    text = places.filled(rendering.text, names) if limits.html else rendering.text
    (kit / ("isi.html" if limits.html else "teks.txt")).write_text(text + "\n", encoding="utf-8")
    (kit / PAGE).write_text(_page(rendering, text, names, url, limits), encoding="utf-8")


STYLE = """
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,"Segoe UI",sans-serif;margin:0;color:#1c2430;background:#f3f4f6;overflow-wrap:anywhere}
main{max-width:52rem;margin:0 auto;padding:0 1.2rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0;background:#7a1420;color:#fff;
padding:1.2rem max(1.2rem,calc((100% - 52rem)/2 + 1.2rem))}
h2{font-size:1.15rem;margin:1.8rem 0 .5rem}
ol,.isi,figure,dl,.lampiran{background:#fff;border:1px solid #d5dae1;border-radius:8px;margin:0;padding:.9rem 1.1rem}
ol{margin-top:1.2rem;padding-left:2.4rem}li+li{margin-top:.35rem}
.isi{user-select:text}.isi pre{white-space:pre-wrap;font:inherit;margin:0}.isi>:first-child{margin-top:0}
img,video{display:block;max-width:100%;max-height:22rem}figure+figure{margin-top:.8rem}figure dl{border:0;padding:0}
dl{margin-top:.8rem}dt,.nama{color:#56606e;font-size:.88rem}dd{margin:0 0 .5rem}dd:last-child{margin:0}
.lampiran{padding-left:2.2rem}
code{font:.9em/1.4 ui-monospace,Consolas,monospace;
background:#1c2430;color:#fff;padding:.15rem .45rem;border-radius:4px;user-select:all}
a{color:#0b4f9e}
@page{margin:14mm}
@media print{body,h1{background:#fff;color:#000}h1,main{padding:0}code{background:#fff;color:#000;border:1px solid #888}
figure,.isi{break-inside:avoid}
h2{break-after:avoid}figure img{max-height:7cm}}
"""
_OWN = "img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'"
CSP = f"default-src 'none'; {_OWN}; base-uri 'none'; form-action 'none'"


def _page(rendering: Rendering, text: str, names: Mapping[str, str], url: str, limits: Limits) -> str:
    """One page that opens by double-click: what to post where, in the order of the work."""
    e = html.escape
    walled = limits.walls_off_bots
    shown = text if limits.html else f"<pre>{e(text)}</pre>"
    pictures = "".join(_figure(names[image.sha256], image) for image in rendering.images)
    films = "".join(_film(names[video.sha256], video) for video in rendering.videos)
    papers = "".join(
        f'<li><a href="{e(quote(names[a.sha256]))}">{e(names[a.sha256])}</a> – {e(a.title or a.name)}</li>'
        for a in rendering.attachments
    )
    details = _details(
        ("Kategori", rendering.category),
        ("Tagar", ", ".join(rendering.tags)),
        ("Ringkasan", rendering.summary),
        ("Catatan", "Dibuat dengan bantuan AI" if rendering.made_with_ai else ""),
    )
    proof = " --screenshot TANGKAPAN-LAYAR" if walled else ""
    take = " Buat juga tangkapan layarnya: itulah buktinya, karena halaman ini tidak terbuka bagi umum." if walled else ""
    return f"""<!doctype html>
<html lang="id"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{CSP}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Unggah: {e(rendering.title)}</title>
<style>{STYLE}</style></head><body>
<h1>Unggah ke {e(rendering.platform.capitalize())}</h1>
<main>
<ol><li>Buka <a href="{e(url)}" rel="noopener noreferrer">{e(url)}</a> dan masuk.</li>
<li>Salin judul, isi dan gambar di bawah ini persis seperti adanya: inilah yang disetujui.</li>
<li>Tayangkan, lalu salin alamat halamannya.{take}</li>
<li>Kembalikan alamat itu: <code>tayang answer PAKET {e(rendering.channel)} --live ALAMAT --by ID{proof}</code>
Perintah dengan nama paketnya tertulis di papan.html.</li></ol>
<h2>Judul</h2><div class="isi">{e(rendering.title)}</div>
{details}
<h2>Isi</h2><div class="isi">{shown}</div>
{f"<h2>Gambar</h2>{pictures}" if pictures else ""}
{f"<h2>Video</h2>{films}" if films else ""}
{f'<h2>Lampiran</h2><ul class="lampiran">{papers}</ul>' if papers else ""}
</main>
</body></html>
"""


def _figure(name: str, image: Image) -> str:
    e = html.escape
    details = _details(("Berkas", name), ("Teks alternatif", image.alt), ("Keterangan", image.caption))
    return f'<figure><img src="{e(quote(name))}" alt="{e(image.alt)}"><figcaption>{details}</figcaption></figure>'


def _film(name: str, video: Video) -> str:
    e = html.escape
    details = _details(("Berkas", name), ("Isi video", video.alt), ("Keterangan", video.caption))
    shown = f'<video controls preload="metadata" src="{e(quote(name))}" aria-label="{e(video.alt)}"></video>'
    return f"<figure>{shown}<figcaption>{details}</figcaption></figure>"


def _details(*pairs: tuple[str, str]) -> str:
    rows = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in pairs if value)
    return f"<dl>{rows}</dl>" if rows else ""
