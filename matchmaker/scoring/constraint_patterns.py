"""How buyers word their conditions: one regular expression per way of saying it, over folded text."""

from __future__ import annotations

import re

from matchmaker.scoring.units import NUMBER, UNITS

UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))
N = rf"(?P<low>{NUMBER})(?:\s*(?:-|–|s/d|sd|sampai|hingga)\s*(?P<high>{NUMBER}))?"
SPAN = r"(?P<span>hari|minggu|pekan|bulan|bln|tahun|thn)"
ONE_SPAN = r"\bse(?P<one>hari|minggu|pekan|bulan|tahun)\b"
LEAST = (
    r"(?:minimal|minimum|min|paling\s+(?:tidak|sedikit|kurang|pendek)|setidaknya|sedikitnya|sekurangnya|lebih\s+dari"
    r"|di\s*atas|kurang\s+lebih|sekitar|sampai|hingga|selama|bisa|harus|masih|untuk|atau\s+lebih|simpan|simpannya|lama"
    r"|produk|nya|di\s+suhu\s+ruang|di\s+rak|>=?|:)"
)
MOST = (
    r"(?:maksimal|maksimum|maks|max|paling\s+(?:lama|lambat|mahal|tinggi|banter|mentok)|tidak\s+(?:boleh\s+)?lebih(?:\s+dari)?"
    r"|tak\s+lebih(?:\s+dari)?|jangan\s+(?:sampai\s+)?(?:lebih|lewat)(?:\s+dari)?|kurang\s+dari|di\s*bawah|mentok|<=?)"
)
PER = r"(?:\s*(?:/|per|se|tiap|setiap|untuk\s+satu|@)\s*)"
RP = r"(?:rp\.?\s*)"
SCALE = r"(?:(?P<scale>rb|ribu|ribuan|rban|k|jt|juta)(?![a-z]))?"
SOFT = re.compile(
    r"kalau\s+(?:bisa|ada|memungkinkan|boleh)|kalo\s+(?:bisa|ada)|jika\s+(?:bisa|ada|mungkin|memungkinkan)|lebih\s+(?:baik|disukai"
    r"|suka|bagus|senang|utama)|diutamakan|sebaiknya|syukur|nilai\s+(?:plus|tambah)|akan\s+lebih|idealnya|preferabl"
    r"|tidak\s+(?:harus|wajib|masalah)|belum\s+(?:harus|wajib)|opsional|optional|bila\s+(?:bisa|ada|memungkinkan)|prioritas"
    r"|menyusul|boleh\s+juga"
)
CLAUSE_END = re.compile(r"[.;,\n!?]|\btapi\b|\btetapi\b|\bnamun\b|\bdan\s+(?=harus|wajib|tidak|kalau)")

SHELF_LIFE = re.compile(
    r"\b(?:awet|tahan|(?:umur|masa|daya)\s+simpan|(?:masa\s+)?(?:kadaluarsa|kadaluwarsa|kedaluwarsa|expired?|exp(?:ired)?)"
    rf"|shelf\s*life|umur\s+produk|bertahan|kuat)(?:nya)?\b(?:\W*{LEAST})*\W*(?:{N}\s*{SPAN}|{ONE_SPAN})"
)
SHELF_LIFE_BEHIND = re.compile(
    rf"{N}\s*{SPAN}\s+(?:tetap\s+|masih\s+|harus\s+)?(?:awet|tahan|belum\s+(?:basi|expired|kadaluarsa))"
)
PRICE = re.compile(
    rf"(?:{MOST}|\bharga(?:nya)?|\bbudget(?:nya)?|\bbujet|\banggaran|\bplafon|\bpagu|\bbatas\s+harga|\btarget\s+harga|\bsekitar"
    rf"|\bkisaran|\brange|\bhpp|\bbeli)\W*(?:(?:harga|di|dari|sekitar|kisaran|{MOST}|adalah|antara)\W*)*"
    rf"(?P<rp>{RP})?{N}\s*{SCALE}(?:an)?\b(?:{PER}(?P<unit>{UNIT})(?![a-z0-9]))?"
)
PRICE_PER = re.compile(rf"(?P<rp>{RP}){N}\s*{SCALE}\b(?:{PER}(?P<unit>{UNIT})(?![a-z0-9]))?")
SIZE = re.compile(
    rf"\b(?P<lead>isi(?:nya)?|berat(?:nya)?|bobot|ukuran(?:nya)?|uk|size|netto|nett|kemasan|pack|pouch|botol|toples|sachet|porsi"
    rf"|per\s+(?:biji|potong|ekor|porsi|pcs|buah|batang))\W*(?:(?:sekitar|{LEAST}|{MOST}|kecil|mini|besar|isi|ukuran)\W*)*"
    rf"{N}\s*(?P<unit>kg|gr|gram|g|ons|ml|cc|liter|ltr|cm)(?![a-z0-9])"
)
SIZE_BEHIND = re.compile(
    rf"{N}\s*(?P<unit>gr|gram|g|ons|ml|cc|cm)\s*(?:{PER})(?:biji|potong|ekor|porsi|pcs|buah|batang|kemasan|pack|botol)"
)
VOLUME = re.compile(
    rf"{N}\s*{SCALE}\s*(?P<unit>{UNIT})?\s*(?:/|per|se|tiap|setiap|dalam\s+se)\s*(?P<span>hari|minggu|pekan|bulan|bln|tahun|thn)"
)
VOLUME_BEFORE = re.compile(
    rf"\b(?:(?:se)?tiap|per|harian|mingguan|bulanan)\s*(?P<span>hari|minggu|pekan|bulan|tahun)?\W*(?:(?:butuh|perlu|ambil|pesan|order"
    rf"|sekitar|kira-kira|kurang\s+lebih|minimal|habis|kami|kirim)\W*)*{N}\s*{SCALE}\s*(?P<unit>{UNIT})(?![a-z0-9])"
)
LEAD_TIME = re.compile(
    rf"\b(?:dikirim|kirim|siap|jadi|selesai|datang|tiba|lead\s*time|pengerjaan|pengiriman|produksi|proses|diantar|barang|pesanan|order"
    rf"|tenggat|deadline|waktu)(?:nya)?\b[^.,;\d]{{0,25}}?(?:{MOST}|dalam(?:\s+waktu)?|h\s*\+)\s*(?:{N}\s*(?:{SPAN})?|{ONE_SPAN})"
)
LEAD_TIME_BEHIND = re.compile(
    rf"(?:{MOST}|dalam)\s*(?:{N}\s*{SPAN}|{ONE_SPAN})\s*(?:kerja\s*)?(?:setelah|sejak|dari|sudah|harus|sesudah|jadi|selesai|sampai)"
)
CERTIFICATES: dict[str, str] = {
    "HALAL": r"halal",
    "PIRT": r"p\s*-?\s*irt|spp\s*-?\s*irt",
    "BPOM_MD": r"bpom(?:\s*md)?|izin\s+md|nomor\s+md|\bmd\b",
    "SNI": r"sni",
    "HACCP": r"haccp",
    "NKV": r"nkv",
    "SLHS": r"slhs|laik\s+(?:higiene|sehat|hygiene)",
    "CHSE": r"chse",
    "ORGANIC": r"(?:ber)?sertifikat\s+organik|organik\s+bersertifikat|organic\s+certified",
    "GS1_BARCODE": r"barcode|barkod",
    "HKI": r"hki|merek\s+terdaftar",
    "NIB": r"nib",
}
CERTIFICATE = re.compile("|".join(rf"\b(?P<{name}>{words})\b" for name, words in CERTIFICATES.items()))
NOT_NEEDED = re.compile(r"(?:tidak|belum|tak|gak|ga)\s+(?:perlu|harus|wajib|ada|punya|masalah)\W+(?:\w+\W+){0,2}$")
ALTERNATIVE = re.compile(r"\s*(?:/|atau|or)\s*(?:izin\s*|ijin\s*|nomor\s*)?")
DELIVERY = re.compile(
    r"\b(?:diantar|dikirim|antar|mengantar|kirim|pengiriman|delivery|datang|tiba|disetor|setor|sampai)\b[^.;,\n]{0,40}?"
    r"(?P<when>sebelum\s+(?:subuh|pagi|jam\s*\d+|pukul\s*\d+|sarapan|matahari)|subuh|pagi|dini\s+hari|jam\s*\d+|pukul\s*\d+"
    r"|(?:se)?tiap\s+hari|harian|dua\s+hari\s+sekali|\d\s*x\s*seminggu|dalam\s+keadaan\s+(?:segar|hangat|dingin|beku))"
)
CUSTOM = re.compile(
    r"\b(?:(?P<what>nama|logo|label|merek|merk|brand|tulisan|inisial|monogram|desain|motif|warna|ukuran)\b[^.;,\n]{0,30}?\b"
    r"(?P<how>dibordir|bordir|disablon|sablon|dicetak|cetak|diukir|ukir|digrafir|grafir|ditempel|disulam|sulam|dicap|custom|kustom|sendiri"
    r"|kami|sesuai)|(?P<made>custom|kustom|private\s+label|white\s+label|maklon|sesuai\s+(?:desain|pesanan|ukuran|permintaan|contoh)"
    r"|bisa\s+(?:cetak|sablon|bordir|grafir|ukir)\s+(?:nama|logo)))"
)
UNWANTED = re.compile(
    r"\b(?:tanpa|bukan|jangan|tidak(?:\s+mau|\s+boleh|\s+mengandung|\s+pakai|\s+terlalu)?|bebas|non|anti)\s+"
    r"(?P<what>(?:yang\s+|terlalu\s+|dari\s+|pakai\s+|bahan\s+)*[a-z]{3,}(?:\s+[a-z]{3,})?)"
)
UNWANTED_END = re.compile(r"\s+(?:untuk|dan|atau|yang|di|ke|dari|dengan|saat|tapi|harus|karena|agar)$")
NOT_UNWANTED = re.compile(
    r"(?:harus|perlu|wajib|lebih|masalah|hanya|sampai|lewat|boleh|apa|ada|bisa|mudah|cepat|gampang)\b"
)
LOCAL = re.compile(
    r"\b(?:produk\s+lokal|lokal|daerah\s+(?:setempat|sini|sekitar)|setempat|sekitar\s+(?:sini|hotel|kota|kami)|khas\s+daerah)\b"
)
