"""The words of a manuscript without its form: what social posts are made of."""

import pytest

from content_queue.text import Files, plain_text, render

STEPS = """Syarat pindah memilih:

1. Datang ke kantor KPU.
2. Bawa KTP elektronik, dan salah satu dari:
   - surat tugas
   - surat keterangan
3. Isi formulir A5.

Selesai."""


def test_numbered_steps_keep_their_numbers() -> None:
    text = render(STEPS, Files(), "naskah.md").text
    lines = [line for line in text.splitlines() if line]
    assert lines == [
        "Syarat pindah memilih:",
        "1. Datang ke kantor KPU.",
        "2. Bawa KTP elektronik, dan salah satu dari:",
        "- surat tugas",
        "- surat keterangan",
        "3. Isi formulir A5.",
        "Selesai.",
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>satu</li><li>dua</li></ol>", "1. satu\n2. dua"),
        ('<ol start="4"><li><p>empat</p></li><li><p>lima</p></li></ol>', "4. empat\n\n5. lima"),
        ("<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>", "1. a\n\n1. b\n\n2. c"),
        ("<ul><li>satu</li><li><p>dua</p></li></ul>", "- satu\n- dua"),
        ('<ol start="x"><li>satu</li></ol><ol><li>satu lagi</li></ol>', "1. satu\n\n1. satu lagi"),
        ("<p>Pada 2026.</p><p>Lalu</p>", "Pada 2026.\n\nLalu"),
    ],
)
def test_the_items_of_a_list_are_told_apart(html: str, text: str) -> None:
    assert plain_text(html) == text
