"""Whose doing a failed pairing was, as far as the reason on record tells.

A maker that was turned down because the buyer's budget was cut has not shown itself unreliable, and one that
was turned down for its price or a missing permit failed on something the rules see anyway. Such failures weigh
less in its track record. They count in full for everything else that is learnt.
"""

from __future__ import annotations

import re

OF_THE_MAKER, OF_THE_CONDITIONS, OF_THE_BUYER = "maker", "conditions", "buyer"

RECORD_WEIGHT: dict[str, float] = {OF_THE_MAKER: 1.0, OF_THE_CONDITIONS: 0.6, OF_THE_BUYER: 0.3}
"""How much a failure of each cause says about the maker; a failure without a reason counts as the maker's. Chosen
on the demo outcomes, where 0.1 to 0.8 differ by less than chance."""

_UNRELIABLE = re.compile(
    r"terlambat|telat|molor|mundur|seragam|tidak\s+(?:pernah|dibalas|rutin|bisa\s+rutin|konsisten|sanggup\s+rutin)"
    r"|mutu|kualitas|rusak|cacat|komplain|ingkar|hilang\s+kontak|late\b|quality|unreliable|no\s+reply\s+from\s+supplier"
)
_BUYER = re.compile(
    r"anggaran\s+(?:\w+\s+)?(?:dipotong|habis|ditunda)|(?:pembeli|hotel|toko|resto)\s+(?:menunda|tutup|batal|mengganti|ganti|sudah\s+punya)"
    r"|sudah\s+(?:punya|ada)\s+(?:pemasok|langganan)|tidak\s+ada\s+balasan\s+dari\s+pembeli|kantor\s+pusat|menu\s+berganti|acara\s+(?:selesai|batal)"
    r"|musiman|renovasi|budget\s+cut|postponed|existing\s+supplier"
)  # fmt: skip
_CONDITIONS = re.compile(
    r"harga|mahal|murah|anggaran|tempo|pembayaran|bayar|konsinyasi|titip|modal|p-?\s*irt|halal|bpom|\bmd\b|nkv|slhs|sni|barcode|sertifikat"
    r"|izin|ijin|jauh|jangkauan|ongkos|ongkir|kapasitas|jumlah|setengah|minimal|umur\s+simpan|kedaluwarsa|kadaluarsa|layu|segar|jenis"
    r"|bukan\s+yang|tidak\s+sesuai|tidak\s+cocok|waktu\s+kirim|price|distance|payment|certificate|capacity|terms"
)  # fmt: skip


def cause(reason: str | None) -> str:
    """`OF_THE_MAKER`, `OF_THE_CONDITIONS` or `OF_THE_BUYER`; what is not understood is the maker's.

    Signs of unreliability go first: "mutu tidak sesuai" is about the maker though it speaks of not fitting.
    """
    said = (reason or "").lower()
    if _UNRELIABLE.search(said):
        return OF_THE_MAKER
    if _BUYER.search(said):
        return OF_THE_BUYER
    return OF_THE_CONDITIONS if _CONDITIONS.search(said) else OF_THE_MAKER


def record_weight(reason: str | None, success: float) -> float:
    """Weight of one outcome in the track record of its maker; ``success`` is 1 where it came to an agreement."""
    return 1.0 if success == 1.0 else RECORD_WEIGHT[cause(reason)]
