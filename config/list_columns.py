"""Columns of the public lists: the defaults, and daftar/dip.toml or daftar/jdih.toml in the home where an office has its own."""

from pathlib import Path

from config.problems import Problem, SettingsError, read_toml
from language.say import t

FOLDER = "daftar"
"""Where an office keeps its own columns, in the home."""
UNCHECKED = "Kolom bawaan ini belum dicocokkan dengan lampiran peraturannya; sesuaikan di {file}."
DIP = {
    "no": "No",
    "ringkasan": "Ringkasan Isi Informasi",
    "unit": "Unit/Satuan Kerja yang Menguasai Informasi",
    "penanggung_jawab": "Penanggung Jawab Pembuatan/Penerbitan",
    "waktu_tempat": "Waktu dan Tempat Pembuatan",
    "bentuk": "Bentuk Informasi yang Tersedia",
    "retensi": "Jangka Waktu Penyimpanan",
    "tautan": "Tautan",
}
JDIH = {
    "jenis": "Jenis",
    "nomor": "Nomor",
    "tahun": "Tahun",
    "judul": "Judul",
    "subjek": "Subjek",
    "tanggal": "Tanggal Penetapan/Pengundangan",
    "dasar_hukum": "Dasar Hukum",
    "status": "Status",
    "berkas": "Tautan Berkas",
    "tautan": "Tautan Halaman",
}
_DEFAULTS = {"dip": DIP, "jdih": JDIH}


def list_columns(home: Path, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Field → heading in order, and what stands in every row of a field (`[tetap]`). SettingsError for a field that is none."""
    file, known = home / FOLDER / f"{name}.toml", _DEFAULTS[name]
    if not file.exists():
        return dict(known), {}
    tables = read_toml(file)
    columns, fixed = tables.get("kolom", known), tables.get("tetap", {})
    problems = []
    for table, held in (("kolom", columns), ("tetap", fixed)):
        if not isinstance(held, dict) or not all(isinstance(value, str) for value in held.values()):
            problems.append(Problem(file, table, t("harus berupa tabel nama = teks")))
            continue
        allowed = known if table == "kolom" else {**known, **columns}
        own = fixed if isinstance(fixed, dict) else {}
        wrong = [key for key in held if key not in allowed and key not in own]
        told = t("bidang tidak dikenal; pilih: {known}, atau isi di [tetap]", known=", ".join(known))
        problems += [Problem(file, f"{table}.{key}", told) for key in wrong]
    if problems:
        raise SettingsError(problems)
    return dict(columns), dict(fixed)
