"""The page beside a form shows words as they are: nothing in a package is taken for Markdown, HTML or the end of a block."""

from reports.form_page import FileLine, form_page, plain
from reports.preview import ChannelPreview, PackagePreview, Picture

EVIL = "<script>alert(1)</script> [klik](http://jahat.example) | **tebal** `kode`"


def page(**channel: object) -> str:
    shown = ChannelPreview("website", "Situs web", "practice_site", **channel)  # type: ignore[arg-type]  # by name
    preview = PackagePreview("KPU Contoh", True, "paket", "hari ini", "ab" * 32, EVIL, "berita", "segera", channels=(shown,))
    return form_page(preview, [FileLine("naskah|1.md", "cd" * 32, 12)], [EVIL])


def test_words_of_a_package_are_shown_as_words() -> None:
    shown = page(article=True, text="<p>Satu</p><p>Dua</p>", title=EVIL)
    assert "<script" not in shown
    assert "[klik](" not in shown
    assert plain(EVIL) in shown
    assert "Satu\nDua" in shown
    assert r"| naskah\|1.md |" in shown


def test_a_text_with_a_fence_in_it_does_not_end_its_block() -> None:
    shown = page(text="sebelum\n```\n# palsu\n````\nsesudah")
    assert "\n`````text\nsebelum\n```\n# palsu\n````\nsesudah\n`````\n" in shown


def test_every_picture_and_file_is_there_with_its_digest() -> None:
    picture = Picture("01.jpg", "ef" * 32, "data:image/png;base64,", "Rapat pleno", "", 10, 10, 1700)
    shown = page(pictures=(picture,))
    assert "- 01.jpg (1,7 kB): Rapat pleno `efefefefefefefef…`" in shown
    assert "cd" * 32 in shown
    assert "ab" * 32 in shown


def test_a_channel_that_refuses_says_why_and_shows_nothing_else() -> None:
    shown = page(refused="terlalu panjang", text="tidak tampak")
    assert "**terlalu panjang**" in shown
    assert "tidak tampak" not in shown
