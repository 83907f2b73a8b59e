"""Real Chromium against a running server over the demo regions. Nothing may be fetched from outside.

Screenshots go to ``test-artefacts/`` beside the packages, for a person to look at.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from api.app import create_app
from api.extensions import KEY
from matchmaker.db import Database
from matchmaker.services import database, seeds
from matchmaker.settings import Settings
from tools.browser import system_browser

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

ROOT = Path(__file__).resolve().parent.parent.parent
ARTEFACTS = ROOT / "test-artefacts"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HEIGHTS = {360: 740, 1280: 900}  # pixels: a cheap phone, an office screen
TALLEST = 1_700  # pixels of a picture: a longer list shows more of the same
AUDIT = (Path(__file__).parent / "audit.js").read_text("utf8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo regions and accounts, copied for each journey."""
    path = tmp_path_factory.mktemp("browser") / "demo.db"
    made = Database(f"sqlite:///{path}")
    database.upgrade(made)
    with made.write() as session:
        seeds.load(session)
        seeds.add_accounts(session)
    with made.writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    made.dispose()
    return path


@pytest.fixture
def address(seeded: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server on a free port."""
    (tmp_path / "demo.db").write_bytes(seeded.read_bytes())
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/demo.db", demo=True, instance_path=str(tmp_path)))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    app.extensions[KEY].database.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for the run; skipped where there is none."""
    with playwright.sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=system_browser(), args=ARGUMENTS)
        except playwright.Error as error:
            pytest.skip(f"no Chromium here: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


class Walk:
    """One person at one screen: opens pages, keeps pictures, and notes what a good page never does."""

    def __init__(self, page: Any, address: str, width: int, name: str) -> None:
        self.page, self.address, self.width, self.name = page, address, width, name
        self.faults: list[str] = []
        self._shots = 0
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)
        page.set_default_timeout(20_000)

    def _console(self, message: Any) -> None:
        # A status of 4xx is logged as an error too; journeys that mean one expect it by its page.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(f"outside request: {request.url}")

    def open(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.address + path)

    def sign_in(self, account: str) -> None:
        """By the button of the demo account."""
        self.open("/masuk")
        self.page.get_by_role("button", name=account).click()

    def look(self, what: str) -> None:
        """Keep a picture and check what every page owes its reader."""
        self._shots += 1
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.wait_for_load_state("load")
        height = min(TALLEST, self.page.evaluate("document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": self.width, "height": height}
        path = ARTEFACTS / f"{self.name}-{self._shots:02}-{what}-{self.width}.png"
        self.page.screenshot(path=path, full_page=True, clip=clip)
        self.faults += [f"{what}: {fault}" for fault in self.page.evaluate(AUDIT)]


@pytest.fixture
def walk(chromium: Any, address: str) -> Iterator[Callable[..., Walk]]:
    """Begins a walk; at the end nothing may have gone wrong on any of them."""
    walks: list[Walk] = []
    contexts: list[Any] = []

    def begin(name: str, width: int, *, javascript: bool = True) -> Walk:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS[width]}, java_script_enabled=javascript, locale="id-ID"
        )
        contexts.append(context)
        walks.append(Walk(context.new_page(), address, width, name))
        return walks[-1]

    yield begin
    for context in contexts:
        context.close()
    assert [fault for one in walks for fault in one.faults] == []
