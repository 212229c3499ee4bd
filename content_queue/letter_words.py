"""What is said of letters that deceive a reader; in Indonesian and English, as in `content_queue.words`."""

LETTERS: dict[str, tuple[str, str]] = {
    "hidden-character": (
        "Ada huruf tak kasatmata {codepoint} ({name}). Hapus lalu ketik ulang bagian ini.",
        "There is an invisible character {codepoint} ({name}). Delete it and type this part again.",
    ),
    "mixed-letters": (
        "Kata “{word}” mencampur huruf Latin dan huruf serupa {codepoint} ({name}). Hapus lalu ketik ulang kata itu.",
        "The word “{word}” mixes Latin letters with the look-alike {codepoint} ({name}). Delete it and type that word again.",
    ),
    "odd-address": (
        "Alamat “{target}” sebenarnya menuju {host}. Tulis alamat situs dengan huruf Latin biasa, tanpa “@” sebelum namanya.",
        "The address “{target}” really leads to {host}. Write the site's name in plain Latin letters, without an “@” before it.",
    ),
}
