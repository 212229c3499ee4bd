"""The words of a film on YouTube: what is previewed is what YouTube takes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from conformance import package
from hypothesis import given
from hypothesis import strategies as st
from youtube_channel import film_of, filmed

from connectors.contract import Refused, Rendering
from connectors.files import approved_file
from connectors.youtube import YouTube
from connectors.youtube_client import Keys
from connectors.youtube_text import mark_of, snippet_of, tags_length, tags_of, title_of
from practice.youtube_rules import wrong_video
from practice.youtube_told import CHANNEL
from safety.clock import ManualClock

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=300)


def worded(folder: Path, **changes: Any) -> Rendering:
    connector = YouTube(requests.Session(), CHANNEL, Keys("a", "b", "c"), ManualClock(NOW))
    return connector.preview(filmed(folder, **changes), SITE_LINK)


@given(
    title=WORDS,
    body=st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=6000),
    tags=st.lists(WORDS, max_size=40),
)
def test_whatever_is_written_youtube_takes_what_is_previewed(
    tmp_path_factory: pytest.TempPathFactory, title: str, body: str, tags: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        rendering = worded(folder, title=title, body_text=body, tags=tuple(tags))
    except Refused:
        assert {"<", ">"} & set(title + body) or not title.strip() or len(body) > 1000, "else it should have been made to fit"
        return
    refused = wrong_video({"snippet": snippet_of(rendering, [mark_of("a" * 16)])}, {"snippet"})
    assert refused is None, refused.text
    assert rendering.text.endswith(SITE_LINK)


def test_a_description_is_measured_in_bytes_as_youtube_counts(tmp_path: Path) -> None:
    connector = YouTube(requests.Session(), CHANNEL, Keys("a", "b", "c"), ManualClock(NOW))
    rendering = connector.preview(filmed(tmp_path, body_text="é" * 100))
    assert connector.measured(rendering) == (200, 5000)


def test_a_long_title_is_cut_after_a_word_and_told_whole_below(tmp_path: Path) -> None:
    title = "KPU Kabupaten Contoh Tetapkan Rekapitulasi Daftar Pemilih Berkelanjutan Triwulan Ketiga Tahun Berjalan Rapat Pleno"
    rendering = worded(tmp_path, title=title)
    assert rendering.title == "KPU Kabupaten Contoh Tetapkan Rekapitulasi Daftar Pemilih Berkelanjutan Triwulan Ketiga Tahun…"
    assert rendering.text.startswith(f"{title}\n\nRapat pleno selesai.")
    assert any("Judul dipotong" in note for note in rendering.notes)


@pytest.mark.parametrize("title", ["A" * 101, "🎬" * 51])
def test_a_title_of_one_word_is_cut_too(tmp_path: Path, title: str) -> None:
    cut = title_of(filmed(tmp_path, title=title))
    assert len(cut.encode("utf-16-le")) <= 200
    assert cut.endswith("…")


@pytest.mark.parametrize("field", ["title", "body_text"])
def test_angles_are_refused_because_youtube_takes_none(tmp_path: Path, field: str) -> None:
    with pytest.raises(Refused, match="< atau >"):
        worded(tmp_path, **{field: "suara < 50 persen"})


def test_tags_are_counted_with_their_quotation_marks_and_leave_room_for_our_mark(tmp_path: Path) -> None:
    tags = tuple(f"tagar nomor {number:02d}" for number in range(60))
    kept = tags_of(filmed(tmp_path, tags=tags))
    assert kept == tags[: len(kept)]
    assert tags_length([*kept, mark_of("a" * 16)]) <= 500 < tags_length([*kept, tags[len(kept)], mark_of("a" * 16)])
    assert tags_length(["Foo-Baz"]) == 7
    assert tags_length(["Foo Baz", "a"]) == 9 + 1 + 1


@pytest.mark.parametrize("films", [0, 2])
def test_a_package_without_exactly_one_film_is_refused_in_a_plain_sentence(tmp_path: Path, films: int) -> None:
    videos = tuple(film_of(tmp_path, f"{number}.mp4") for number in range(films))
    with pytest.raises(Refused, match="tepat satu film"):
        worded(tmp_path, videos=videos)


def test_what_stays_behind_is_told(tmp_path: Path) -> None:
    notes = " ".join(worded(tmp_path, images=package(tmp_path).images).notes)
    assert "hanya memuat filmnya; tidak ikut: 01.png" in notes


def test_a_file_is_opened_only_while_it_is_the_approved_one(tmp_path: Path) -> None:
    one = film_of(tmp_path)
    with approved_file(one) as file:
        assert file.read() == one.path.read_bytes()
    one.path.write_bytes(b"lain")
    with pytest.raises(Refused, match="disetujui"), approved_file(one):
        pass
