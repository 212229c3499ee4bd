"""What can be wrong with a public page or a kept copy: findings as data, told in Indonesian and English with a mend."""

from dataclasses import dataclass
from enum import StrEnum

from language.say import OWN, spoken


class Verdict(StrEnum):
    """What one look at a link says; `unknown` means look again, never that the page is gone."""

    LIVE = "live"
    LIVE_WARN = "live_warn"
    UNKNOWN = "unknown"
    DEAD = "dead"


_ORDER = (Verdict.LIVE, Verdict.LIVE_WARN, Verdict.UNKNOWN, Verdict.DEAD)


@dataclass(frozen=True)
class Wording:
    """How one kind of finding weighs and how it is told."""

    verdict: Verdict
    indonesian: str
    english: str
    mend: str
    mend_english: str


_ADMIN = ("Tanyakan kepada pengelola situs.", "Ask the administrator of the site.")
_AGAIN = ("Tidak perlu tindakan; akan diperiksa lagi.", "Nothing to do; it will be checked again.")
_RESTORE = ("Buka tautan di peramban; pulihkan atau terbitkan ulang halamannya.", "Open the link; restore or republish the page.")
_MOVED = ("Catat alamat barunya.", "Note its new address.")
_BROKEN_INTO = (
    "Situs mungkin disusupi: segera hubungi pengelolanya.",
    "The site may be broken into: call its administrator at once.",
)
_KEEP = ("Ambil salinan baru dari halaman yang masih tayang.", "Take a new copy while the page is still public.")


def _dead(indonesian: str, english: str, mend: tuple[str, str] = _RESTORE) -> Wording:
    return Wording(Verdict.DEAD, indonesian, english, *mend)


def _unknown(indonesian: str, english: str, mend: tuple[str, str] = _AGAIN) -> Wording:
    return Wording(Verdict.UNKNOWN, indonesian, english, *mend)


def _warn(indonesian: str, english: str, mend: tuple[str, str] = _ADMIN) -> Wording:
    return Wording(Verdict.LIVE_WARN, indonesian, english, *mend)


WORDINGS: dict[str, Wording] = {
    "not_found": _dead("Halaman sudah tidak ada (status {status}).", "The page is gone (status {status})."),
    "soft_404": _dead("Situs menjawab 200, tetapi judulnya “{title}”.", "The site answers 200, but the title says “{title}”."),
    "defaced": _dead(
        "Halaman tampaknya diretas atau diganti: judulnya “{title}”.",
        "The page seems to be hacked or replaced: its title says “{title}”.",
        (
            "Segera hubungi pengelola situs; simpan bukti, lalu pulihkan halamannya.",
            "Call the administrator of the site at once; keep the evidence, then restore the page.",
        ),
    ),
    "content_missing": _dead("Judul dan penanda terbitan tidak ada di halaman.", "Title and marker are not on the page."),
    "not_html": _dead("Tautan tidak lagi membuka halaman web ({type}).", "The link no longer opens a web page ({type})."),
    "redirect_home": _dead("Tautan dialihkan ke beranda {url}.", "The link is redirected to the home page {url}."),
    "redirect_loop": _dead("Pengalihan berputar tanpa akhir di {url}.", "The redirects go round in circles at {url}.", _ADMIN),
    "too_many_redirects": _dead("Lebih dari {hops} pengalihan.", "More than {hops} redirects.", _ADMIN),
    "redirect_forbidden": _dead(
        "Tautan dialihkan ke alamat yang tidak boleh dibuka: {reason}.",
        "The link is redirected to a forbidden address: {reason}.",
        _ADMIN,
    ),
    "foreign_canonical": _dead(
        "Halaman menyatakan alamat aslinya di situs lain: {url}.", "The page says that its own address is on another site: {url}."
    ),
    "tls": _dead("Sertifikat keamanan ditolak: {reason}.", "The security certificate is refused: {reason}.", _ADMIN),
    "image_missing": _dead("Gambar {name} tidak tampil di halaman.", "The picture {name} is not shown on the page."),
    "film_missing": _dead("Film {name} tidak tampil di halaman.", "The film {name} is not shown on the page."),
    "tls_chain": _unknown(
        "Sertifikat keamanan tidak tersambung ke penerbit yang dikenal: {reason}. Peramban sering tetap membukanya.",
        "The security certificate leads to no issuer that is known: {reason}. Browsers often open it all the same.",
        (
            "Minta pengelola situs memasang sertifikat perantara (intermediate) di servernya.",
            "Ask the administrator of the site to install the intermediate certificate on its server.",
        ),
    ),
    "forbidden": _unknown(
        "Alamat tidak boleh dibuka: {reason}.",
        "The address may not be opened: {reason}.",
        ("Bila alamat ini milik kantor, daftarkan di pengaturan.", "If it belongs to the office, name it in the settings."),
    ),
    "login": _unknown("Halaman meminta masuk lebih dahulu ({url}).", "The page asks to sign in first ({url}).", _ADMIN),
    "bot_wall": _unknown(
        "Situs menahan pemeriksa otomatis.",
        "The site holds off automatic checks.",
        ("Periksa dengan peramban, atau minta izin pengelola situs.", "Look with a browser, or ask the site for access."),
    ),
    "refused_status": _unknown("Situs menolak pemeriksaan (status {status}).", "The site refuses the check (status {status})."),
    "server_error": _unknown("Situs sedang bermasalah (status {status}).", "The site has trouble (status {status})."),
    "site_trouble": _unknown("Situs sedang bermasalah: judulnya “{title}”.", "The site has trouble: its title says “{title}”."),
    "odd_status": _unknown("Jawaban situs tidak lazim (status {status}).", "The site's answer is unusual (status {status})."),
    "timeout": _unknown("Situs tidak selesai menjawab pada waktunya.", "The site did not finish its answer in time."),
    "unreachable": _unknown("Situs tidak dapat dihubungi: {reason}.", "The site cannot be reached: {reason}."),
    "perhaps_gone": _unknown(
        "Judul halaman menyebut angka 404 atau 410 (“{title}”); belum pasti apakah itu isinya atau tanda halamannya hilang.",
        "The page's title names the number 404 or 410 (“{title}”); that may be what it is about, or mean that it is gone.",
        ("Buka tautan di peramban.", "Open the link in a browser."),
    ),
    "empty": _unknown("Situs menjawab dengan halaman kosong.", "The site answers with an empty page."),
    "truncated": _unknown("Halaman terputus sebelum selesai.", "The page broke off before its end."),
    "encoding": _unknown("Bentuk kiriman halaman tidak dapat dibaca.", "The page was sent in a way that cannot be read."),
    "too_big_to_tell": _unknown("Halaman terlalu besar untuk dinilai.", "The page is too big to judge.", _ADMIN),
    "unreadable": _unknown("Halaman tidak dapat diurai: {reason}.", "The page cannot be parsed: {reason}.", _ADMIN),
    "image_unclear": _unknown("Gambar {name} belum dapat diperiksa.", "The picture {name} could not be checked yet."),
    "film_unclear": _unknown("Film {name} belum dapat diperiksa.", "The film {name} could not be checked yet."),
    "redirected": _warn("Tautan dialihkan ke {url}.", "The link is redirected to {url}.", _MOVED),
    "canonical_differs": _warn(
        "Halaman menyebut alamat lain di situs ini: {url}.", "The page names another address here: {url}."
    ),
    "noindex": _warn("Halaman meminta agar tidak muncul di mesin pencari.", "The page asks search engines to leave it out."),
    "title_in_text_only": _warn("Judul ada di teks, bukan sebagai judul halaman.", "The title is in the text, not in a heading."),
    "correction_unseen": _warn(
        "Ralatnya tidak tampak di halaman.",
        "The correction is not on the page.",
        (
            "Kosongkan tembolok (cache) situs, atau pulihkan isi yang diralat.",
            "Empty the site's cache, or bring the corrected text back.",
        ),
    ),
    "no_assertion": _warn("Tidak ada judul atau penanda untuk dicocokkan.", "There is no title or marker to compare with."),
    "gambling_words": _warn(
        "Judul halaman menyebut judi: “{title}”.",
        "The page's title names gambling: “{title}”.",
        (
            "Buka tautan di peramban: berita tentang judi boleh tetap; situs judi jangan ditautkan lagi.",
            "Open the link: news about gambling may stay; link to a gambling site no more.",
        ),
    ),
    "gambling_links": _warn("Halaman disisipi tautan judi.", "Links to gambling were slipped into the page.", _BROKEN_INTO),
    "taken_over": _warn(
        "Penanda terbitan masih ada, tetapi halaman berjudul seperti situs judi atau peretas: “{title}”.",
        "The mark of the publication is still there, but the page is headed as a gambling site or a hacker's: “{title}”.",
        _BROKEN_INTO,
    ),
    "marker_gone": _warn(
        "Judulnya masih ada, tetapi penanda terbitan hilang dari halaman: isinya mungkin diganti.",
        "The title is still there, but the mark of the publication is gone from the page: its content may have been replaced.",
        (
            "Buka tautan, bandingkan isinya dengan yang disetujui; bila berbeda, hubungi pengelola situs.",
            "Open the link and compare it with what was approved; if it differs, call the administrator of the site.",
        ),
    ),
    "too_big": _warn("Halaman lebih besar dari batas pemeriksaan.", "The page is bigger than the check reads."),
    "image_changed": _warn("Gambar {name} tampil dengan berkas yang berbeda.", "The picture {name} is a different file."),
    "film_changed": _warn("Film {name} tampil dengan berkas yang berbeda.", "The film {name} is a different file."),
    "tls_soon": _warn("Sertifikat keamanan habis dalam {days} hari.", "The security certificate ends in {days} days."),
    "copy_exists": _unknown("Salinan sudah ada di {path}.", "There is a copy at {path} already."),
    "copy_failed": _unknown(
        "Salinan terhenti ({reason}); lihat log, laporkan kepada pengelola.",
        "The copy came to a halt ({reason}); see the log, tell the administrator.",
    ),
    "copy_unreadable": _dead("Salinan tidak dapat dibaca: {reason}.", "The copy cannot be read: {reason}.", _KEEP),
    "copy_file_missing": _dead("Berkas {name} hilang dari salinan.", "The file {name} is missing from the copy.", _KEEP),
    "copy_file_changed": _dead("Berkas {name} berubah sejak disalin.", "The file {name} has changed since the copy.", _KEEP),
    "copy_file_extra": _dead("Berkas {name} tidak tercatat di salinan.", "The file {name} is not part of the copy.", _KEEP),
    "copy_pointer": _dead(
        "{name} hanya menunjuk ke berkas lain dan tidak diserahkan.", "{name} only points to another file; it is left out.", _KEEP
    ),
    "copy_wacz": _dead(
        "Berkas WACZ tidak sesuai arsipnya ({what}).", "The WACZ does not agree with its archive ({what}).", _KEEP
    ),
    "copy_digest": _dead("Arsip rusak pada {url}.", "The archive is damaged at {url}.", _KEEP),
}


@dataclass(frozen=True)
class Problem:
    """One finding: a code of `WORDINGS` and the values that its sentences name."""

    code: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def verdict(self) -> Verdict:
        return WORDINGS[self.code].verdict

    @property
    def indonesian(self) -> str:
        return WORDINGS[self.code].indonesian.format_map(dict(self.params))

    @property
    def english(self) -> str:
        return WORDINGS[self.code].english.format_map(dict(self.params))

    @property
    def text(self) -> str:
        """The finding in the language of this process."""
        return self.indonesian if spoken() == OWN else self.english

    @property
    def mend(self) -> str:
        """What to do about it, in the language of this process."""
        wording = WORDINGS[self.code]
        return wording.mend if spoken() == OWN else wording.mend_english


def problem(code: str, **params: object) -> Problem:
    """A finding whose values are kept as short text."""
    return Problem(code, tuple((key, str(value)[:300]) for key, value in params.items()))


def worst(problems: tuple[Problem, ...]) -> Verdict:
    """The verdict that the findings add up to; none at all is `live`."""
    return max((p.verdict for p in problems), key=_ORDER.index, default=Verdict.LIVE)
