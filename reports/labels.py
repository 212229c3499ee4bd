"""The ledger's words as an office reads them on the board, in the recap and in the link record."""

from language.say import later, t

PACKAGES = {
    "awaiting_approval": later("Menunggu persetujuan"),
    "approved": later("Disetujui, menunggu tayang"),
    "done": later("Selesai"),
    "cancelled": later("Batal"),
    "replaced": later("Diganti revisi baru"),
    "late": later("Terlambat"),
    "returned": later("Dikembalikan untuk diperbaiki"),
}
EMERGENCY = later("DARURAT, belum disahkan")
DRAFTS = {
    "proposed": later("Diusulkan"),
    "postponed": later("Ditunda"),
    "accepted": later("Disusun"),
    "returned": later("Dikembalikan untuk diperbaiki"),
    "unreadable": later("Tidak terbaca"),
}
PUBLICATIONS = {
    "planned": later("direncanakan"),
    "intent": later("sedang dikirim"),
    "staged": later("tersimpan, belum tampak"),
    "live": later("tayang, belum terbukti"),
    "verified": later("tayang dan terbukti"),
    "unknown": later("belum jelas, sedang dicari"),
    "deferred": later("ditunda"),
    "rejected": later("ditolak"),
    "needs_human": later("perlu keputusan orang"),
    "expired": later("kedaluwarsa"),
    "withdrawn": later("ditarik"),
    "dead": later("gagal"),
}
GRADES = {"public": later("dilihat publik"), "platform": later("menurut platform"), "attested": later("disaksikan")}
VERDICTS = {
    "live": later("tayang"),
    "live_warn": later("tayang, ada catatan"),
    "unknown": later("belum dapat diperiksa"),
    "dead": later("mati"),
}
SOURCES = {
    "api": later("API kanal"),
    "jsonld": later("data terstruktur halaman"),
    "selector": later("angka pada halaman (tempat diajarkan)"),
    "text": later("angka pada halaman"),
    "page": later("halaman"),
    "manual": later("diisi orang"),
    "matomo": "Matomo",
    "plausible": "Plausible",
    "umami": "Umami",
    "goatcounter": "GoatCounter",
    "jetpack": "Jetpack Stats",
    "ga4": "Google Analytics 4",
    "wordpress": "WordPress",
    "wordpress:views": later("WP-PostViews lewat REST"),
    "post-views-counter": later("Post Views Counter lewat REST"),
    "wordpress_xmlrpc": "WordPress",
    "wordpress_xmlrpc:views": later("bidang views lewat XML-RPC"),
    "none": "",
}

METRICS = {
    "impression_count": later("kali tampil"),
    "post_total_media_view_unique": later("orang melihat"),
    "views": later("kali dibaca"),
    "reach": later("akun melihat"),
    "uniqueImpressionsCount": later("orang melihat"),
    "viewCount": later("kali ditonton"),
    "dibaca": later("kali dibaca"),
    later("tampilan halaman"): later("tampilan halaman"),
    "pengunjung": later("pengunjung"),
}
EVENTS = {
    "reset": later("penghitung direset"),
    "correction": later("koreksi penghitung"),
    "migration": later("penghitung pindah"),
    "source-change": later("sumber angka diganti"),
    "copied": later("naskah salinan; angka awalnya bukan pembacanya"),
}


def label(words: dict[str, str], code: str) -> str:
    """The word for a code; a code without one is shown as it is rather than hidden."""
    return t(words[code]) if code in words else code
