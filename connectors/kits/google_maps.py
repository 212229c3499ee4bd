"""The kit of an office's profile on Google, whose posts stand beside its address on Google Maps and in the search.

Sources: Google's help on posts and photos of a Business Profile (1,500 characters; JPG or PNG, 10 KB to 5 MB; no telephone
numbers; an update is put away after six months); docs.zernio.com/platforms/google-business (one picture, 400 by 300 at least, 4:3
recommended, no film). Where sources disagree, what every one of them allows.
"""

from connectors.kits import KnownPlatform, utf16
from language.say import later

ROW = KnownPlatform(
    name=later("Profil Bisnis Google"),
    called=(
        "google-maps",
        "google",
        "google maps",
        "google bisnis",
        "google bisnisku",
        "google business",
        "google business profile",
        "google profil bisnis",
        "profil bisnis google",
        "profil-bisnis-google",
    ),
    text=1500,
    count=utf16,
    images=1,
    image_bytes=5_000_000,
    least=(400, 300),
    least_bytes=10 * 1024,
    shapes=(4 / 3, 4 / 3),
    hashtags=0,
    link_tapped=False,
    button=later("Pelajari lebih lanjut"),
    videos=0,
    doubtful=(
        r"(?<!\w)(?:\+62|0)[\s.()-]*\d(?:[\s.()-]*\d){6,}",
        later(
            "Teks ini memuat nomor telepon: Google dapat menolak postingannya. Nomor kantor sudah ada di profil; tulis "
            "teks khusus."
        ),
    ),
    steps=(
        later("Dengan akun Google kantor, cari nama kantor di google.com; di panel profilnya pilih Tambahkan info terbaru."),
        later("Tempel teksnya sebagai deskripsi, dan tambahkan gambar dari kit."),
        later(
            "Pilih Tambahkan tombol, Pelajari lebih lanjut; lalu tempel alamat dari tautan.txt; tanpa berkas itu, tanpa tombol."
        ),
        later(
            "Pilih Posting, lalu tunggu sampai statusnya tidak lagi tertunda: Google memeriksanya dahulu dan dapat menolaknya."
        ),
    ),
    take_link=later(
        "Di panel profil buka Postingan, pada postingan itu pilih Bagikan, dan salin tautannya; "
        "buka tautan itu di peramban tanpa masuk, dan salin alamatnya."
    ),
    lasting=later("Google menyimpan postingan di arsip sesudah enam bulan; tangkapan layar tetap ada sesudah itu."),
    address="https://www.google.com/maps/place/KPU+Contoh",
)
