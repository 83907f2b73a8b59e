"""Every setting is documented, with the default it really has."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from matchmaker.errors import SettingsError
from matchmaker.settings import DEMO_KEY, PREFIX, Settings, load_settings

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "settings.md"


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `(MATCHMAKER_\w+)` \| ([^|]+) \|", DOCUMENT.read_text("utf8"), re.MULTILINE)
    return {name: default.strip() for name, default in rows}


def test_the_document_lists_exactly_the_settings() -> None:
    assert set(documented()) == {PREFIX + field.name.upper() for field in fields(Settings)}


def test_defaults_are_the_real_ones() -> None:
    for field in fields(Settings):
        written = documented()[PREFIX + field.name.upper()]
        if written.startswith("`"):
            shown = written.split("`")[1]
            default = str(int(field.default)) if isinstance(field.default, bool) else str(field.default)
            assert shown == default, field.name


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    assert load_settings({"MATCHMAKER_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == "secret"


@pytest.mark.parametrize(
    "environment",
    [{"MATCHMAKER_PORT": "http"}, {"MATCHMAKER_DEMO": "maybe"}, {"MATCHMAKER_SECRET_KEY_FILE": "/nowhere/at/all"}],
)
def test_what_cannot_be_read_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        load_settings(environment)


@pytest.mark.parametrize(
    ("settings", "safe"),
    [
        (Settings(), False),
        (Settings(demo=True), True),
        (Settings(secret_key="s" * 40), True),
        (Settings(secret_key="s" * 40, host="0.0.0.0"), True),
        (Settings(demo=True, host="0.0.0.0"), False),
        (Settings(demo=True, host="192.0.2.7", secret_key="s" * 40), False),
        (Settings(demo=True, host="localhost"), True),
    ],
)
def test_what_it_refuses_to_serve_with(settings: Settings, safe: bool) -> None:
    if safe:
        settings.check()
    else:
        with pytest.raises(SettingsError):
            settings.check()


def test_secrets_are_redacted() -> None:
    shown = Settings(database_url="postgresql://u:pa55@host/db", secret_key="s3cret").redacted()
    assert "pa55" not in str(shown)
    assert "s3cret" not in str(shown)
    assert "host/db" in shown["database_url"]
    assert DEMO_KEY not in str(Settings().redacted())
