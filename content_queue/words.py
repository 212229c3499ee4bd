"""What each problem is called, in Indonesian and English: what is wrong, then what to write instead."""

from collections.abc import Mapping

from content_queue.letter_words import LETTERS
from content_queue.pdf_words import PDF_WORDS
from content_queue.sheet_words import SHEET_WORDS

WORDS: Mapping[str, tuple[str, str]] = {
    **SHEET_WORDS,
    **PDF_WORDS,
    **LETTERS,
    "no-manuscript": (
        "Tidak ada naskah. Simpan naskah sebagai naskah.md atau naskah.docx di dalam folder paket.",
        "There is no manuscript. Save it as naskah.md or naskah.docx inside the package folder.",
    ),
    "two-manuscripts": (
        "Ada naskah.md dan naskah.docx sekaligus. Sisakan satu saja.",
        "There are both naskah.md and naskah.docx. Keep only one.",
    ),
    "unexpected-file": (
        "Berkas ini tidak dikenal. Gambar dan film disimpan di media/, lampiran PDF di lampiran/.",
        "This file has no place here. Pictures and films go into media/, PDF attachments into lampiran/.",
    ),
    "no-front-matter": (
        "Kepala naskah tidak ada. Awali naskah.md dengan baris ---, lalu title: …, kind: …, channels: …, lalu baris ---.",
        "The front matter is missing. Start naskah.md with a line ---, then title: …, kind: …, channels: …, then a line ---.",
    ),
    "no-table": (
        "Tabel data di awal naskah Word tidak ada. Buat tabel dua kolom: nama isian dan isinya (title, kind, channels, …).",
        "The table at the top of the Word file is missing. Make one with two columns: key and value (title, kind, channels, …).",
    ),
    "front-matter-too-large": (
        "Kepala naskah lebih dari {size}. Pindahkan tulisan panjang ke isi naskah.",
        "The front matter is larger than {size}. Move long text into the body.",
    ),
    "yaml": (
        "Penulisan tidak terbaca: {detail}. Tulis satu isian per baris, misalnya title: \"Judul berita\".",
        "This cannot be read: {detail}. Write one entry per line, for example title: \"A headline\".",
    ),
    "yaml-alias": (
        "Tanda & atau * (jangkar YAML) tidak boleh dipakai. Tulis isinya lengkap, atau beri tanda kutip.",
        "YAML anchors and aliases (& or *) are not allowed. Write the value out, or put it in quotes.",
    ),
    "yaml-tag": (
        "Tanda ! (tag YAML) tidak boleh dipakai. Tulis isinya biasa saja, atau beri tanda kutip.",
        "YAML tags (!) are not allowed. Write the plain value, or put it in quotes.",
    ),
    "yaml-depth": (
        "Isian bersusun terlalu dalam. Paling dalam {limit} tingkat.",
        "The entries are nested too deeply. At most {limit} levels.",
    ),
    "duplicate-key": (
        "Isian “{key}” ditulis dua kali. Sisakan satu.",
        "The key “{key}” is written twice. Keep one.",
    ),
    "unknown-key": (
        "Isian “{key}” tidak dikenal. {hint}",
        "The key “{key}” is not known. {hint}",
    ),
    "claims-approval": (
        ("Isian “{key}” tidak berlaku: kepala naskah tidak pernah memberi persetujuan. "
        "Hapus baris ini; persetujuan dicatat di lembar disposisi lewat tayang approve."),
        ("The key “{key}” has no effect: front matter never approves. "
        "Delete this line; approval is recorded in the disposition sheet by tayang approve."),
    ),
    "missing-key": (
        "Isian “{key}” belum ada. Tulis: {key}: {expected}.",
        "The key “{key}” is missing. Write: {key}: {expected}.",
    ),
    "bad-value": (
        "Isi “{key}” tidak dapat dipakai. Tulis: {key}: {expected}.",
        "The value of “{key}” cannot be used. Write: {key}: {expected}.",
    ),
    "legal-missing": (
        "Produk hukum wajib memuat “{key}”. Tulis: {key}: {expected}.",
        "A legal document must state “{key}”. Write: {key}: {expected}.",
    ),
    "expires-first": (
        "expires_at tidak boleh sebelum publish_at. Tulis waktu yang lebih akhir.",
        "expires_at must not be before publish_at. Write a later time.",
    ),
    "channel-not-listed": (
        "“{key}” menyebut kanal “{channel}” yang tidak ada di channels. Tambahkan ke channels atau hapus.",
        "“{key}” names the channel “{channel}”, which channels does not list. Add it to channels or delete it.",
    ),
    "no-such-picture": (
        "“{key}” menyebut “{name}” yang tidak ada di folder paket. Perbaiki namanya atau tambahkan berkasnya.",
        "“{key}” names “{name}”, which is not in the package. Mend the name or add the file.",
    ),
    "not-utf8": (
        "Berkas bukan teks UTF-8. Simpan ulang dengan pengodean UTF-8.",
        "The file is not UTF-8 text. Save it again as UTF-8.",
    ),
    "text-too-long": (
        "Naskah lebih dari {size}. Pendekkan naskah atau lampirkan sebagai PDF.",
        "The text is larger than {size}. Shorten it or attach it as a PDF.",
    ),
    "text-empty": (
        "Isi naskah kosong. Tulis isinya di bawah kepala naskah.",
        "The body is empty. Write it below the front matter.",
    ),
    "raw-html": (
        "Ada kode HTML di naskah. Hapus, dan pakai penulisan Markdown (**tebal**, [tautan](https://…)).",
        "There is HTML code in the text. Delete it and use Markdown (**bold**, [link](https://…)).",
    ),
    "foreign-image": (
        "Gambar “{target}” tidak berasal dari media/. Simpan gambarnya di media/ dan tulis ![keterangan](media/01.jpg).",
        "The picture “{target}” is not from media/. Save it in media/ and write ![description](media/01.jpg).",
    ),
    "bad-link": (
        "Tautan “{target}” tidak dapat dipakai. Tulis alamat lengkap https://… atau lampiran/nama.pdf.",
        "The link “{target}” cannot be used. Write a full address https://… or lampiran/name.pdf.",
    ),
    "missing-file": (
        "“{target}” disebut di naskah tetapi berkasnya tidak ada. Perbaiki namanya atau tambahkan berkasnya.",
        "“{target}” is named in the text but the file is not there. Mend the name or add the file.",
    ),
    "docx-unreadable": (
        "Naskah Word tidak terbaca ({detail}). Buka di Word dan simpan ulang sebagai .docx.",
        "The Word file cannot be read ({detail}). Open it in Word and save it again as .docx.",
    ),
    "docx-too-large": (
        "Naskah Word terlalu besar bila dibuka (batas {size}). Pindahkan gambar ke media/.",
        "The Word file is too large when unpacked (limit {size}). Move pictures into media/.",
    ),
    "image-unreadable": (
        "Gambar tidak terbaca atau rusak. Simpan ulang sebagai JPEG, PNG, atau WebP.",
        "The picture cannot be read or is damaged. Save it again as JPEG, PNG or WebP.",
    ),
    "image-too-large": (
        "Gambar lebih dari {limit} piksel. Perkecil gambar sebelum disimpan di media/.",
        "The picture has more than {limit} pixels. Make it smaller before saving it in media/.",
    ),
    "image-animated": (
        "Gambar bergerak tidak dapat ditayangkan. Pakai gambar diam.",
        "Animated pictures cannot be published. Use a still picture.",
    ),
    "no-alt": (
        "Gambar belum punya teks alternatif. Tulis isi gambar di {beside}, atau di kepala naskah pada isian alt.",
        "The picture has no alt text. Describe it in {beside}, or in the front matter under alt.",
    ),
    "film-not-mp4": (
        "Film ini berformat {kind}. Simpan ulang sebagai MP4 (H.264), lalu ganti berkas ini.",
        "This film is in the format {kind}. Save it again as MP4 (H.264) and replace this file.",
    ),
    "film-name": (
        "Nama berkas film harus berakhiran .mp4. Ganti nama berkas ini, misalnya film.mp4.",
        "The name of a film must end in .mp4. Rename this file, for example film.mp4.",
    ),
    "film-half": (
        "Film tidak utuh: berkas terputus sebelum selesai. Tunggu penyalinan selesai, lalu salin ulang berkas aslinya.",
        "The film is not whole: the file breaks off. Wait until copying ends and copy the original file again.",
    ),
    "film-broken": (
        "Susunan berkas film rusak atau tidak terbaca. Simpan ulang sebagai MP4 (H.264).",
        "The film's file is damaged or cannot be read. Save it again as MP4 (H.264).",
    ),
    "film-no-picture": (
        "Film harus memuat tepat satu jalur gambar yang dapat diputar. Simpan ulang sebagai MP4 (H.264).",
        "A film must hold exactly one track of pictures that can be played. Save it again as MP4 (H.264).",
    ),
    "film-codec": (
        "Gambar film memakai {codec}, bukan H.264. Simpan ulang sebagai MP4 (H.264).",
        "The film's pictures are in {codec}, not H.264. Save it again as MP4 (H.264).",
    ),
    "film-colours": (
        "Warna film disimpan sebagai {colours}, yang tidak diputar semua peramban. Simpan sebagai MP4 (H.264, 4:2:0, 8 bit).",
        "The film's colours are kept as {colours}, which not every browser plays. Save it again as MP4 (H.264, 4:2:0, 8 bit).",
    ),
    "film-sound": (
        "Suara film memakai {codec}, bukan AAC. Simpan ulang sebagai MP4 (H.264) dengan suara AAC, atau tanpa suara.",
        "The film's sound is in {codec}, not AAC. Save it again as MP4 (H.264) with AAC sound, or without sound.",
    ),
    "film-extra-track": (
        ("Film memuat jalur selain gambar dan suara ({tracks}), misalnya jejak lokasi dari kamera atau teks. "
         "Simpan ulang sebagai MP4 (H.264) yang hanya berisi gambar dan suara."),
        ("The film holds tracks besides pictures and sound ({tracks}), such as a camera's trace of places, or text. "
         "Save it again as MP4 (H.264) with nothing but pictures and sound."),
    ),
    "film-no-text": (
        "Film belum punya keterangan. Tulis apa yang terlihat dan terdengar di {beside}, atau di kepala naskah pada isian alt.",
        "The film has no description. Tell what is seen and heard in {beside}, or in the front matter under alt.",
    ),
    "not-pdf": (
        "Lampiran ini bukan PDF yang utuh. Simpan sebagai PDF dan salin ulang.",
        "This attachment is not a whole PDF. Save it as PDF and copy it again.",
    ),
    "file-too-large": (
        "Berkas lebih dari {size}. Perkecil berkas ini.",
        "The file is larger than {size}. Make it smaller.",
    ),
    "package-too-large": (
        "Paket seluruhnya lebih dari {size}. Kurangi atau perkecil berkasnya.",
        "The whole package is larger than {size}. Remove or shrink files.",
    ),
    "too-many-files": (
        "Paket berisi lebih dari {limit} berkas. Kurangi jumlahnya.",
        "The package holds more than {limit} files. Use fewer.",
    ),
    "too-deep": (
        "Folder di dalam folder tidak dapat dipakai. Simpan gambar langsung di media/ dan lampiran langsung di lampiran/.",
        "Folders inside folders cannot be used. Put pictures directly into media/ and attachments into lampiran/.",
    ),
    "link-file": (
        "Ini pintasan/tautan berkas, bukan berkas. Salin berkas aslinya ke sini.",
        "This is a link, not a file. Copy the original file here.",
    ),
    "special-file": (
        "Ini bukan berkas biasa. Hapus, lalu salin berkas aslinya ke sini.",
        "This is not an ordinary file. Delete it and copy the original file here.",
    ),
    "hard-link": (
        "Berkas ini juga tersimpan dengan nama lain (hard link). Ganti dengan salinan tersendiri.",
        "This file is also stored under another name (hard link). Replace it by a copy of its own.",
    ),
    "name-collision": (
        "Nama berkas sama dengan “{other}” (huruf besar/kecil diabaikan). Ganti salah satu nama.",
        "The file name equals “{other}” (upper and lower case ignored). Rename one of them.",
    ),
    "conflict-copy": (
        "Ini salinan bentrok dari aplikasi sinkronisasi. Pilih versi yang benar, hapus yang lain.",
        "This is a conflict copy made by a sync program. Choose the right version and delete the other.",
    ),
    "bad-name": (
        "Nama berkas berisi huruf yang tidak dapat dipakai. Ganti nama dengan huruf, angka, titik, dan tanda hubung.",
        "The file name holds characters that cannot be used. Rename it with letters, digits, dots and hyphens.",
    ),
    "long-name": (
        "Nama map lebih dari {limit} huruf. Pendekkan nama mapnya; judul selengkapnya ditulis di naskah.",
        "The folder's name has more than {limit} letters. Shorten it; the whole title stands in the manuscript.",
    ),
    "already-published": (
        ("Paket ini sudah tayang atau sedang ditayangkan ({url}). Untuk berita lain pakai nama folder lain; "
         "untuk meralat yang sudah tayang, tulis correction: di kepala naskah (apa yang diralat)."),
        ("This package is already published or on its way ({url}). Use another folder name for another item; "
         "to correct what is public write correction: (what was wrong) into the front matter."),
    ),
    "correction-too-early": (
        ("Ralat ini datang ketika penayangan di {channels} belum jelas hasilnya. Jawab dahulu (lihat papan), "
         "lalu taruh lagi di masuk/."),
        "This correction came while the outcome on {channels} is unclear. Answer that first (see the board), then drop it again.",
    ),
    "folder-taken": (
        "Di konsep/ sudah ada map dengan nama ini. Lanjutkan di map itu, atau pindahkan dahulu.",
        "There is a folder of this name in konsep/ already. Go on in that folder, or move it away first.",
    ),
    "nothing-to-correct": (
        "Tidak ada terbitan paket ini yang sedang tayang, jadi tidak ada yang diralat. Hapus baris correction.",
        "Nothing of this package is public, so there is nothing to correct. Delete the line correction.",
    ),
    "unknown-channel": (
        "Kanal tidak dikenal atau tidak ada: {channels}. Tulis channels dari daftar ini: {known}.",
        "Unknown or missing channel: {channels}. Write channels out of this list: {known}.",
    ),
    "still-changing": (
        "Berkas masih berubah saat dibaca. Tunggu penyalinan selesai; tutup berkas di Word.",
        "The file was still changing while it was read. Wait until copying ends; close it in Word.",
    ),
    "not-readable": (
        "Berkas atau folder tidak dapat dibuka ({detail}). Periksa izin aksesnya, lalu salin ulang.",
        "The file or folder cannot be opened ({detail}). Check its permissions and copy it again.",
    ),
    "loose-file": (
        "Berkas lepas tidak dapat ditayangkan. Buat folder paket di masuk/ dan simpan naskah di dalamnya.",
        "A loose file cannot be published. Make a package folder in masuk/ and put the manuscript into it.",
    ),
    "store-changed": (
        "Isi simpanan tidak cocok lagi dengan sidik {digest}. Kirim ulang paket lewat masuk/ dan beri tahu admin.",
        "The stored bytes no longer match the digest {digest}. Drop the package into masuk/ again and tell the administrator.",
    ),
    "wrong-day": (
        "Tanggal pada “{key}” tidak jatuh pada hari yang ditulis. Cocokkan hari dengan tanggalnya.",
        "The date of “{key}” does not fall on the day of the week that is written. Make day and date agree.",
    ),
    "text-unwritten": (
        "Naskahnya masih berisi kalimat petunjuk “Tulis isi … di sini”. Ganti kalimat itu dengan isinya.",
        "The manuscript still holds the sentence “Tulis isi … di sini” that says where to write. Replace it by the text.",
    ),
    "form-extra-cell": (
        "Di kanan isiannya masih ada tulisan “{text}”. Satu baris tabel: nama isian, lalu isinya.",
        "To the right of the value there is more: “{text}”. A row of the table is a label, then its value.",
    ),
    "form-no-label": (
        "“{text}” tidak punya nama isian di kolom kiri. Tulis nama isiannya, atau gabungkan selnya dengan yang di atas.",
        "“{text}” has no label to its left. Write the label, or merge its cell with the one above.",
    ),
    "basis-bad": (
        "Dasar hukum ke-{number} belum benar ({key}). Tulis jenis, nomor, tahun dan tentang, misalnya {example}.",
        "Item {number} of the legal basis is wrong ({key}). Write type, number, year and subject, such as {example}.",
    ),
    "basis-missing": (
        "Dasar hukum belum disebut, padahal diminta SOP pada langkah {step} ({activity}). Isi legal_basis di kepala naskah.",
        "The legal basis is missing, which the procedure asks for at step {step} ({activity}). Fill in legal_basis.",
    ),
    "profile-bad": (
        "Profil SOP tidak dapat dipakai pada “{key}”: {detail}. Perbaiki berkas profil ini.",
        "The SOP profile cannot be used at “{key}”: {detail}. Mend this profile file.",
    ),
}  # fmt: skip
