"""The words of headings: short ones written out, words that say nothing, abbreviations of office lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORT_WORDS = {
    "nm": "nama", "almt": "alamat", "alm": "alamat", "mdl": "modal", "kpsts": "kapasitas", "sertf": "sertifikat",
    "prod": "produk", "usha": "usaha", "pmlk": "pemilik",
    "no": "nomor", "nomer": "nomor", "nmr": "nomor", "nomr": "nomor", "kec": "kecamatan", "kel": "kelurahan",
    "ds": "desa", "jml": "jumlah", "jmlh": "jumlah", "jum": "jumlah", "thn": "tahun", "th": "tahun",
    "bln": "bulan", "bl": "bulan", "tgl": "tanggal", "telp": "telepon", "tlp": "telepon", "tel": "telepon",
    "telpon": "telepon", "tlpn": "telepon", "telephone": "telepon", "handphone": "hp", "hape": "hp",
    "whatsapp": "wa", "whatshapp": "wa", "kab": "kabupaten", "prov": "provinsi", "propinsi": "provinsi",
    "omset": "omzet", "merk": "merek", "sertifikasi": "sertifikat", "sert": "sertifikat", "ijin": "izin",
    "perijinan": "perizinan", "yg": "yang", "kap": "kapasitas", "min": "minimal", "minimum": "minimal",
    "maks": "maksimal", "max": "maksimal", "maksimum": "maksimal", "koord": "koordinat", "klp": "kelompok",
    "hrg": "harga", "stn": "satuan", "sat": "satuan", "brg": "barang", "jns": "jenis", "bid": "bidang",
    "tk": "tenaga kerja", "pirt": "pirt", "mgg": "minggu", "perbulan": "bulan", "pertahun": "tahun",
    "perminggu": "minggu", "sebulan": "bulan", "setahun": "tahun", "seminggu": "minggu", "perempuaan": "perempuan",
    "kadaluwarsa": "kadaluarsa", "kedaluwarsa": "kadaluarsa", "kedaluarsa": "kadaluarsa",
}  # fmt: skip
# Left out besides, when a heading is a question of a form and nothing else of it is known.
QUESTION_WORDS = frozenset(
    {"apa", "berapa", "jual", "rata", "tersebut", "kami", "aktif", "pribadi", "sesuai", "bisa", "dapat", "dihubungi",
     "pertanyaan", "sebagai", "berikut", "untuk", "dari", "ke", "nya", "estimasi", "perkiraan", "kira", "sebaiknya",
     "utama"}
)  # fmt: skip
QUESTION_NOUNS = frozenset({"produk", "bersertifikat", "kepemilikan", "status"})
DROPPED = frozenset({"per", "rp", "idr", "rupiah", "dalam"})
FILLERS = frozenset(
    {"usaha", "umkm", "ukm", "ikm", "umk", "anda", "saudara", "yang", "di", "ini", "saat", "sekarang", "lengkap",
     "wajib", "diisi", "isi", "jika", "bila", "ada", "apakah", "sudah", "telah", "memiliki", "mempunyai", "punya",
     "mohon", "tuliskan", "sebutkan", "bapak", "ibu", "bpk", "dimiliki", "dan", "atau", "data", "resmi", "terbaru",
     "terkini", "contoh", "opsional"}
)  # fmt: skip


def tokens(heading: str) -> list[str]:
    """The words of a heading, short ones written out: "NoHP / WA" is nomor hp wa."""
    text = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    if not re.search(r"\s", text.strip()):
        # A name out of a program: jenisUsaha. In a heading of words "WhatsApp" is one.
        text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    words = re.findall(r"[a-z]+|\d+|#", text.lower())
    full = [part for word in words if word not in DROPPED for part in SHORT_WORDS.get(word, word).split()]
    # "Kec/Kecamatan" says the same twice.
    return [word for place, word in enumerate(full) if place == 0 or word != full[place - 1]]


def key_of(words: list[str]) -> str:
    """What two spellings of the same heading share."""
    return "".join(words)


_STEM = re.compile(r"(?<=\w{4})nya$")  # "harganya"
_VOWELS = re.compile("[aeiou]")
_ENUMERATED = re.compile(r"^\s*\(?\d{1,3}\s*[.)]\s*(?=[A-Za-z])")
SHORTEST_FRAME = 2  # letters that an abbreviation keeps: "nm" is nama


def bare_heading(heading: str) -> str:
    """A heading without the number that a form puts before it, and without the star of a required field."""
    return _ENUMERATED.sub("", heading).strip(" *")


def stem(word: str) -> str:
    """A word without the "nya" that questions hang on it."""
    return _STEM.sub("", word)


def frame(word: str) -> str:
    """A word without its vowels but the first letter: what is left when people shorten it ("kpsts", "hrg")."""
    return re.sub(r"(.)\1", r"\1", word[:1] + _VOWELS.sub("", word[1:]))


def frames(words: Iterable[str]) -> dict[str, str]:
    """The one word that each frame can stand for; frames of several words are left out."""
    found: dict[str, str] = {}
    several: set[str] = set()
    for word in set(words):
        key = frame(word)
        if key in found or len(key) < SHORTEST_FRAME:
            several.add(key)
        found[key] = word
    return {key: word for key, word in found.items() if key not in several}


def written_out(words: list[str], known: frozenset[str], by_frame: dict[str, str]) -> list[str]:
    """Words with abbreviations replaced by the known word they shorten."""
    return [
        by_frame[word] if word not in known and word in by_frame and word == frame(word) else word for word in words
    ]
