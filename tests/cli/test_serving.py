"""The service as real processes: two web processes over one database, and a third that writes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import pytest

START_SECONDS = 120.0
ASKED = 8  # answers over connections of their own: both web processes get some
SCRIPT = "import sys; from matchmaker.cli import main; sys.argv[0] = 'matchmaker'; main()"


@dataclass
class Service:
    """Where it answers, with whose key, and with which settings other processes reach its records."""

    base: str
    key: str
    environment: dict[str, str]

    def get(self, path: str, **headers: str) -> tuple[int, bytes, Message]:
        told = {"Authorization": f"Bearer {self.key}", **headers}
        request = urllib.request.Request(self.base + path, headers=told)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(), answer.headers

    def found(self, words: str) -> set[str]:
        body = self.get(f"/api/v1/search/suppliers?q={quote(words)}")[1]
        return {item["umkm"]["external_id"] for item in json.loads(body)["items"]}


def run(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-c", SCRIPT, *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=300).stdout


def write_one(service: Service, folder: Path, record: dict[str, object]) -> None:
    file = folder / "one.jsonl"
    file.write_text(json.dumps(record) + "\n", "utf8")
    run(service.environment, "import", "umkm", str(file), "--json")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MATCHMAKER_")} | {
        "MATCHMAKER_DATABASE_URL": f"sqlite:///{folder}/s.db", "MATCHMAKER_INSTANCE_PATH": str(folder),
        "MATCHMAKER_SECRET_KEY": "k" * 40, "MATCHMAKER_PORT": str(port), "MATCHMAKER_WORKERS": "2",
        "MATCHMAKER_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    run(environment, "db", "upgrade")
    key = run(environment, "key", "create", "--role", "dinas", "--name", "uji").split()[-1]
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, "serve"], env=environment, stdout=subprocess.DEVNULL
    ) as server:
        made = Service(f"http://127.0.0.1:{port}", key, environment)
        try:
            wait_for(made)
            yield made
        finally:
            server.terminate()


def wait_for(service: Service) -> None:
    deadline = time.monotonic() + START_SECONDS
    ready = 0
    while ready < ASKED:
        assert time.monotonic() < deadline, "not ready in time"
        try:
            ready += service.get("/readyz")[0] == 200
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)


@pytest.mark.slow
def test_a_committed_change_is_in_every_next_answer(service: Service, tmp_path: Path) -> None:
    record = {"external_id": "U1", "name": "Usaha Satu", "products": [{"external_id": "P1", "name": "sabun sereh"}]}
    for product in ("sabun sereh", "gantungan kunci zirkon"):
        record["products"] = [{"external_id": "P1", "name": product}]
        write_one(service, tmp_path, record)
        assert [service.found(product) for _ in range(ASKED)] == [{"U1"}] * ASKED


@pytest.mark.slow
def test_long_answers_are_compressed_and_static_files_kept(service: Service, tmp_path: Path) -> None:
    record = {"external_id": "U2", "name": "Usaha Dua", "products": [{"external_id": "P2", "name": "gula semut"}]}
    write_one(service, tmp_path, record)
    path = "/api/v1/search/suppliers?q=gula"
    plain = service.get(path)[1]
    _, packed, headers = service.get(path, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(packed) < 0.7 * len(plain)
    _, page, _ = service.get("/masuk")
    style = page.decode().partition("/static/app.css")[2].partition('"')[0]
    assert style.startswith("?v=")
    cached = service.get(f"/static/app.css{style}")[2]["Cache-Control"]
    assert "max-age=31536000" in cached


def test_the_application_starts_without_learning_and_compiling() -> None:
    """`/livez` answers while the catalogue is built beside it, so what is imported before counts."""
    script = "import sys, api.app; print(sorted({'sklearn', 'numba', 'pandas', 'distributed'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.strip() == "[]"


def test_a_port_in_use_is_refused_and_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        settings = {"MATCHMAKER_DATABASE_URL": f"sqlite:///{tmp_path}/s.db", "MATCHMAKER_SECRET_KEY": "k" * 40,
                    "MATCHMAKER_INSTANCE_PATH": str(tmp_path), "MATCHMAKER_PORT": port}  # fmt: skip
        command = [sys.executable, "-c", SCRIPT, "serve"]
        told = subprocess.run(
            command, env=os.environ | settings, capture_output=True, text=True, timeout=60, check=False
        )
    assert told.returncode == 2
    assert port in told.stderr
