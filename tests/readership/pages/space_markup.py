"""The wordings, icons and attributes by which the pages of the space show a count, and what looks like one and is none."""

# ruff: noqa: E501
# One row of a table is one piece of markup.

from tests.readership.pages.space import OTHER

_COUNT = "1.234"
_NOUNS = (
    "Views",
    "Hits",
    "Viewed",
    "Seen",
    "Pembaca",
    "Tayangan",
    "Penayangan",
    "View(s)",
    "Post Views",
    "Page Views",
    "Article views",
    "View count",
    "Number of views",
    "Jumlah dibaca",
    "Jml dibaca",
    "Total views",
    "Jumlah pembaca",
    "Jumlah Baca",
    "Kunjungan",
    "Klik",
    "Visits",
)
_AFTER_NUMBER = (
    "views",
    "view(s)",
    "hits",
    "tayangan",
    "pembaca",
    "kali tayang",
    "x dibaca",
    "kali diakses",
    "orang telah membaca berita ini",
    "people read this",
    "times read",
    "times viewed",
    "kali dibuka",
    "kunjungan",
    "klik",
)
_SENTENCES = (
    "Telah dibaca sebanyak 1.234 kali oleh pengunjung",
    "Halaman ini telah diakses 1.234 kali",
    "Anda adalah pembaca ke-1.234 berita ini",
    "This article has been read 1,234 times",
    "Viewed by 1,234 people",
    "1,234 people have read this article",
    "Sebanyak 1.234 orang telah membaca berita ini",
    "Pengunjung artikel ini: 1.234",
    "Terakhir diperbarui 12 Mei 2026. Dibaca 1.234 kali.",
    "12 Mei 2026 10:30 WIB Dibaca 1.234 kali",
    "Oleh Humas pada 12 Mei 2026 Dibaca: 1.234 kali",
    "By Admin, May 12, 2026 1,234 views",
    "Rubrik: Berita; Dibaca: 1.234 kali; Komentar: 2",
    "Dibaca [1.234]",
    "Dilihat = 1.234",
    "Dibaca - 1.234 kali",
    "12 Mei 2026 :: Dibaca 1.234x",
    "Humas KPU Lotim, 12 Mei 2026 (1.234 kali dibaca)",
    "Diposting 12 Mei 2026 › 1.234 views",
    "3 Suka 1.234 Dilihat",
    "1.234 Views 0 Comments",
    "Penulis: Rina Dibaca: 1.234",
    "Dilihat 1.234 kali, 12 hari ini",
)
WORDINGS = [
    *(f"<span>{noun}: {_COUNT}</span>" for noun in _NOUNS),
    *(f"<div>12 Mei 2026 | Humas | {noun} : <b>{_COUNT}</b></div>" for noun in _NOUNS),
    *(f"<div><b>{_COUNT}</b> <span>{noun}</span></div>" for noun in _AFTER_NUMBER),
    *(f"<p class='info'>{sentence}</p>" for sentence in _SENTENCES),
]
_ICONS = (
    "<i class='bi bi-eye-fill'></i>",
    "<span class='dashicons dashicons-visibility'></span>",
    "<i class='bx bx-show'></i>",
    "<i data-feather='eye'></i>",
    "<ion-icon name='eye-outline'></ion-icon>",
    "<span class='iconify' data-icon='mdi:eye'></span>",
    "<svg class='lucide lucide-eye'><path d='M1'/></svg>",
    "<svg class='icon'><use xlink:href='#icon-eye'></use></svg>",
    "<svg><title>Views</title><path/></svg>",
    "<svg aria-label='Dilihat'><path/></svg>",
    "<img src='/img/eye.png' alt=''>",
    "<img src='/i/x.png' alt='Dilihat'>",
    "<i class='fa fa-bar-chart' title='Dilihat'></i>",
    "<i class='bi bi-people' title='Jumlah pembaca'></i>",
    "<span>👁️</span>",
)
ICONS = [
    shape.format(icon=icon)
    for icon in _ICONS
    for shape in (
        "<span>{icon} 1.234</span>",
        "<p>{icon} 1.234 <i class='far fa-comment'></i> 7 <i class='far fa-heart'></i> 9</p>",
    )
]
PLACED = [
    "<span><span title='1,234'>1.2K</span> views</span>",
    "<span>Dibaca <abbr title='1.234'>1,2rb</abbr> kali</span>",
    "<span data-tooltip='Dilihat 1.234 kali'>1,2 rb</span>",
    "<span class='total-views'>1.234</span>",
    "<span class='postViews'>1.234</span>",
    "<span class='jumlah-dibaca'>1.234</span>",
    "<div class='stats'><b>5</b><span>Komentar</span><b>1.234</b><span>Dilihat</span></div>",
    "<div class='stats'><span>Dilihat</span><b>1.234</b><span>Komentar</span><b>5</b></div>",
    "<table><tr><th>Tanggal</th><td>12 Mei 2026</td><th>Dilihat</th><td>1.234</td></tr></table>",
    "<table><tr><th>Penulis</th><th>Tanggal</th><th>Dilihat</th></tr><tr><td>Humas</td><td>12 Mei 2026</td><td>1.234</td></tr></table>",
    "<span>1<span>.</span>234 dibaca</span>",
    "<span>Di</span><span>baca</span>: <span>1.</span><span>234</span> kali",
    "<div class='share-bar'><span>Bagikan:</span> <a href='#'>FB</a> <span class='v'><i class='fa fa-eye'></i> 1.234</span></div>",
    "<div class='visitor'>Dibaca 1.234 kali</div>",
    "<h4>Humas | 12 Mei 2026 | Dibaca 1.234 kali</h4>",
    "<div>Dibaca 1.234 kali <a href='https://wa.me/?text=x'>Bagikan ke WhatsApp sekarang</a></div>",
]
NO_COUNT = [
    f"<span>{text}</span>"
    for text in (
        "Dibaca hari ini: 12", "Komentar: 12", "Dibagikan 45 kali", "Diunduh 320 kali", "Waktu baca 3 menit", "Sedang dibaca 3 orang",
        "Dilihat terakhir 12 Mei 2026", "Diakses 12 Mei 2026 pukul 10:30", "Tayang 10.30 WIB", "Video ini ditonton 3.200 kali",
        "Total Pengunjung: 12.345", "Anda pengunjung ke-12.345", "Website ini telah dikunjungi 12.345 kali", "Hit counter: 12.345",
        "Rata-rata dibaca 12 kali per hari", "120 views (last 7 days)", "Dilihat: 1,5M", "-5 views", "Dibaca ... kali", "Views 4,5/5",
        "Buku ini dibaca 320 kali", "Pembaca perpustakaan: 1.234 orang", "Lihat 12 komentar", "Klik 2 kali untuk memperbesar",
        "Dilihat di 12 kecamatan", "Minggu ini 1.234 dilihat", "1.234x diunduh", "34 people like this", "Dibaca {{hits}} kali",
    )
]  # fmt: skip
OF_ANOTHER = [
    f"<div><b>{OTHER}</b><br>1.234 kali dibaca</div>",
    f"<div><img src='a.jpg'><p>{OTHER}</p><span><i class='fa fa-eye'></i> 1.234</span></div>",
    f"<div><div class='inf'>{OTHER}</div><div>12 Mei 2026 | 1.234 dibaca</div></div>",
    f"<ul><li><span>{OTHER}</span><em>Dibaca 1.234 kali</em></li></ul>",
    f"<div><span>Sorotan</span><div><span>{OTHER}</span> <small>1.234 views</small></div></div>",
    f"<table><tr><td>{OTHER}</td><td>Dibaca 1.234 kali</td></tr></table>",
    f"<div onclick='go(2)'><div>{OTHER}</div><div><span>👁 1.234</span></div></div>",
    f"<a href='/2'><span>{OTHER}</span><span>1.234 kali dibaca</span></a>",
    "<ul><li><a href='/2'>Profil Desa</a> <span>dibaca 1.234 kali</span></li></ul>",
    "<div class='penulis'><b>Humas</b><span>56 artikel</span><span>12.345 views</span></div>",
]
