"""The kit of an office's profile on Google: its link on a button, one picture in its shape, and no telephone number unnoticed."""

from dataclasses import replace
from pathlib import Path

import pytest
from conformance import package
from PIL import Image as Pillow
from test_assisted_kits import LINK, LONG, account, inside, kit, page, picture

from connectors.assisted import PAGE
from content_queue.package import Package


@pytest.fixture
def news(tmp_path: Path) -> Package:
    """A news item longer than a post there, with two pictures of which the first is too small."""
    photo = Pillow.effect_noise((1200, 1200), 60)
    large = tmp_path / "besar.jpg"
    photo.convert("RGB").save(large)
    shown = replace(picture(tmp_path, "besar2.jpg", (1200, 1200)), path=large, name="besar.jpg", size=large.stat().st_size)
    return package(tmp_path, body_text=LONG, tags=("kpu",), images=(picture(tmp_path, "kecil.jpg", (200, 200)), shown))


@pytest.mark.parametrize("name", ["google", "Google Maps", "Profil Bisnis Google"])
def test_the_kit_holds_a_short_text_one_wide_picture_and_the_address_for_the_button(
    tmp_path: Path, news: Package, name: str
) -> None:
    connector = account(tmp_path, name)
    rendering = connector.preview(replace(news, images=news.images[:1]), LINK)
    assert rendering.images == ()
    assert "paling kecil 400 × 300 piksel" in " ".join(rendering.notes)
    rendering = connector.preview(news, LINK)
    folder = kit(connector, rendering)
    assert inside(folder) == [PAGE, "gambar/01-besar.jpg", "tautan.txt", "teks.txt"]
    assert (folder / "tautan.txt").read_text("utf-8").strip() == LINK
    text = (folder / "teks.txt").read_text("utf-8").strip()
    assert 1300 < len(text) <= 1500
    assert text.endswith("WIB.")
    assert LINK not in text
    assert "#" not in text
    with Pillow.open(folder / "gambar" / "01-besar.jpg") as made:
        assert abs(made.width / made.height - 4 / 3) < 0.01
    told = page(folder)
    assert f'Tautan tombol “Pelajari lebih lanjut” <span class="nama">tautan.txt</span></h2><div class="isi">{LINK}' in told
    assert "enam bulan" in told


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("Hubungi 0812-3456-7890.", True),
        ("Telepon (0717) 123456 pada jam kerja.", True),
        ("Hotline +62 811 7000 123.", True),
        ("Keputusan Nomor 123 Tahun 2026, 08.00 sampai 10.00 WIB.", False),
        ("Pemilih 1.234.567 orang pada 20-11-2026.", False),
    ],
)
def test_a_telephone_number_is_told_of_before_it_is_approved(tmp_path: Path, news: Package, text: str, warned: bool) -> None:
    notes = account(tmp_path, "google").preview(replace(news, body_text=text), LINK).notes
    assert any("nomor telepon" in note for note in notes) == warned


def test_without_the_website_there_is_no_address_and_no_button(tmp_path: Path, news: Package) -> None:
    connector = account(tmp_path, "google")
    folder = kit(connector, connector.preview(replace(news, link_in_post={"kanal": False}), LINK))
    assert not (folder / "tautan.txt").exists()
    assert "Tautan tombol" not in page(folder)
