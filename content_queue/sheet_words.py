"""What the problems of disposition sheets are called, in Indonesian and English."""

from collections.abc import Mapping

SHEET_WORDS: Mapping[str, tuple[str, str]] = {
    "sheet-bad": (
        "Lembar disposisi tidak dapat dipakai pada “{key}”. Buat ulang lewat tayang approve; jangan diketik sendiri.",
        "The disposition sheet cannot be used at “{key}”. Make it again with tayang approve; do not type it.",
    ),
    "sheet-other-bytes": (
        ("Lembar disposisi ini untuk isi yang lain. Kembalikan isi yang disetujui, atau hapus disposisi.yaml dan minta "
        "persetujuan ulang atas isi yang sekarang."),
        ("This disposition sheet is about other bytes. Put the approved content back, or delete disposisi.yaml and ask "
        "for approval of the present content."),
    ),
    "sheet-lost": (
        ("Lembar disposisi tidak lagi memuat jawaban {person} pada langkah {step}, padahal tercatat di buku. Pulihkan dengan "
        "tayang sign --restore, lalu cari siapa yang mengubah lembarnya."),
        ("The disposition sheet has lost the answer of {person} at step {step}, which the ledger holds. Bring it back with "
        "tayang sign --restore, and find out who changed the sheet."),
    ),
    "paper-unreadable": (
        "Bukti ini bukan PDF, JPEG atau PNG yang utuh, atau lebih dari {pages} halaman. Pindai ulang lembarnya.",
        "This evidence is no whole PDF, JPEG or PNG, or has more than {pages} pages. Scan the sheet again.",
    ),
    "step-missing": (
        "Langkah {step} ({activity}) belum disetujui. Minta persetujuan lewat tayang approve.",
        "Step {step} ({activity}) is not approved yet. Ask for it with tayang approve.",
    ),
    "step-signer": (
        ("Langkah {step} ({activity}) ditandatangani {person}, yang tidak berhak menandatanganinya. Minta persetujuan "
        "dari: {allowed}."),
        "Step {step} ({activity}) was signed by {person}, who may not sign it. Ask for the approval of: {allowed}.",
    ),
    "step-refused": (
        "Langkah {step} ({activity}) menjawab Tidak. Perbaiki paket, lalu minta persetujuan ulang.",
        "Step {step} ({activity}) said no. Mend the package and ask again.",
    ),
    "step-other-bytes": (
        "Langkah {step} ({activity}) disetujui untuk isi yang lain. Minta persetujuan ulang atas isi yang sekarang.",
        "Step {step} ({activity}) was approved for other bytes. Ask again for the present content.",
    ),
    "step-future": (
        "Langkah {step} ({activity}) bertanggal di masa depan. Periksa jam komputer dan ulangi persetujuan.",
        "Step {step} ({activity}) is dated in the future. Check the computer's clock and sign again.",
    ),
    "no-content-step": (
        "Tidak satu pun langkah yang wajib menyetujui konten. Beri tahu admin: tambahkan langkah konten pada required_steps.",
        "None of the required steps approves the content. Tell the administrator: add one of content to required_steps.",
    ),
    "step-same-person": (
        "Langkah {step} ({activity}) ditandatangani {person}, yang juga menandatangani langkah {other}. Minta orang lain.",
        "Step {step} ({activity}) was signed by {person}, who also signed step {other}. Ask somebody else.",
    ),
    "sign-missing": (
        ("Langkah {step} ({activity}) dicatat atas nama {person} tanpa tanda tangan kunci. Minta {person} menandatangani lewat "
        "tayang approve --key."),
        ("Step {step} ({activity}) stands in the name of {person} without a signature by key. Ask {person} to sign with "
        "tayang approve --key."),
    ),
    "sign-other-words": (
        ("Tanda tangan {person} di langkah {step} ({activity}) bukan atas isian ini, paket ini, dan satuan kerja ini. Isian "
        "diubah atau disalin dari tempat lain; minta {person} menandatangani ulang."),
        ("The signature of {person} at step {step} ({activity}) is not over these entries, this package and this office. "
        "Something was changed or copied from elsewhere; ask {person} to sign again."),
    ),
    "sign-other-key": (
        ("Tanda tangan di langkah {step} ({activity}) bukan dari kunci yang terdaftar untuk {person}. Minta {person} "
        "menandatangani dengan kuncinya sendiri, atau admin mendaftarkan kuncinya."),
        ("The signature at step {step} ({activity}) is by no key that is listed for {person}. Ask {person} to sign with a key of "
        "their own, or the administrator to list it."),
    ),
    "sign-namespace": (
        ("Tanda tangan {person} di langkah {step} ({activity}) dibuat untuk keperluan lain, bukan lembar disposisi. Minta "
        "tanda tangan baru lewat tayang approve --key."),
        ("The signature of {person} at step {step} ({activity}) was made for another purpose than a disposition sheet. Ask for a "
        "new one, made with tayang approve --key."),
    ),
    "sign-revoked": (
        ("Kunci {person} di langkah {step} ({activity}) sudah dicabut, atau daftar kunci yang dicabut rusak. Minta {person} "
        "menandatangani ulang dengan kunci baru, atau admin memperbaiki daftarnya."),
        ("The key of {person} at step {step} ({activity}) was revoked, or the list of revoked keys is broken. Ask {person} to "
        "sign again with a new key, or the administrator to mend the list."),
    ),
    "sign-expired": (
        ("Kunci {person} di langkah {step} ({activity}) tidak berlaku lagi pada waktu tanda tangan. Minta {person} "
        "menandatangani ulang dengan kunci baru."),
        "The key of {person} at step {step} ({activity}) had expired when it signed. Ask {person} to sign again with a new key.",
    ),
    "sign-too-early": (
        ("Kunci {person} di langkah {step} ({activity}) belum berlaku pada waktu tanda tangan. Periksa jam komputer dan masa "
        "berlaku kuncinya, lalu tanda tangani ulang."),
        ("The key of {person} at step {step} ({activity}) was not yet valid when it signed. Check the computer's clock and from "
        "when the key counts, then sign again."),
    ),
    "sign-broken": (
        "Tanda tangan {person} di langkah {step} ({activity}) rusak atau terpotong. Minta {person} menandatangani ulang.",
        "The signature of {person} at step {step} ({activity}) is broken or cut off. Ask {person} to sign again.",
    ),
    "sign-unknown": (
        ("Tanda tangan {person} di langkah {step} ({activity}) tidak dapat diperiksa: {detail}. Tidak ada yang disetujui sampai "
        "dapat diperiksa; beri tahu admin."),
        ("The signature of {person} at step {step} ({activity}) cannot be checked: {detail}. Nothing is approved until it can "
        "be; tell the administrator."),
    ),
}  # fmt: skip
