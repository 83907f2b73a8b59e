"""Agreement drafts, read back from the Word file: what is known is in, what is not stays a blank, all of it a draft."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from sqlalchemy.orm import Session

from matchmaker.db import Database
from matchmaker.documents.agreements import KINDS, wording
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.domain.kemitraan import PATTERNS
from matchmaker.errors import ForbiddenError, InvalidQueryError, NotFoundError
from matchmaker.models import Partnership
from matchmaker.services import agreements, buyers, partnerships
from matchmaker.services import database as schema
from tests.factories import add_need, add_umkm, buyer_record

BLANK = re.compile(r"\[…+ ([^\]]+)\]")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/drafts.db")
    schema.upgrade(database)
    with database.write() as opened:
        yield opened
    database.dispose()


def proposed(session: Session, need: dict[str, Any] | None = None, **maker: Any) -> Partnership:
    place = {"regency": "Kabupaten Lebak"}
    record = buyer_record(**place, name="Hotel Multatuli", phone="081200002222")
    buyer = buyers.upsert(session, SYSTEM, record).record
    session.flush()
    one = add_umkm(
        session, **(place | {"name": "Keripik Bu Tini", "owner_name": "Tini", "phone": "081200001111"} | maker)
    )
    asked = add_need(session, buyer, **({"title": "Keripik untuk kamar"} | (need or {})))
    made = partnerships.propose(session, SYSTEM, one, asked, product_id=one.products[0].id if one.products else None)
    session.flush()
    return made


def document(
    session: Session, made: Partnership, kind: str = "perjanjian", actor: Actor = SYSTEM, **kwargs: Any
) -> Any:
    _, content = agreements.draft(session, actor, made.id, kind, **kwargs)
    return Document(io.BytesIO(content))


def words(file: Any) -> str:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in file.paragraphs), *cells])


def highlighted(file: Any) -> list[str]:
    paragraphs = [*file.paragraphs, *(p for t in file.tables for r in t.rows for c in r.cells for p in c.paragraphs)]
    return [run.text for p in paragraphs for run in p.runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]


@pytest.mark.parametrize("pattern", [*PATTERNS, None])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_every_pattern_is_a_marked_draft(session: Session, kind: str, pattern: str | None) -> None:
    made = proposed(session)
    file = document(session, made, kind, pattern=pattern)
    assert "DRAF UNTUK DIPERIKSA AHLI HUKUM" in file.sections[0].header.paragraphs[0].text
    assert not file.sections[0].different_first_page_header_footer
    said = words(file)
    assert "{" not in said, "a name of the wording was not filled"
    assert "Hotel Multatuli" in said
    assert "CATATAN UNTUK PEMERIKSA" in said
    assert ("Pola kemitraan belum dipilih" in said) == (pattern is None)
    if pattern and kind == "perjanjian":
        assert wording()["patterns"][pattern]["first_role"] in said


@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_agreement_holds_what_the_law_asks_for(session: Session, pattern: str) -> None:
    file = document(session, proposed(session), pattern=pattern)
    headings = [one.text.split("\n")[1] for one in file.paragraphs if one.text.startswith("Pasal ")]
    assert headings[0] == "Kegiatan usaha"
    wanted = {"Hak dan kewajiban PIHAK PERTAMA", "Hak dan kewajiban PIHAK KEDUA", "Bentuk pengembangan", "Jangka waktu",
              "Pembayaran", "Penyelesaian perselisihan"}  # fmt: skip
    assert wanted <= set(headings)
    said = words(file)
    for part in ("first", "second", "development"):
        for item in wording()["patterns"][pattern][part]:
            assert item.split("{")[0] in said


@pytest.mark.parametrize("pattern", PATTERNS)
def test_who_receives_the_goods_is_who_pays(session: Session, pattern: str) -> None:
    """Of a franchise or an agency the buyer's house supplies; of all other patterns the UMKM does."""
    file = document(session, proposed(session), pattern=pattern)
    texts = [one.text for one in file.paragraphs]
    first = next(n for n, one in enumerate(texts) if one.endswith("Hak dan kewajiban PIHAK PERTAMA"))
    second = next(n for n, one in enumerate(texts) if one.endswith("Hak dan kewajiban PIHAK KEDUA"))
    supplies, pays = ("PERTAMA", "KEDUA") if pattern in ("waralaba", "distribusi_keagenan") else ("KEDUA", "PERTAMA")
    start = {"PERTAMA": first, "KEDUA": second}
    assert "Menerima pembayaran penuh" in texts[start[supplies] + 1]
    assert "Membayar tepat waktu" in texts[start[pays] + 2]
    assert any(one.startswith(f"PIHAK {pays} membayar") for one in texts)
    assert any(f"PIHAK {supplies} menyerahkan barang" in one for one in texts)


def test_what_is_known_is_in_and_what_is_not_is_a_blank(session: Session) -> None:
    product = {"name": "Keripik pisang 100 gr", "unit": "bungkus", "price_idr": 10_000}
    need = {"volume_per_month": 500, "unit": "bungkus", "payment_days": 14, "trade_terms": "consignment",
            "max_price_idr": 12_000}  # fmt: skip
    file = document(session, proposed(session, need, products=[product], nib="9999000000001"), pattern="rantai_pasok")
    said = words(file)
    for known in ("Tini", "9999000000001", "Keripik pisang 100 gr", "500 bungkus per bulan", "Rp 10.000 per bungkus",
                  "paling lambat 14 hari", "titip jual", "Kabupaten Lebak", "harga tertinggi Rp 12.000"):  # fmt: skip
        assert known in said, known
    blanks = BLANK.findall(said)
    assert {"tanggal mulai", "tanggal berakhir", "nilai seluruh kesepakatan", "pengadilan negeri yang dipilih"} <= set(
        blanks
    )
    marked = highlighted(file)
    assert sum(bool(BLANK.match(one)) for one in marked) == len(blanks)
    # An asking price and a wish are no agreement: they are marked too.
    assert any("harga penawaran, belum disepakati" in one for one in marked)
    assert any("menurut kebutuhan pembeli" in one for one in marked)
    listed = next(one.text for one in file.paragraphs if "Belum tercatat:" in one.text)
    assert all(name in listed for name in set(blanks))


def test_nothing_is_invented_where_nothing_is_known(session: Session) -> None:
    said = words(document(session, proposed(session, phone=None, owner_name=None)))
    blanks = set(BLANK.findall(said))
    assert {"harga per satuan", "jumlah per bulan", "jumlah hari pembayaran", "NIB PIHAK KEDUA",
            "nama pemilik atau pengurus PIHAK KEDUA", "pola kemitraan"} <= blanks  # fmt: skip
    assert "Rp" not in said


def test_what_was_signed_is_the_value(session: Session) -> None:
    made = proposed(session)
    for stage in ("contacted", "negotiation"):
        partnerships.move(session, SYSTEM, made, stage)
    partnerships.move(session, SYSTEM, made, "agreed", value_idr=36_000_000)
    assert "Nilai seluruh kesepakatan: Rp 36.000.000" in words(document(session, made))


def test_permits_as_they_stand(session: Session) -> None:
    need = {"required_certificates": ["HALAL", "PIRT"], "preferred_certificates": ["SNI"]}
    held = [
        {"type": "HALAL", "status": "verified", "number": "ID999", "valid_until": None},
        {"type": "PIRT", "status": "declared", "valid_until": date(2020, 1, 1)},
    ]
    file = document(session, proposed(session, need, certificates=held))
    rows = [[cell.text for cell in row.cells] for row in file.tables[1].rows]
    assert rows[1] == ["Halal", "wajib", "dipegang, sudah diperiksa dinas", "ID999", "tidak tercatat"]
    assert rows[2] == ["PIRT", "wajib", "belum dipegang", "–", "–"]
    assert rows[3][:3] == ["SNI", "diutamakan", "belum dipegang"]
    assert "belum dipegang atau belum diketahui: PIRT, SNI" in words(file)


def test_permits_nobody_asked_about_are_not_missing(session: Session) -> None:
    file = document(session, proposed(session, {"required_certificates": ["HALAL"]}))
    assert [cell.text for cell in file.tables[1].rows[1].cells][2] == "belum diketahui"


def test_a_clash_over_payment_is_told(session: Session) -> None:
    said = words(document(session, proposed(session, {"payment_days": 45}, max_payment_days=7)))
    assert "Pembeli mencatat pembayaran 45 hari; UMKM menyatakan sanggup menunggu paling lama 7 hari" in said


def test_contacts_only_for_whom_they_are(session: Session) -> None:
    made = proposed(session)
    theirs = Actor("buyer", "b", buyer_id=made.need.buyer_id)
    for actor, seen in ((SYSTEM, True), (theirs, False)):
        said = words(document(session, made, actor=actor))
        assert ("Tini" in said.replace("Keripik Bu Tini", "")) == seen
        assert ("81200001111" in said.replace("-", "").replace(" ", "")) == seen
    with pytest.raises(ForbiddenError):
        document(session, made, actor=Actor("dinas", "d", region="62.71"))


def test_words_that_look_like_wording_or_markup(session: Session) -> None:
    hostile = "{price} <w:p/> & {0} %s \u0001 Kopi"
    made = proposed(session, {"description": hostile}, name=hostile)
    for kind in KINDS:
        said = words(document(session, made, kind))
        assert "{price} <w:p/> & {0} %s" in said


def test_what_there_is_not_is_named(session: Session) -> None:
    made = proposed(session)
    with pytest.raises(NotFoundError):
        agreements.draft(session, SYSTEM, made.id, "akta")
    with pytest.raises(NotFoundError):
        agreements.draft(session, SYSTEM, 999, "perjanjian")
    with pytest.raises(InvalidQueryError):
        agreements.draft(session, SYSTEM, made.id, "perjanjian", "rentenir")


def test_a_page_is_a4_and_counts_itself(session: Session) -> None:
    file = document(session, proposed(session))
    section = file.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    below = section.footer.paragraphs[0]._p.xml
    assert "PAGE" in below
    assert "NUMPAGES" in below


def test_pages_are_laid_out_for_reading(session: Session) -> None:
    file = document(session, proposed(session))
    footer = file.sections[0].footer.paragraphs[0]
    assert {run.font.size.pt for run in footer.runs} == {9}, "the page number is as large as its words"
    room = file.sections[0].page_width - file.sections[0].left_margin - file.sections[0].right_margin
    for table in file.tables[:2]:
        for row in table.rows:
            assert sum(cell.width for cell in row.cells) == pytest.approx(room, abs=10)
    blanks = [one for one in file.paragraphs if BLANK.search(one.text) and one.paragraph_format.left_indent is None]
    assert blanks
    assert all(one.alignment != WD_ALIGN_PARAGRAPH.JUSTIFY for one in blanks)


def test_every_name_of_the_wording_has_a_blank() -> None:
    def strings(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from strings(part)

    known = {"buyer", "umkm", "made_on"}  # always there
    forms = {name: wording()[name] for name in (*KINDS, "parties", "patterns")}
    used = {name for one in strings(forms) for name in re.findall(r"\{(\w+)\}", one)}
    assert used - known - set(wording()["blanks"]) == set()
    assert set(wording()["patterns"]) == set(PATTERNS)
