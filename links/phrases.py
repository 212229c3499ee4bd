"""The words by which a page tells that it is not what was published; matched on normalised titles and headings, and on paths."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

MISSING = re.compile(
    r"\b((?<!nomor )(?<!no )(?<!no\. )(?<!pasal )(?:404|410)|"
    r"not found|page (?:does not|doesn't|no longer) exists?|page unavailable|nothing found|"
    r"(?:halaman|laman|artikel|berita|konten|data) (?:yang anda cari )?(?:tidak|tak|belum) (?:di)?temukan|"
    r"(?:halaman|laman|artikel|berita|konten) (?:ini )?(?:sudah )?(?:tidak|tak) (?:ada|tersedia)|"
    r"tidak ditemukan|telah dihapus|(?:domain|website) (?:name )?(?:is )?for sale|parked domain|domain parking|"
    r"domain (?:ini )?(?:telah )?(?:kedaluwarsa|dijual)|account suspended|akun (?:ini )?(?:telah )?ditangguhkan)\b"
)
NUMBERS = frozenset({"404", "410"})
"""The words of `MISSING` that news may say as well."""
HACKED = re.compile(r"\b(?:(?:hacked|pwned|owned|defaced|touched|stamped) by|diretas oleh|di-?hack oleh)\b")
GAMBLING_SITE = re.compile(
    r"\b(?:slot (?:gacor|online|gratis|demo|deposit|dana|resmi|thailand)|slot\d{2,4}|situs (?:slot|judi|togel|toto)|"
    r"judi (?:online|bola|slot)|bandar (?:togel|judi)|bandarqq|togel (?:online|hari ini)|toto (?:slot|macau)|rtp (?:slot|live)|"
    r"sbobet\d*|pragmatic play|mahjong ways|maxwin)\b"
)
"""How gambling sites speak; news about them says one such word or two."""
TROUBLE = re.compile(
    r"\b(error establishing a database connection|kesalahan (?:saat )?(?:membuat )?koneksi ke (?:database|basis data)|"
    r"scheduled maintenance|under (?:maintenance|construction)|maintenance mode|sedang dalam (?:pemeliharaan|perbaikan)|"
    r"mode pemeliharaan|(?:internal server error|service unavailable|bad gateway|gateway time-?out|bandwidth limit exceeded)|"
    r"fatal error|kesalahan (?:fatal|kritis)|critical error|akan segera hadir|coming soon)\b"
)
WALL = re.compile(
    r"just a moment|attention required|checking your browser|are you (?:a )?(?:human|robot)|verify you are human|"
    r"one moment,? please|being verified|you are being redirected|not a bot|please wait while your request|"
    r"captcha|access denied|request (?:blocked|rejected)|verifikasi keamanan|bukan robot|memeriksa peramban"
)
SIGN_IN = re.compile(r"^(?:silakan )?(?:log ?in|sign ?in|masuk)\b")
_OFFERS = (
    r"gacor|maxwin|slot\d{2,4}|slot[ -]?(?:demo|deposit|dana|resmi|thailand|login|qris|pulsa)|situs[ -]?(?:slot|toto)|"
    r"toto[ -]?(?:slot|macau|togel)|sbobet|pragmatic[ -]?play|mahjong[ -]?ways|bandarqq|rtp[ -]?(?:live|slot)|"
    r"scatter[ -]?hitam|live[ -]?casino|casino[ -]?online|poker[ -]?online"
)
GAMBLING = re.compile(_OFFERS + r"|togel|judi[ -]?(?:online|slot|bola)|slot[ -]?online", re.IGNORECASE)
OFFERS = re.compile(_OFFERS, re.IGNORECASE)
"""What gambling sites call what they offer; news says gambling rather, or has one such word."""
GAMBLING_WORDS = (
    *(b"gacor", b"togel", b"judi", b"slot", b"maxwin", b"toto", b"sbobet", b"bandarqq", b"casino"),
    *(b"pragmatic", b"mahjong", b"poker", b"scatter", b"rtp live", b"rtp-live", b"rtplive"),
)
"""The quick look before the sure one: of every page, so each word counts, and long ones cost less. One word of each offer, as the
others are spelled apart, together or with a hyphen; "rtp" alone stands in every "smartphone"."""
LOGIN = re.compile(r"(?:^|/)(?:wp-login(?:\.php)?|log-?in|sign-?in|masuk|auth|sso|account/login|users/sign_in)(?:\.\w+)?(?:/|$)")
HOME = re.compile(r"^/?(?:(?:id|en)/?)?(?:(?:index|home|beranda|default)(?:\.\w+)?/?)?$")


def is_home(url: str) -> bool:
    parts = urlsplit(url)
    return bool(HOME.match(parts.path)) and not parts.query


def is_login(url: str) -> bool:
    return bool(LOGIN.search(urlsplit(url).path.lower()))


def without_words_of(url: str, heading: str) -> str:
    """A heading without what its own address says too: news about gambling, a decree number 404. What a page tells of itself
    when it is gone stands in no address that once led to it."""
    named = set(re.split(r"[^0-9a-z]+", unquote(urlsplit(url).path).lower()))

    def kept(match: re.Match[str]) -> str:
        return " " if set(re.findall(r"[0-9a-z]+", match[0])) <= named else match[0]

    return GAMBLING_SITE.sub(kept, HACKED.sub(kept, MISSING.sub(kept, heading)))


def says_missing(headings: Sequence[str]) -> bool:
    """Whether title or first heading say that there is nothing here; prose is never judged."""
    return any(MISSING.search(heading) for heading in headings[:3])


def says_defaced(headings: Sequence[str]) -> bool:
    """Whether title or first heading speak as a defacer or a gambling site does."""
    return any(HACKED.search(heading) or GAMBLING_SITE.search(heading) for heading in headings[:3])
