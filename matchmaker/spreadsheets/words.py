"""Words that stand for nothing, yes or no in the cells of office lists."""

from __future__ import annotations

import re
import unicodedata

from matchmaker.spreadsheets.grids import Cell, text_of

DASHES = frozenset({"-", "--", "---", "–", "—", "_", ".", "..", "..."})
# Said of a value: there is none to be had. Never 0.
ABSENT = frozenset(
    {"n/a", "na", "none", "null", "nil", "kosong", "nihil", "tidak ada", "tdk ada", "tidakada", "belum ada", "blm ada",
     "tidak diketahui", "belum diketahui", "tidak ada data", "belum ada data", "tidak tersedia"}
)  # fmt: skip
# In a column of text and of words; "belum" and "tidak" say the same there as "tidak ada".
NOTHING = ABSENT | DASHES | {"belum", "tidak", "nan", "tidak punya", "belum punya", "tidak memiliki", "belum memiliki"}
_LONGEST_NOTHING = 2 * max(map(len, NOTHING))  # characters, blanks between the words included
DITTO = frozenset(
    {"sda", "s.d.a", "s.d.a.", "idem", "sama", "sama dengan di atas", "sama dengan diatas", '"', "''", "〃"}
)
YES = frozenset(
    {"ya", "iya", "y", "yes", "true", "1", "ada", "aktif", "active", "sudah", "punya", "benar", "masih aktif", "buka",
     "beroperasi", "masih beroperasi", "rutin", "v", "✓", "✔", "√", "☑"}
)  # fmt: skip
NO = frozenset(
    {"tidak", "tdk", "no", "n", "t", "false", "0", "tidak ada", "belum", "nonaktif", "non aktif", "non-aktif",
     "tidak aktif", "tdk aktif", "inactive", "tutup", "tutup sementara", "sudah tutup", "tidak beroperasi", "bangkrut",
     "bubar", "sekali", "☐", "✗", "✘"}
)  # fmt: skip
DITTO_STARTS = frozenset(word[0] for word in DITTO) | {"S", "I"}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def plain(cell: Cell) -> str:
    """A cell's text in lower case, compatibility characters and runs of blanks brought to one form."""
    text = text_of(cell)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("−", "-")
    return " ".join(text.lower().split())


def says_nothing(text: str) -> bool:
    """Whether a text in a column of texts stands for nothing ("-", "tidak ada")."""
    if len(text) > _LONGEST_NOTHING:
        return False
    word = plain(text)
    return not word or word in NOTHING


def flag(cell: Cell) -> bool | None:
    """Read yes or no; None where it is neither."""
    if isinstance(cell, bool):
        return cell
    word = plain(cell)
    return True if word in YES else False if word in NO else None
