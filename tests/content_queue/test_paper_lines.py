"""The line of a printed sheet is found again however a page breaks it, and stands for one thing alone."""

from hypothesis import given
from hypothesis import strategies as st

from content_queue.paper_line import holds_line, paper_line
from content_queue.profile import Covers
from content_queue.sheet import Decision

_DIGEST = "5" * 64


def test_a_page_may_break_the_line_anywhere() -> None:
    line = paper_line("contoh", "2026-11-20 berita", 7, Covers.CONTENT, _DIGEST, Decision.YES)

    assert line == f"TAYANG-DISPOSISI/1 SATKER:contoh PAKET:2026-11-20%20berita LANGKAH:7 JAWABAN:YA SHA-256:{_DIGEST}"
    assert holds_line(f"kop surat\n{line[:40]}\n   {line[40:90]} \n{line[90:]} Ketua", line)


@given(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["p", "p q"]), st.integers(1, 99), st.sampled_from(Decision)))
def test_another_answer_step_package_or_office_is_another_line(said: tuple[str, str, int, Decision]) -> None:
    office, package, step, decision = said
    line = paper_line(office, package, step, Covers.CONTENT, _DIGEST, decision)
    others = [
        paper_line(office + "x", package, step, Covers.CONTENT, _DIGEST, decision),
        paper_line(office + package[:1], package[1:], step, Covers.CONTENT, _DIGEST, decision),
        paper_line(office, package + "x", step, Covers.CONTENT, _DIGEST, decision),
        paper_line(office, package, step + 1, Covers.CONTENT, _DIGEST, decision),
        paper_line(office, package, step, Covers.CONTENT, "6" * 64, decision),
        paper_line(office, package, step, Covers.REQUEST, "", decision),
        paper_line(office, package, step, Covers.CONTENT, _DIGEST, None),
        paper_line(office, package, step, Covers.CONTENT, _DIGEST, Decision.NO if decision is Decision.YES else Decision.YES),
    ]

    assert not any(holds_line(line, other) or holds_line(other, line) for other in others)


def test_no_two_packages_have_one_line() -> None:
    names = ["a b", "a_b", "a%20b", "a  b", "ab", "a\u00a0b"]
    lines = {"".join(paper_line("contoh", name, 3, Covers.REQUEST, "", Decision.YES).split()) for name in names}

    assert len(lines) == len(names)
