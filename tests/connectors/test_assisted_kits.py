"""The kits of known platforms: what a person finds in the folder, and what its page tells them to do."""

import hashlib
import html
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conformance import Handles, package
from PIL import Image as Pillow

from connectors.assisted import PAGE, Assisted, limits_of
from connectors.assisted_platforms import KNOWN, known
from connectors.assisted_rendering import rendering_for
from connectors.contract import Refused, Rendering
from connectors.kits import utf16
from content_queue.package import Image, Package, Video

LINK = "https://kpu-contoh.example/berita/penetapan-daftar-pemilih"
FILM = Path(__file__).parent.parent / "films" / "film.mp4"
LONG = "KPU Kab. Contoh menetapkan daftar pemilih berkelanjutan pada pukul 08.00 WIB. " * 60


def picture(folder: Path, name: str, size: tuple[int, int], mode: str = "JPEG") -> Image:
    place = folder / name
    Pillow.linear_gradient("L").resize(size).convert("RGB").save(place, mode)
    data = place.read_bytes()
    return Image(name, place, hashlib.sha256(data).hexdigest(), f"image/{mode.lower()}", *size, len(data), f"Isi {name}")


def film(**changes: Any) -> Video:
    data = FILM.read_bytes()
    made = Video("film.mp4", FILM, hashlib.sha256(data).hexdigest(), "video/mp4", 320, 240, len(data), 2.0, "Rapat pleno")
    return replace(made, **changes)


def account(folder: Path, platform: str) -> Assisted:
    return Assisted("kanal", platform, "https://www.tiktok.com/@kpu_contoh", folder / "kit")


def news(folder: Path, **changes: Any) -> Package:
    values: dict[str, Any] = {"images": (picture(folder, "01.jpg", (900, 600)), picture(folder, "02.png", (400, 900), "PNG"))}
    return package(folder, **values | changes)


def kit(connector: Assisted, rendering: Rendering) -> Path:
    connector.stage(rendering, "tayang-uji", {}, Handles().record)
    return connector.kits / "tayang-uji"


def page(folder: Path) -> str:
    return html.unescape((folder / PAGE).read_text("utf-8"))


def inside(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_kit_for_tiktok_holds_upright_pictures_and_a_text_of_its_length(tmp_path: Path) -> None:
    connector = account(tmp_path, "TikTok")
    tags = ("daftar pemilih", "kpu", "pemilu", "bangka barat", "demokrasi", "transparansi")
    rendering = connector.preview(news(tmp_path, body_text=LONG, tags=tags), LINK)
    folder = kit(connector, rendering)
    assert inside(folder) == [PAGE, "gambar/01-01.jpg", "gambar/02-02.jpg", "teks.txt"]
    text = (folder / "teks.txt").read_text("utf-8").strip()
    assert text == rendering.text
    assert 1900 < utf16(text) <= 2200
    assert text.startswith("Penetapan daftar pemilih\n\nKPU Kab. Contoh")
    assert text.endswith("08.00 WIB.\n\n#DaftarPemilih #kpu #pemilu #BangkaBarat #demokrasi"), "five hashtags and no sixth"
    assert LINK not in text, "nobody can tap it there"
    for name in ("01-01.jpg", "02-02.jpg"):
        with Pillow.open(folder / "gambar" / name) as made:
            assert (made.format, made.width / made.height) == ("JPEG", 1.0)
            assert made.getpixel((0, 0)) == (255, 255, 255), "a white edge, and nothing cut off"
    assert "2.200" in page(folder)


def test_the_same_package_is_the_same_kit_to_the_byte(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        connector = account(tmp_path / name, "tiktok")
        folder = kit(connector, connector.preview(news(tmp_path / name), LINK))
        made.append({one: hashlib.sha256((folder / one).read_bytes()).hexdigest() for one in inside(folder)})
    assert made[0] == made[1]


def test_a_film_takes_the_place_of_pictures_where_a_post_has_one_kind(tmp_path: Path) -> None:
    connector = account(tmp_path, "tiktok")
    rendering = connector.preview(news(tmp_path, videos=(film(),), made_with_ai=True))
    folder = kit(connector, rendering)
    assert inside(folder) == [PAGE, "teks.txt", "video/film.mp4"]
    assert (folder / "video" / "film.mp4").read_bytes() == FILM.read_bytes()
    assert "tidak keduanya" in " ".join(rendering.notes)
    assert "Konten buatan AI" in page(folder)
    too_long = connector.preview(news(tmp_path, videos=(film(seconds=601.0),)))
    assert (len(too_long.videos), len(too_long.images)) == (0, 2)
    assert "600 detik" in " ".join(too_long.notes)


def test_tiktok_takes_no_text_alone(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="memerlukan gambar atau video"):
        account(tmp_path, "tiktok").preview(news(tmp_path, images=()))


@pytest.mark.parametrize("name", ["whatsapp", "Saluran WhatsApp", "WA"])
def test_a_kit_for_a_whatsapp_channel_carries_the_link_and_no_hashtags(tmp_path: Path, name: str) -> None:
    connector = account(tmp_path, name)
    whole = news(tmp_path, body_text=LONG, tags=("kpu",), videos=(film(),))
    beside_files = connector.preview(whole, LINK)
    assert len(beside_files.text) <= 1024
    assert beside_files.text.endswith(f"WIB.\n\n{LINK}")
    assert "#" not in beside_files.text
    folder = kit(connector, beside_files)
    assert inside(folder) == [PAGE, "gambar/01-01.jpg", "gambar/02-02.png", "teks.txt", "video/film.mp4"]
    assert (folder / "gambar" / "02-02.png").read_bytes() == whole.images[1].path.read_bytes(), "every shape is shown whole"
    assert "30 hari" in page(folder)
    alone = connector.preview(replace(whole, images=(), videos=()), LINK)
    assert 3900 < len(alone.text) <= 4096


def test_a_kit_for_youtube_has_a_title_of_its_own_and_a_wide_thumbnail(tmp_path: Path) -> None:
    connector = account(tmp_path, "youtube")
    title = "Penetapan Daftar Pemilih Berkelanjutan Triwulan Keempat di Kabupaten Contoh, Disiarkan Langsung dari Aula Kantor"
    rendering = connector.preview(news(tmp_path, title=title, videos=(film(),)), LINK)
    folder = kit(connector, rendering)
    assert inside(folder) == [PAGE, "gambar/01-01.jpg", "judul.txt", "teks.txt", "video/film.mp4"]
    told = (folder / "judul.txt").read_text("utf-8").strip()
    assert told == "Penetapan Daftar Pemilih Berkelanjutan Triwulan Keempat di Kabupaten Contoh, Disiarkan Langsung…"
    assert "Judul dipotong" in page(folder)
    assert not (folder / "teks.txt").read_text("utf-8").startswith("Penetapan")
    with Pillow.open(folder / "gambar" / "01-01.jpg") as made:
        assert abs(made.width / made.height - 16 / 9) < 0.01
    with pytest.raises(Refused, match="< >"):
        connector.preview(news(tmp_path, videos=(film(),), body_text="Peserta <50 orang"))


def test_youtube_without_a_film_is_a_kit_as_before(tmp_path: Path) -> None:
    connector = account(tmp_path, "youtube")
    rendering = connector.preview(news(tmp_path), LINK)
    folder = kit(connector, rendering)
    assert inside(folder) == [PAGE, "gambar/01-01.jpg", "gambar/02-02.png", "judul.txt", "teks.txt"]
    assert "tab Postingan" in " ".join(rendering.notes)
    assert "Thumbnail" not in page(folder)


def test_an_unknown_platform_goes_on_as_it_was(tmp_path: Path) -> None:
    connector = account(tmp_path, "Papan Warga")
    rendering = connector.preview(news(tmp_path, body_text=LONG, tags=("kpu",)), LINK)
    assert rendering.text == f"{LONG}\n\n{LINK}"
    assert (rendering.tags, rendering.summary) == (("kpu",), "Rapat pleno menetapkan daftar pemilih.")
    folder = kit(connector, rendering)
    assert inside(folder) == [PAGE, "gambar/01-01.jpg", "gambar/02-02.png", "judul.txt", "teks.txt"]
    assert "Salin judul, isi dan gambar di bawah ini persis seperti adanya" in page(folder)
    assert limits_of("Papan Warga").text_length is None


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: str(row.name))
def test_the_page_leads_from_the_account_to_the_answer(tmp_path: Path, row: Any) -> None:
    connector = account(tmp_path, row.called[0])
    said = page(kit(connector, connector.preview(news(tmp_path, videos=(film(),)), LINK)))
    where = [
        said.index(part)
        for part in (f"Unggah ke {row.name}", connector.url, *row.steps, row.take_link, "tangkapan layar", "tayang answer")
    ]
    assert where == sorted(where), "in the order of the work"
    assert "--screenshot TANGKAPAN-LAYAR" in said
    assert "<script" not in said


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: str(row.name))
def test_the_rows_agree_with_what_is_declared(row: Any) -> None:
    for name in row.called:
        assert known(name.upper()) is row
        limits = limits_of(name)
        assert (limits.text_length, limits.images, limits.videos) == (row.text, row.images, row.videos)
        assert (limits.assisted, limits.website, limits.walls_off_bots) == (True, False, True)


def test_own_words_for_the_channel_are_never_cut(tmp_path: Path) -> None:
    connector = account(tmp_path, "tiktok")
    own = "Daftar pemilih sudah ditetapkan. " + "#a #b #c #d #e #f"
    rendering = connector.preview(news(tmp_path, channel_text={"kanal": own}), LINK)
    assert rendering.text == own
    assert "paling banyak 5 tagar" in " ".join(rendering.notes)
    asked = connector.preview(news(tmp_path, channel_text={"kanal": own}, link_in_post={"kanal": True}), LINK)
    assert asked.text.endswith(LINK)
    assert "tidak dapat diketuk" in page(kit(connector, asked))
    with pytest.raises(Refused, match="2200"):
        connector.preview(news(tmp_path, channel_text={"kanal": "a" * 2201}))
    assert connector.measured(rendering) == (len(own), 2200)


def test_a_picture_that_was_swapped_after_approval_is_in_no_kit(tmp_path: Path) -> None:
    connector = account(tmp_path, "whatsapp")
    rendering = connector.preview(news(tmp_path), LINK)
    rendering.images[0].path.write_bytes(b"lain")
    with pytest.raises(Refused, match="bukan lagi berkas yang disetujui"):
        connector.stage(rendering, "tayang-uji", {}, Handles().record)
    assert not (connector.kits / "tayang-uji").exists()


def test_a_link_on_a_button_stands_beside_the_text_and_not_in_it(tmp_path: Path) -> None:
    row = replace(known("whatsapp"), button="Selengkapnya")  # type: ignore[type-var]  # it is known
    made = rendering_for(row, limits_of("whatsapp"), news(tmp_path), "kanal", "whatsapp", LINK)
    assert (made.link, LINK in made.text) == (LINK, False)
    assert "isikan pada tombol “Selengkapnya”" in " ".join(made.notes)
    without = rendering_for(row, limits_of("whatsapp"), news(tmp_path, link_in_post={"kanal": False}), "kanal", "whatsapp", LINK)
    assert (without.link, [note for note in without.notes if "tombol" in note]) == ("", [])


def test_a_picture_that_the_platform_finds_too_small_stays_behind_and_is_named(tmp_path: Path) -> None:
    row = replace(known("whatsapp"), least=(600, 300), least_bytes=1024)  # type: ignore[type-var]  # it is known
    made = rendering_for(row, limits_of("whatsapp"), news(tmp_path), "kanal", "whatsapp")
    assert [image.name for image in made.images] == ["01.jpg"]
    assert "paling kecil 600 × 300 piksel dan 1 KB; tidak ikut: 02.png." in " ".join(made.notes)


def test_words_for_which_a_post_may_be_turned_down_are_told_of(tmp_path: Path) -> None:
    row = replace(known("whatsapp"), doubtful=(r"\d{7}", "Nomor telepon dapat ditolak."))  # type: ignore[type-var]  # it is known
    told = [
        rendering_for(row, limits_of("whatsapp"), news(tmp_path, body_text=text), "kanal", "whatsapp").notes
        for text in ("1", "0211234567")
    ]
    assert [("Nomor telepon dapat ditolak." in notes) for notes in told] == [False, True]
