"""Pages of a PDF on channels that carry no attachment: the office's own pictures first, then pages while there is room."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from config.platforms import PLATFORMS, built_in
from connectors import assisted, mastodon
from connectors._social_text import pictures
from connectors.contract import Limits, Refused
from connectors.instagram import Instagram
from connectors.telegram import LIMITS as TELEGRAM
from connectors.threads import LIMITS as THREADS
from content_queue.package import Attachment, Package, Page
from tests.connectors.conformance import package
from tests.connectors.conformance import pictures as own_pictures

FOUR = replace(mastodon.LIMITS, images=4)


def papers(folder: Path, pages: dict[str, int], size: int = 1000) -> dict[str, object]:
    """Attachments with so many drawn pages each; what a page shows is told by its file."""
    attachments, drawn = [], []
    for name, count in pages.items():
        attachments.append(Attachment(name, folder / name, name.ljust(64, "0"), "application/pdf", 10))
        for number in range(1, count + 1):
            place = folder / f"{name}-hal-{number}.jpg"
            place.write_bytes(place.name.encode())
            sha256 = place.name.ljust(64, "0")
            drawn.append(
                Page(place.name, place, sha256, "image/jpeg", 10, 10, size, f"Hal {number}", document=name, number=number)
            )
    return {"attachments": tuple(attachments), "pages": tuple(drawn)}


def shown(approved: Package, limits: Limits = FOUR) -> tuple[list[str], list[str]]:
    kept, notes = pictures(approved, limits, "Contoh")
    return [image.name for image in kept], notes


def test_pages_come_after_the_pictures_of_the_office_while_there_is_room(tmp_path: Path) -> None:
    approved = package(tmp_path, images=own_pictures(tmp_path, 1), **papers(tmp_path, {"keputusan.pdf": 4}))
    names, notes = shown(approved)
    assert names == ["0.png", *(f"keputusan.pdf-hal-{number}.jpg" for number in (1, 2, 3))]
    assert notes == ["Contoh: lampiran keputusan.pdf tidak ikut; halaman 1–3 ikut sebagai gambar."]


def test_the_first_page_of_each_document_comes_before_any_second_page(tmp_path: Path) -> None:
    names, notes = shown(package(tmp_path, images=(), **papers(tmp_path, {"a.pdf": 4, "b.pdf": 4, "c.pdf": 1})))
    assert names == ["a.pdf-hal-1.jpg", "a.pdf-hal-2.jpg", "b.pdf-hal-1.jpg", "c.pdf-hal-1.jpg"]
    assert "halaman 1–2 ikut" in notes[0]
    assert "lampiran b.pdf tidak ikut; halaman 1 ikut" in notes[1]


def test_without_room_the_attachment_stays_behind_as_before(tmp_path: Path) -> None:
    approved = package(tmp_path, images=own_pictures(tmp_path, 4), **papers(tmp_path, {"keputusan.pdf": 4}))
    names, notes = shown(approved)
    assert names == ["0.png", "1.png", "2.png", "3.png"]
    assert notes == ["Contoh tidak memuat lampiran; tidak ikut: keputusan.pdf."]


def test_a_page_that_is_too_heavy_for_the_platform_refuses_nothing(tmp_path: Path) -> None:
    names, notes = shown(package(tmp_path, images=(), **papers(tmp_path, {"a.pdf": 1}, FOUR.image_bytes + 1)))
    assert names == []
    assert notes == ["Contoh tidak memuat lampiran; tidak ikut: a.pdf."]


def test_why_a_document_shows_no_page_is_said(tmp_path: Path) -> None:
    approved = package(
        tmp_path, images=(), **papers(tmp_path, {"a.pdf": 0}), unseen={"a.pdf": "terkunci kata sandi. Buka dahulu"}
    )
    assert shown(approved)[1] == [
        "Contoh tidak memuat lampiran; tidak ikut: a.pdf.",
        "Halaman a.pdf tidak dapat dijadikan gambar: terkunci kata sandi. Buka dahulu.",
    ]


def test_what_must_be_fetched_from_the_website_comes_only_with_the_website(tmp_path: Path) -> None:
    approved = package(tmp_path, images=(), **papers(tmp_path, {"a.pdf": 2}))
    assert len(shown(approved, THREADS)[0]) == 2
    assert shown(replace(approved, on_website=False), THREADS)[0] == []
    assert len(shown(replace(approved, on_website=False), FOUR)[0]) == 2


def test_telegram_and_websites_carry_the_pdf_itself() -> None:
    declared = [getattr(import_module(built_in(kind).module), "LIMITS", None) for kind in PLATFORMS]
    websites = [limits for limits in declared if limits and limits.website]
    assert len(websites) >= 3
    assert not [limits.platform for limits in (*websites, TELEGRAM) if limits.takes_pages]


def test_an_assisted_social_account_gets_pages_into_its_kit(tmp_path: Path) -> None:
    approved = package(tmp_path, images=(), **papers(tmp_path, {"a.pdf": 3}))
    social = assisted.Assisted("tiktok", "tiktok", "https://www.tiktok.com/@kpu", tmp_path).preview(approved)
    assert [image.name for image in social.images] == ["a.pdf-hal-1.jpg", "a.pdf-hal-2.jpg", "a.pdf-hal-3.jpg"]
    assert social.attachments == ()
    site = assisted.Assisted("situs", "situs", "https://kpu.example", tmp_path).preview(approved)
    assert (site.images, len(site.attachments)) == ((), 1)


def test_instagram_says_why_a_document_gives_it_no_picture(tmp_path: Path) -> None:
    approved = package(tmp_path, images=(), **papers(tmp_path, {"a.pdf": 0}), unseen={"a.pdf": "terkunci kata sandi"})
    with pytest.raises(Refused, match=r"satu gambar.*a\.pdf tidak dapat dijadikan gambar: terkunci kata sandi"):
        Instagram.preview(Instagram(None, "1", "kpu", "t", None), approved)  # type: ignore[arg-type]  # a preview asks nobody
