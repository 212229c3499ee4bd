"""What is known of platforms that a person posts to by hand: one row each, in a clerk's words; no platform's library.

Sources: TikTok's "Content posting" pages and help centre (2,200 UTF-16 units, 35 photos, 5 hashtags); WhatsApp's pages on
channels and its limits of media and captions; YouTube's help on titles, descriptions, hashtags and thumbnails. Where sources
disagree, what every one of them allows.
"""

from collections.abc import Callable
from dataclasses import dataclass

MIB = 2**20
SCREENSHOT = "Buat tangkapan layar kiriman yang sudah tampil, dengan nama akun dan tanggalnya: itulah buktinya."


@dataclass(frozen=True)
class KnownPlatform:
    """One platform. `count` is its own counting of a text; `captioned` the length where files go along, 0 for the same.

    `shapes`: the narrowest and the widest picture, width by height; None for every shape. `one_kind`: a post has a film or
    pictures. `needs_film`: without a film the kit is made as for a platform that is not known. `needs_file`: no text alone.
    `title`: how long a title of its own may be, 0 where the text begins with it. `forbidden`: signs that it takes nowhere.
    """

    name: str
    called: tuple[str, ...]
    text: int
    count: Callable[[str], int]
    images: int
    image_bytes: int
    hashtags: int
    link_tapped: bool
    steps: tuple[str, ...]
    take_link: str
    videos: int = 1
    video_bytes: int = 500 * MIB
    video_seconds: int | None = None
    captioned: int = 0
    shapes: tuple[float, float] | None = None
    title: int = 0
    one_kind: bool = False
    needs_film: bool = False
    needs_file: bool = False
    forbidden: str = ""
    made_with_ai: str = ""
    lasting: str = ""

    @property
    def link_wanted(self) -> bool:
        """Whether the website's link goes along where the package says nothing of it: an address that nobody can tap does not."""
        return self.link_tapped

    def most(self, files: int) -> int:
        """How long the text may be beside so many files."""
        return self.captioned if files and self.captioned else self.text


def utf16(text: str) -> int:
    """A text in UTF-16 units, as programs on phones count: an emoji is two or more."""
    return len(text.encode("utf-16-le")) // 2


def utf8(text: str) -> int:
    """A text in bytes."""
    return len(text.encode())


TIKTOK = KnownPlatform(
    name="TikTok",
    called=("tiktok", "tik tok", "tik-tok"),
    text=2200,
    count=utf16,
    images=35,
    image_bytes=20 * MIB,
    shapes=(9 / 16, 1.0),
    hashtags=5,
    link_tapped=False,
    video_bytes=250 * MIB,
    video_seconds=600,
    one_kind=True,
    needs_file=True,
    steps=(
        "Pindahkan map kit ini ke ponsel kantor (kabel USB), atau buka TikTok Studio di komputer: www.tiktok.com/tiktokstudio.",
        "Di aplikasi TikTok ketuk +, lalu Unggah; pilih berkas dari map video atau gambar kit, menurut nomornya.",
        "Jangan beri musik, filter, stiker, atau teks tambahan: yang disetujui hanyalah yang ada di sini. Ketuk Berikutnya.",
        "Tempel teksnya ke kolom deskripsi; biarkan kolom judul kosong.",
        "Siapa yang dapat melihat: Semua orang. Lalu ketuk Posting.",
    ),
    take_link="Di kiriman ketuk Bagikan, Salin tautan; buka tautan itu di peramban, dan salin alamat panjangnya "
    "(www.tiktok.com/@…/photo/… atau …/video/…), bukan vt.tiktok.com.",
    made_with_ai="Buka Opsi lainnya dan nyalakan “Konten buatan AI”.",
)
WHATSAPP = KnownPlatform(
    name="Saluran WhatsApp",
    called=("whatsapp", "wa", "saluran whatsapp", "saluran-whatsapp", "whatsapp channel", "whatsapp-channel"),
    text=4096,
    captioned=1024,
    count=utf16,
    images=10,
    image_bytes=5 * MIB,
    hashtags=0,
    link_tapped=True,
    video_bytes=16 * MIB,
    steps=(
        "Di WhatsApp ponsel kantor buka tab Pembaruan, lalu saluran kantor. Di komputer: web.whatsapp.com, Saluran.",
        "Bila ada gambar atau video: ketuk lampiran, pilih berkasnya menurut nomornya, lalu tempel teks sebagai keterangannya.",
        "Bila tanpa berkas: tempel teks ke kolom pembaruan dan tunggu sampai kartu tautannya muncul.",
        "Periksa tanda *, _ dan ~ pada teks: WhatsApp membacanya sebagai huruf tebal, miring, dan coret.",
        "Kirim. Kesalahan dapat disunting pada pembaruan itu juga, sampai 30 hari.",
    ),
    take_link="Tekan lama pembaruan itu, lalu Salin tautan (whatsapp.com/channel/…/nomor).",
    lasting="WhatsApp menyimpan pembaruan saluran di servernya hanya 30 hari; tangkapan layar tetap ada sesudah itu.",
)
YOUTUBE = KnownPlatform(
    name="YouTube",
    called=("youtube", "you tube", "yt"),
    title=100,
    text=5000,
    count=utf8,
    images=1,
    image_bytes=2 * MIB,
    shapes=(16 / 9, 16 / 9),
    hashtags=15,
    link_tapped=True,
    video_seconds=12 * 3600,
    needs_film=True,
    forbidden="<>",
    steps=(
        "Buka studio.youtube.com dengan akun kantor, lalu Buat, Upload video; pilih berkas dari map video kit.",
        "Tempel judul dan deskripsi di bawah ini. Bila ada gambar di kit, unggah sebagai Thumbnail.",
        "Audiens: “Tidak, konten ini tidak dibuat untuk anak-anak”.",
        "Visibilitas: Publik. Akun yang belum diverifikasi hanya dapat mengunggah video sampai 15 menit.",
    ),
    take_link="Buka video itu di peramban tanpa masuk, dan salin alamatnya (www.youtube.com/watch?v=…), bukan youtu.be.",
    made_with_ai="Pada Konten yang diubah pilih “Ya”.",
)
KNOWN = (TIKTOK, WHATSAPP, YOUTUBE)


def known(platform: str) -> KnownPlatform | None:
    """The row of a platform by whatever name the office calls it; None for one that is not known."""
    wanted = " ".join(platform.casefold().split())
    return next((one for one in KNOWN if wanted in one.called), None)
