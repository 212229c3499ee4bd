"""Packages like an office's: an article, a photo of its own, two tags."""

import random
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFilter

TEXT = """KPU Kabupaten Contoh **menetapkan** rekapitulasi daftar pemilih berkelanjutan dalam rapat pleno terbuka yang dihadiri
Bawaslu, partai politik, dan perangkat daerah. Masyarakat dapat memeriksa datanya di kantor kami pada jam kerja.

"""
PICTURE = "01.jpg"


@dataclass(frozen=True)
class Article:
    """What both sides publish: the same words and a photo of the same size."""

    name: str
    title: str
    paragraphs: str
    alt: str
    tags: tuple[str, ...]
    photo: bytes | None

    def write(self, folder: Path) -> Path:
        """As a package folder."""
        folder.mkdir(parents=True)
        shown = f"alt:\n  {PICTURE}: {self.alt}\n" if self.photo else ""
        picture = f"![Rapat](media/{PICTURE})\n\n" if self.photo else ""
        front = (
            f"title: {self.title}\nkind: berita\ncategory: Berita\ntags: [{', '.join(self.tags)}]\nchannels: [website]\n{shown}"
        )
        (folder / "naskah.md").write_text(f"---\n{front}---\n{picture}{self.paragraphs}", encoding="utf-8")
        if self.photo:
            (folder / "media").mkdir()
            (folder / "media" / PICTURE).write_bytes(self.photo)
        return folder


def article(name: str, seed: str = "", *, picture: bool = True) -> Article:
    """An article whose title, tags and photo are like no other's."""
    photo = _photo(f"{seed}{name}") if picture else None
    return Article(name, f"Rapat Pleno {name}", TEXT * 8, f"Suasana rapat pleno {name} di aula kantor", ("pleno", name), photo)


def _photo(seed: str) -> bytes:
    """A JPEG of 1600 by 1067 with about the weight of an office's photo."""
    noise = random.Random(seed).randbytes(400 * 267)  # noqa: S311  a picture, not a secret
    small = Image.frombytes("L", (400, 267), noise).filter(ImageFilter.GaussianBlur(2)).resize((1600, 1067))
    picture = Image.merge(
        "RGB", (small, small.transpose(Image.Transpose.FLIP_LEFT_RIGHT), small.transpose(Image.Transpose.ROTATE_180))
    )
    out = BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
