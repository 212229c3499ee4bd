"""TikTok's kit.

Source: TikTok's "Content posting" pages and help centre (2,200 UTF-16 units, 35 photos, 5 hashtags).
Where sources disagree, what every one of them allows.
"""

from connectors.appearance import Appearance
from connectors.kits import MIB, KnownPlatform, utf16
from language.say import later

ROW = KnownPlatform(
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
        later(
            "Pindahkan map kit ini ke ponsel kantor (kabel USB), atau buka TikTok Studio di komputer: "
            "www.tiktok.com/tiktokstudio."
        ),
        later("Di aplikasi TikTok ketuk +, lalu Unggah; pilih berkas dari map video atau gambar kit, menurut nomornya."),
        later(
            "Jangan beri musik, filter, stiker, atau teks tambahan: yang disetujui hanyalah yang ada di sini. Ketuk Berikutnya."
        ),
        later("Tempel teksnya ke kolom deskripsi; biarkan kolom judul kosong."),
        later("Siapa yang dapat melihat: Semua orang. Lalu ketuk Posting."),
    ),
    take_link=later(
        "Di kiriman ketuk Bagikan, Salin tautan; buka tautan itu di peramban, dan salin alamat panjangnya "
        "(www.tiktok.com/@…/photo/… atau …/video/…), bukan vt.tiktok.com."
    ),
    made_with_ai=later("Buka Opsi lainnya dan nyalakan “Konten buatan AI”."),
    address="https://www.tiktok.com/@kpu_contoh",
    appearance=Appearance(
        shape="frame",
        pictures="reel",
        folded_at=100,
        fold_word=later("selengkapnya"),
        below=(later("Suka"), later("Komentar"), later("Simpan"), later("Bagikan")),
        tint="#c2185b",
    ),
)
