"""YouTube's kit, for an office without access to its API.

Source: YouTube's help on titles, descriptions, hashtags and thumbnails. Where sources disagree, what every one of them allows.
"""

from connectors.appearance import Appearance
from connectors.kits import MIB, KnownPlatform, utf8
from language.say import later

ROW = KnownPlatform(
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
        later("Buka studio.youtube.com dengan akun kantor, lalu Buat, Upload video; pilih berkas dari map video kit."),
        later("Tempel judul dan deskripsi di bawah ini. Bila ada gambar di kit, unggah sebagai Thumbnail."),
        later("Audiens: “Tidak, konten ini tidak dibuat untuk anak-anak”."),
        later("Visibilitas: Publik. Akun yang belum diverifikasi hanya dapat mengunggah video sampai 15 menit."),
    ),
    take_link=later("Buka video itu di peramban tanpa masuk, dan salin alamatnya (www.youtube.com/watch?v=…), bukan youtu.be."),
    made_with_ai=later("Pada Konten yang diubah pilih “Ya”."),
    appearance=Appearance(
        shape="player",
        folded_at=150,
        fold_word=later("selengkapnya"),
        below=(later("Suka"), later("Bagikan"), later("Simpan")),
        tint="#c00000",
    ),
)
