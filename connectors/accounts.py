"""What an office must know of an account: where its secrets come from, how long they last, what a post costs.

Data beside the `LIMITS` of each connector, in the words of a clerk; no platform's library is needed to read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NO_END = "tidak berakhir sendiri; berlaku sampai dicabut"
FREE = "gratis"
GRAPH = "connectors.facebook_graph"
X_WITHOUT_LINK, X_WITH_LINK = "US$0,015", "US$0,20"


@dataclass(frozen=True)
class AccountGuide:
    """One type of account. `secrets` tells by field of the channel what is to be pasted there.

    `token_days`: how long a token lives where the platform sets that; None where it lives on or says so itself.
    `versions`: the module whose `VERSION` and `VERSION_ENDS` hold for this platform; else `version` says it in words.
    `versioned`: what those versions are of.
    `links`: whether a post carries the website's link where the package says nothing of it.
    """

    name: str
    through: str
    steps: tuple[str, ...]
    secrets: Mapping[str, str] = field(default_factory=dict)
    rights: str = ""
    token_life: str = NO_END
    token_days: int | None = None
    version: str = "tanpa nomor versi"
    versions: str = ""
    versioned: str = "Graph"
    cost: str = FREE
    links: bool = True


_WORDPRESS_STEPS = (
    "Di wp-admin, buat pengguna khusus tayang dengan peran Penulis (Author), lalu masuk sebagai pengguna itu.",
    "Buka Pengguna, Profil, bagian Sandi Aplikasi (Application Passwords); isi nama tayang, lalu tambahkan.",
    "Salin sandi yang tampil; sandi itu hanya diperlihatkan sekali. Spasinya boleh ikut.",
)
_OF_THE_APP = "Kunci Rahasia Aplikasi (App Secret) dari dasbor aplikasi Meta, Pengaturan, Dasar"

GUIDES: Mapping[str, AccountGuide] = {
    "practice_site": AccountGuide(
        name="Situs latihan",
        through="requests",
        steps=("Token situs latihan tertulis di rahasia.env rumah latihan; `tayang practice start` yang membuatnya.",),
        secrets={"secret": "token situs latihan"},
    ),
    "wordpress": AccountGuide(
        name="WordPress (REST)",
        through="requests",
        steps=_WORDPRESS_STEPS,
        secrets={"secret": "sandi aplikasi WordPress (bukan sandi masuk)"},
        rights="peran Penulis (Author); Editor dan Administrator ditolak kecuali `allow_more_power = true`",
        version="REST wp/v2; tidak ada tanggal akhir",
    ),
    "wordpress_xmlrpc": AccountGuide(
        name="WordPress (XML-RPC)",
        through="python-wordpress-xmlrpc",
        steps=_WORDPRESS_STEPS,
        secrets={"secret": "sandi aplikasi WordPress (bukan sandi masuk)"},
        rights="peran Penulis (Author), yang lewat XML-RPC tidak dapat membuat tagar baru; "
        "Editor dan Administrator ditolak kecuali `allow_more_power = true`",
        version="XML-RPC; tidak ada tanggal akhir",
    ),
    "facebook": AccountGuide(
        name="Halaman Facebook",
        through="facebook-sdk",
        steps=(
            "Di Meta Business Suite buka Setelan, Pengguna Sistem; buat pengguna sistem dan beri halaman kantor kepadanya.",
            "Buat token halaman untuk aplikasi kantor dengan hak pages_manage_posts, pages_read_engagement, read_insights.",
            "Token pengguna sistem tidak ikut hilang bila pegawai pindah; token pribadi ikut hilang.",
        ),
        secrets={"secret": "token halaman", "app_secret": _OF_THE_APP},
        rights="pages_manage_posts, pages_read_engagement, read_insights",
        token_life="token pengguna sistem tidak berakhir; token lain menyebut akhirnya sendiri",  # noqa: S106  # a sentence
        versions=GRAPH,
    ),
    "x": AccountGuide(
        name="Akun X",
        through="tweepy",
        steps=(
            "Di konsol pengembang X buka aplikasi kantor; setel haknya Read and write sebelum kunci dibuat.",
            "Di Keys and tokens salin API Key dan API Key Secret, lalu buat Access Token dan Access Token Secret.",
            "Isi kredit dan batas belanja di konsol: X menagih setiap kiriman, dan 13 kali lipat bila memuat tautan.",
        ),
        secrets={
            "api_key": "API Key",
            "api_key_secret": "API Key Secret",
            "access_token": "Access Token",
            "secret": "Access Token Secret",
        },
        rights="Read and write",
        version="API v2; tidak ada tanggal akhir",
        cost=f"{X_WITHOUT_LINK} per kiriman, {X_WITH_LINK} bila memuat tautan (13 kali lipat); "
        "membaca US$0,001 per kiriman sendiri. Tautan karena itu tidak disertakan kecuali paket memintanya. "
        "Sisa kredit hanya tampak di konsol pengembang X.",
        links=False,
    ),
    "telegram": AccountGuide(
        name="Kanal Telegram",
        through="requests",
        steps=(
            "Di Telegram kirim /newbot kepada @BotFather, lalu salin tokennya.",
            "Jadikan bot admin kanal kantor, cukup dengan hak mengirim, mengubah, dan menghapus pesan.",
        ),
        secrets={"secret": "token bot"},
        rights="admin kanal: mengirim, mengubah, menghapus pesan",
        version="Bot API; tidak ada tanggal akhir",
    ),
    "instagram": AccountGuide(
        name="Akun Instagram profesional",
        through="facebook-sdk",
        steps=(
            "Akunnya harus profesional dan tersambung ke halaman Facebook kantor.",
            "Di Meta Business Suite buka Setelan, Pengguna Sistem; beri pengguna sistem halaman dan akun Instagram itu.",
            "Buat token dengan hak instagram_basic, instagram_content_publish, pages_read_engagement, instagram_manage_insights.",
        ),
        secrets={"secret": "token pengguna sistem", "app_secret": _OF_THE_APP},
        rights="instagram_basic, instagram_content_publish, pages_read_engagement, instagram_manage_insights",
        links=False,
        token_life="token pengguna sistem tidak berakhir; token lain menyebut akhirnya sendiri",  # noqa: S106  # a sentence
        versions=GRAPH,
    ),
    "mastodon": AccountGuide(
        name="Akun Mastodon",
        through="requests",
        steps=(
            "Di instans buka Preferensi, Pengembangan, Aplikasi baru.",
            "Beri hanya hak read, write:statuses, dan write:media, bukan seluruh write; lalu salin token aksesnya.",
        ),
        secrets={"secret": "token akses"},
        rights="read, write:statuses, write:media; hak write seluruhnya ditolak kecuali `allow_more_power = true`",
        version="API v1 dan v2; tidak ada tanggal akhir",
    ),
    "bluesky": AccountGuide(
        name="Akun Bluesky",
        through="requests",
        steps=(
            "Di aplikasi Bluesky buka Pengaturan, Privasi dan keamanan, Sandi aplikasi, Tambah sandi aplikasi.",
            "Beri nama tayang, tanpa izin membaca pesan pribadi; salin sandinya (empat kali empat huruf), hanya tampak sekali.",
            "Nama akun ditulis lengkap, misalnya kpu-contoh.bsky.social, atau ranah kantor bila dipakai sebagai nama.",
        ),
        secrets={"secret": "sandi aplikasi (bukan sandi utama)"},
        rights="sandi aplikasi tanpa izin pesan pribadi; sandi utama ditolak kecuali `allow_more_power = true`",
        version="AT Protocol (XRPC); tidak ada tanggal akhir",
    ),
    "threads": AccountGuide(
        name="Profil Threads",
        through="facebook-sdk",
        steps=(
            "Di aplikasi Meta kantor tambahkan kasus penggunaan Access the Threads API, dan profil kantor sebagai penguji.",
            "Beri hak threads_basic, threads_content_publish, threads_manage_insights, threads_delete; buat token panjangnya.",
            "Token hidup 60 hari; perawatan malam memperbaruinya, kecuali bila variabel lingkungan atau systemd yang mengisinya.",
        ),
        secrets={"secret": "token panjang (60 hari)"},
        rights="threads_basic, threads_content_publish, threads_manage_insights, threads_delete",
        token_life="60 hari, diperbarui setiap sekitar 20 hari",  # noqa: S106  # a sentence
        token_days=60,
        version="Threads v1.0; Meta belum menyebut akhirnya",
    ),
    "linkedin": AccountGuide(
        name="Halaman LinkedIn",
        through="requests",
        steps=(
            "Di portal pengembang LinkedIn buat aplikasi kantor untuk halaman itu, lalu ajukan produk Community Management API.",
            "Minta admin halaman menyetujui aplikasi itu; pemeriksaan oleh LinkedIn dapat makan waktu berminggu-minggu.",
            "Di OAuth 2.0 tools buat token dengan hak w_organization_social, r_organization_social, rw_organization_admin.",
            "Pemilik token harus admin konten atau admin super halaman itu. Token hidup 60 hari; buat lagi sebelum berakhir.",
        ),
        secrets={"secret": "token akses (60 hari)", "client_secret": "Client Secret aplikasi (untuk mengetahui akhir token)"},
        rights="w_organization_social, r_organization_social, rw_organization_admin; peran admin konten atau admin super",
        token_life="60 hari, lalu dibuat lagi; akhirnya diketahui bila client_id dan client_secret diisi",  # noqa: S106  # a sentence
        token_days=60,
        versions="connectors.linkedin_client",
        versioned="LinkedIn",
    ),
    "youtube": AccountGuide(
        name="Kanal YouTube",
        through="requests",
        steps=(
            "Di Google Cloud buat proyek kantor dan aktifkan YouTube Data API v3; isi OAuth consent screen, terbitkan.",
            "Aplikasi harus berstatus In production: izin dari aplikasi yang masih Testing mati sesudah 7 hari.",
            "Di Credentials buat OAuth client ID jenis Web application, alamat kembali https://developers.google.com/oauthplayground.",
            "Buka alamat itu, pilih Use your own OAuth credentials, isi client ID dan client secret tadi.",
            "Minta hak https://www.googleapis.com/auth/youtube, masuk sebagai pemilik kanal kantor, lalu salin refresh token.",
            "Ajukan audit proyek (Audit and Quota Extension Form): video dari proyek yang belum diaudit dapat dikunci pribadi.",
        ),
        secrets={"client_id": "client ID", "client_secret": "client secret", "secret": "refresh token"},
        rights="youtube; youtube.force-ssl dan hak lain ditolak kecuali `allow_more_power = true`",
        token_life="refresh token tidak berakhir; 7 hari bila aplikasinya masih Testing",  # noqa: S106  # a sentence
        version="Data API v3; tidak ada tanggal akhir",
        cost="gratis; jatah sehari satu proyek Google 100 unggahan dan 10.000 unit; sekali tayang 1 unggahan dan sekitar 70 unit",
    ),
    "assisted": AccountGuide(
        name="Kanal yang diunggah orang",
        through="orang",
        steps=("Tidak ada yang perlu disambungkan: tayang menyiapkan kit, orang mengunggahnya dan mengisi tautannya.",),
        token_life="tanpa token",  # noqa: S106  # a sentence
        version="tanpa API",
    ),
}
