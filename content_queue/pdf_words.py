"""What keeps a signed PDF from counting for a sign-off, in Indonesian and English."""

from collections.abc import Mapping

_WHERE = "PDF bertanda tangan {person} untuk langkah {step} ({activity})"
_WHERE_EN = "The PDF signed by {person} for step {step} ({activity})"
_SIGN = "minta {person} menandatangani lagi lembar yang baru dicetak, lalu catat dengan tayang sign --pdf."
_SIGN_EN = "ask {person} to sign a newly printed sheet, then record it with tayang sign --pdf."


def _told(why: str, english: str, then: str = "", then_english: str = "") -> tuple[str, str]:
    return (
        f"{_WHERE} {why}. {then or _SIGN[0].upper() + _SIGN[1:]}",
        f"{_WHERE_EN} {english}. {then_english or _SIGN_EN[0].upper() + _SIGN_EN[1:]}",
    )


PDF_WORDS: Mapping[str, tuple[str, str]] = {
    "pdf-missing": (
        f"Langkah {{step}} ({{activity}}) dicatat atas nama {{person}} tanpa PDF bertanda tangan. Untuk melengkapinya, {_SIGN}",
        f"Step {{step}} ({{activity}}) stands in the name of {{person}} without a signed PDF. To mend that, {_SIGN_EN}",
    ),
    "pdf-gone": _told(
        "tidak ada di map disposisi/ paket ini", "is not in the folder disposisi/ of this package",
        "Pulihkan dengan tayang sign --restore, atau kembalikan berkasnya.",
        "Bring it back with tayang sign --restore, or put the file back.",
    ),
    "pdf-swapped": _told(
        "bukan lagi berkas yang dicatat pada lembar disposisi", "is no longer the file that the sheet names",
        "Pulihkan dengan tayang sign --restore, lalu cari siapa yang menukarnya.",
        "Bring it back with tayang sign --restore, and find out who exchanged it.",
    ),
    "pdf-locked": _told("terkunci kata sandi", "is locked by a pass word"),
    "pdf-xfa": _told(
        "berisi formulir XFA, yang tampilannya tidak tetap", "holds an XFA form, whose looks are not fixed"
    ),
    "pdf-active": _told(
        "berisi skrip atau perintah, sehingga tampilannya tidak tetap",
        "holds a script or an action, so that its looks are not fixed",
    ),
    "pdf-many": _told("memuat terlalu banyak tanda tangan", "holds too many signatures"),
    "pdf-heavy": _told(
        "terlalu besar atau terlalu lama diperiksa", "is too large, or takes too long to check"
    ),
    "pdf-damaged": _told("rusak atau bukan PDF yang lazim", "is damaged, or no usual PDF"),
    "pdf-unsigned": _told("tidak memuat tanda tangan elektronik", "holds no electronic signature"),
    "pdf-part": _told(
        "hanya ditandatangani sebagian isinya", "is signed only in part"
    ),
    "pdf-changed": _told("diubah sesudah ditandatangani", "was changed after it was signed"),
    "pdf-broken": _told("tidak cocok dengan tanda tangannya", "does not agree with its signature"),
    "pdf-weak": _told(
        "ditandatangani dengan cara yang sudah lemah (SHA-1, MD5, atau kunci pendek)",
        "is signed in a way that is weak by now (SHA-1, MD5, or a short key)",
    ),
    "pdf-root": _told(
        "memakai sertifikat yang tidak berpangkal pada sertifikat induk satuan kerja ini",
        "uses a certificate that leads to no root of this office",
        "Periksa siapa penerbitnya; bila sah, admin menambahkan sertifikat induknya.",
        "See who issued it; if it is right, the administrator adds the root.",
    ),
    "pdf-expired": _told(
        "memakai sertifikat yang sudah tidak berlaku (tanpa stempel waktu tepercaya, yang dilihat hari ini)",
        "uses a certificate that has expired (without a trusted time stamp, today counts)",
    ),
    "pdf-early": _told("memakai sertifikat yang belum berlaku", "uses a certificate that is not valid yet"),
    "pdf-future": _told(
        "bertanggal di masa depan. Periksa jam komputer penanda tangan", "is dated in the future. Check the signer's clock"
    ),
    "pdf-revoked": _told("memakai sertifikat yang sudah dicabut", "uses a certificate that was revoked"),
    "pdf-usage": _told(
        "memakai sertifikat yang bukan untuk tanda tangan", "uses a certificate that is not meant for signing"
    ),
    "pdf-stamp": _told("memuat stempel waktu yang rusak", "holds a broken time stamp"),
    "pdf-timeless": _told("tidak menyebut waktu tanda tangan", "does not say when it was signed"),
    "pdf-other": _told(
        "ditandatangani orang lain: sertifikatnya ({found}) tidak terdaftar untuk {person}",
        "is signed by somebody else: the certificate ({found}) is not listed for {person}",
        "Minta {person} menandatangani sendiri, atau admin mendaftarkan sertifikatnya.",
        "Ask {person} to sign, or the administrator to list the certificate.",
    ),
    "pdf-shared": _told(
        "memakai sertifikat yang terdaftar untuk lebih dari satu orang ({found})",
        "uses a certificate that is listed for several people ({found})",
        "Admin memperbaiki daftarnya: tiap sertifikat untuk satu orang.",
        "The administrator mends the list: each certificate is for one person.",
    ),
    "pdf-no-line": _told(
        "tidak memuat baris {want} pada halamannya", "does not hold the line {want} on its pages"
    ),
    "pdf-other-line": _told(
        "untuk hal lain: seharusnya {want}, yang tertulis {found}",
        "is about something else: it should say {want} and says {found}",
    ),
    "pdf-two-lines": _told(
        "memuat dua jawaban untuk langkah yang sama", "holds two answers to one step"
    ),
    "pdf-unseen": _told(
        "memuat baris yang dimaksud, tetapi tidak terlihat jelas: tertutup, terlalu pucat, terlalu kecil, atau di luar halaman",
        "holds the line, but it cannot be seen well: covered, too pale, too small, or off the page",
    ),
    "pdf-other-time": _told(
        "ditandatangani pada waktu lain daripada yang tertulis pada lembar disposisi",
        "was signed at another time than the sheet says",
    ),
}  # fmt: skip
