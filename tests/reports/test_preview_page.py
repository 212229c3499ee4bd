"""The preview shows what it is given and nothing else: no markup from a text, no address from outside, problems first."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from connectors import facebook, instagram, telegram, threads
from connectors.appearance import PLAIN
from reports.preview import ChannelPreview, Film, PackagePreview, Paper, Picture, digest_in, render_preview

PHOTO = Picture("01.jpg", "a" * 64, "data:image/png;base64,AAAA", '"><svg onload=alert(1)>', "Aula", 960, 640, 21_800)
DECREE = Paper("keputusan.pdf", "b" * 64, "paket/lampiran/keputusan.pdf", "Keputusan", 1_500_000)
FILM = Film("film.mp4", "d" * 64, "paket/media/film.mp4", "Ketua mengetuk palu", "", 1280, 720, 4_200_000, 75.0)
HOSTILE = (
    '<p onclick="alert(1)" style="position:fixed">Isi <b>tebal</b></p><script>alert(1)</script>'
    '<a href="javascript:alert(1)">klik</a><a href="data:text/html,x">data</a><iframe src="https://luar.example/"></iframe>'
    f'<img src="tayang-media:{"a" * 64}" onerror="alert(1)"><a href="tayang-file:{"b" * 64}">unduh</a>'
    f'<img src="tayang-media:{"c" * 64}"><video autoplay onplay="alert(1)" poster="https://luar.example/p.jpg"></video>'
)


def preview(**more: object) -> PackagePreview:
    facts = {"office_name": "KPU <Contoh>", "practice": True, "name": "a&b", "made_at": "hari ini", "digest": "f" * 64} | more
    return PackagePreview(**facts)  # type: ignore[arg-type]  # a test's shorthand


def page(**more: object) -> BeautifulSoup:
    return BeautifulSoup(render_preview(preview(**more)), "lxml")


def article(**more: object) -> ChannelPreview:
    facts = {"channel": "website", "label": "Situs", "platform": "wordpress", "article": True, "title": "<i>Judul</i>"} | more
    return ChannelPreview(**facts)  # type: ignore[arg-type]  # a test's shorthand


def post(**more: object) -> ChannelPreview:
    facts = {"channel": "x", "label": "X", "platform": "x", "text": "<b>Kiriman</b>", "length": 7, "limit": 280} | more
    return ChannelPreview(**facts)  # type: ignore[arg-type]  # a test's shorthand


def test_no_text_becomes_markup_and_no_body_brings_a_script_or_an_address_of_its_own() -> None:
    shown = page(channels=(article(text=HOSTILE, pictures=(PHOTO,), papers=(DECREE,)), post(pictures=(PHOTO,))))
    assert shown.select("article h3")[0].get_text() == "<i>Judul</i>"
    assert shown.select(".post .text")[0].get_text() == "<b>Kiriman</b>"
    assert shown.select(".body b")[0].get_text() == "tebal"
    assert not shown.select(
        "script, svg, iframe, link, base, form, [onclick], [onerror], [onload], [onplay], [autoplay], [poster], [style]"
    )
    assert [str(a.get("href", "")) for a in shown.select(".body a")] == ["", "", DECREE.href]
    assert {str(image["src"]) for image in shown.select("img")} == {PHOTO.source, ""}
    policy = shown.select('meta[http-equiv="Content-Security-Policy"]')[0]["content"]
    assert str(policy).startswith("default-src 'none'; img-src data:; media-src 'self' file:; style-src 'sha256-")


def test_a_picture_and_a_paper_stand_where_the_text_puts_them_and_only_once() -> None:
    placed = f'<p><img src="tayang-media:{"a" * 64}"> <a href="tayang-file:{"b" * 64}">unduh</a></p>'
    for text in (placed, "<p>Tanpa gambar.</p>"):
        shown = page(channels=(article(text=text, pictures=(PHOTO,), papers=(DECREE,)),))
        assert len(shown.select("article img")) == 1
        assert len(shown.select(f'article a[href="{DECREE.href}"]')) == 1


def test_a_film_stands_where_the_text_puts_it_and_only_once() -> None:
    placed = f'<p>Isi</p><figure><video controls="" preload="metadata" src="tayang-media:{"d" * 64}"></video></figure>'
    for text in (placed, "<p>Tanpa film.</p>"):
        shown = page(channels=(article(text=text, films=(FILM,)),))
        (film,) = shown.select("article video")
        assert (film["src"], film["preload"]) == (FILM.href, "metadata")


def test_a_post_shows_its_film_with_its_length_and_says_why_it_stays_behind_elsewhere() -> None:
    left = "X memuat video paling besar 512 MB; tidak ikut: film.mp4."
    shown = page(channels=(post(films=(FILM,)), post(notes=(left,))))
    assert len(shown.select(".post video")) == 1
    told = shown.get_text(" ")
    for said in ("1280 × 720", "1 menit 15 detik", "4,2 MB", FILM.alt, left):
        assert said in told


def test_facts_of_the_picture_are_those_that_are_sent() -> None:
    told = page(channels=(post(pictures=(PHOTO,), notes=("Biaya kiriman di X: US$0,015.",)),)).get_text(" ")
    for said in ("960 × 640", "21,8 kB", PHOTO.alt, "7 dari paling banyak 280 aksara", "US$0,015", "PRAKTIK"):
        assert said in told


def test_problems_come_before_everything_else() -> None:
    shown = page(problems=("X: terlalu panjang.",), channels=(post(refused="terlalu panjang"),))
    first = shown.select("main > *")[0].get_text(" ")
    assert "Perlu diperbaiki (1)" in first
    assert "X: terlalu panjang." in first
    assert not shown.select("article")


@pytest.mark.parametrize(("digest", "found"), [("f" * 64, "f" * 64), ("", "")])
def test_the_page_says_of_which_bytes_it_is_within_its_first_kilobytes(digest: str, found: str) -> None:
    assert digest_in(render_preview(preview(digest=digest)).encode()[:4096]) == found


def test_instagram_shows_its_pictures_first_and_threads_its_words_beside_the_account() -> None:
    pictures = (PHOTO, PHOTO)
    there = page(
        channels=(
            post(label="Instagram", pictures=pictures, looks=instagram.LIMITS.appearance),
            post(pictures=pictures, looks=threads.LIMITS.appearance),
        )
    )
    album, thread = there.select("article.post")
    assert [len(album.select(".reel img")), len(album.select(".dots span"))] == [2, 2]
    text = album.select_one(".text")
    assert text is not None
    assert album.index(album.select(".reel")[0]) < album.index(text)
    assert [len(thread.select(".beside .text")), len(thread.select(".beside .reel img"))] == [1, 2]
    assert not album.select("[style], script")


def test_telegram_shows_the_caption_below_its_picture_and_facebook_the_words_above() -> None:
    looks = (telegram.LIMITS.appearance, facebook.LIMITS.appearance)
    there = page(channels=tuple(post(looks=one, pictures=(PHOTO,)) for one in looks))
    shown = [[child["class"][0] for child in article.select(".text, .gallery")] for article in there.select("article.post")]
    assert shown == [["gallery", "text"], ["text", "gallery"]]


def test_a_long_text_says_where_a_reader_must_tap_and_stays_whole() -> None:
    text = "Rapat pleno terbuka. " * 40 + "Penutup."
    there = page(channels=(post(text=text, looks=facebook.LIMITS.appearance), post(text=text)))
    folded, whole = there.select("article.post")
    assert [one.get_text() for one in there.select("article.post .text")] == [text, text]
    assert [len(folded.select(".fold")), len(whole.select(".fold"))] == [1, 0]
    seen = folded.select(".fold")[0].previous_sibling
    assert 440 < len(str(seen)) <= 480
    assert str(seen).endswith((" ", "."))
    assert "Lihat selengkapnya" in folded.get_text()


def test_no_picture_of_a_large_album_is_hidden_from_who_approves() -> None:
    many = tuple(replace(PHOTO, alt=f"gambar {number}") for number in range(1, 9))
    (shown,) = page(channels=(post(pictures=many, looks=facebook.LIMITS.appearance),)).select("article.post")
    assert [image["alt"] for image in shown.select("img")] == [one.alt for one in many]
    assert [tile["data-more"] for tile in shown.select(".tile[data-more]")] == ["+3"]


def test_what_can_be_tapped_is_marked_and_stays_text() -> None:
    words = "Baca https://kpu.example/a?b=1&c=<i> #Pemilu2026 @kpu_contoh surel a@b.example"
    (shown,) = page(channels=(post(text=words),)).select("article.post .text")
    assert shown.get_text() == words
    assert [one.get_text() for one in shown.select(".tap")] == ["https://kpu.example/a?b=1&c=<i>", "#Pemilu2026", "@kpu_contoh"]


def test_a_colour_that_is_none_paints_nothing() -> None:
    hostile = replace(PLAIN, tint="red; } body { display: none")
    shown = render_preview(preview(channels=(post(looks=replace(PLAIN, tint="#123abc")), post(looks=hostile))))
    assert "#kiriman-1 { --tint: #123abc; }" in shown
    assert "display: none" not in shown
