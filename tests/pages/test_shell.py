"""What all pages share: words in both languages, nothing inline, nothing from outside, errors as pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.app import CSP
from api.pages import shell
from matchmaker.texts import catalogue
from tests.pages.conftest import Visitor, words

Visit = Callable[..., Visitor]
API = Path(shell.__file__).resolve().parent.parent
TEMPLATES = sorted((API / "templates").glob("*.html"))
SOURCES = [*TEMPLATES, *sorted((API / "pages").glob("*.py"))]
_LITERAL = re.compile(r"""(?:\bt|\btext)\(\s*["']((?:page|word)\.[a-z0-9_.]+)["']\s*[,)]""")
_PREFIX = re.compile(r"""\bt\(\s*'([a-z_.]+\.)'\s*~""")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_text_a_page_asks_for_is_there(path: Path) -> None:
    source = path.read_text("utf8")
    assert [key for key in _LITERAL.findall(source) if key not in catalogue()] == []
    known = {key.rpartition(".")[0] + "." for key in catalogue()} | {key[: key.rfind(".") + 1] for key in catalogue()}
    assert [prefix for prefix in _PREFIX.findall(source) if not any(one.startswith(prefix) for one in known)] == []


def test_no_page_text_is_left_over() -> None:
    source = "\n".join(path.read_text("utf8") for path in SOURCES)
    prefixes = (*_PREFIX.findall(source), "page.landing.step", "page.search.try", "page.name")
    asked = set(_LITERAL.findall(source))
    written = (API.parent / "matchmaker" / "translations" / "pages.yaml").read_text("utf8")
    pages = set(re.findall(r"^(page\.[^:]+):", written, re.MULTILINE))
    assert {key for key in pages if key not in asked and not key.startswith(prefixes)} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_inline_and_nothing_from_outside(path: Path) -> None:
    source = path.read_text("utf8")
    data = '<script type="application/json"'  # read by a script of ours, never run
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", source.replace(data, ""))
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", source)
    assert "|safe" not in source.replace(" ", "")


def test_every_page_carries_the_policy(visit: Visit) -> None:
    for answer in (visit(None).get("/"), visit("dinas").get("/pasangan"), visit(None).get("/tidak-ada")):
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert visit("dinas").get("/pasangan").headers["Cache-Control"] == "private, no-cache"


def test_the_language_is_indonesian_until_one_chooses(visit: Visit) -> None:
    visitor = visit(None)
    assert '<html lang="id"' in visitor.get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    answer = visitor.get("/bahasa?pilih=en&kembali=/masuk")
    assert answer.headers["Location"] == "/masuk"
    assert "Account name" in words(visitor.get("/masuk"))
    assert visitor.get("/bahasa?pilih=xx&kembali=//jahat.invalid").headers["Location"] == "/"
    assert "Nama akun" in words(visitor.get("/masuk"))


@pytest.mark.parametrize("role", ["admin", "dinas", "association", "buyer", "owner"])
def test_english_pages_have_no_key_left(role: str, visit: Visit) -> None:
    visitor = visit(role)
    visitor.get("/bahasa?pilih=en")
    for name in shell.TABS[role]:
        tab = re.search(rf'href="(/[^"]*)"[^>]*>{re.escape(catalogue()[f"page.tab.{name}"]["en"])}<',
                        visitor.get("/akun").get_data(as_text=True))  # fmt: skip
        assert tab is not None, name
        page = words(visitor.get(tab[1]))
        assert not re.search(r"\b(page|reason|check|fix|rule|stage|certificate)\.[a-z_]+", page), name
        assert not re.search(r"[{][a-z_]+[}]", page), name


def test_the_current_tab_is_marked(visit: Visit) -> None:
    page = visit("dinas").get("/data").get_data(as_text=True)
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == ["/data"]


@pytest.mark.parametrize(("path", "status"), [("/tidak-ada", 404), ("/umkm/99999", 404), ("/keluar", 405)])
def test_errors_are_pages_in_indonesian(path: str, status: int, visit: Visit) -> None:
    answer = visit("dinas").get(path)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "Ke halaman awal" in words(answer)


def test_an_error_in_a_piece_of_a_page_is_a_line_not_a_page(visit: Visit) -> None:
    answer = visit("dinas").get("/mengapa?need=N9&umkm=U9", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.get_data(as_text=True)
    assert "Kebutuhan N9 tidak ditemukan" in words(answer)


def test_an_unexpected_error_is_a_page_too(app: Any, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("rahasia basis data")

    monkeypatch.setattr("matchmaker.services.overview.of_region", broken)
    answer = visit("dinas").get("/data")
    assert answer.status_code == 500
    assert "Terjadi kesalahan" in words(answer)
    assert "rahasia" not in answer.get_data(as_text=True)


def test_a_static_file_may_be_kept_for_ever_because_its_address_changes(app: Any, visit: Visit) -> None:
    page = visit(None).get("/").get_data(as_text=True)
    address = re.search(r'href="(/static/app\.css\?v=[0-9a-f]{10})"', page)
    assert address is not None
    assert "max-age=31536000" in visit(None).get(address[1]).headers["Cache-Control"]


def test_the_pages_weigh_little(visit: Visit) -> None:
    """A cheap phone on a slow network: what a first visit to the owner's page has to fetch, compressed."""
    visitor = visit("owner")
    page = visitor.get("/usaha", headers={"Accept-Encoding": "gzip, deflate"})
    total = len(page.get_data())
    for address in set(re.findall(r'(?:src|href)="(/static/[^"#]+)', visitor.get("/usaha").get_data(as_text=True))):
        total += len(visitor.get(address, headers={"Accept-Encoding": "gzip, deflate"}).get_data())
    assert total < 80_000, f"{total} bytes"
