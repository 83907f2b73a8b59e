"""The session cookie: over https only unless told otherwise, and a word at the door where a browser will drop it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from matchmaker.errors import SettingsError
from matchmaker.settings import Settings

NOTICE = "MATCHMAKER_COOKIE_SECURE=no"
KEY = "k" * 40


@pytest.fixture
def door(tmp_path: Path) -> Callable[..., FlaskClient]:
    def open_with(**settings: object) -> FlaskClient:
        made = Settings(
            database_url=f"sqlite:///{tmp_path}/door.db",
            instance_path=str(tmp_path),
            secret_key=KEY,
            **settings,  # type: ignore[arg-type]
        )
        return create_app(made).test_client()

    return open_with


@pytest.mark.parametrize(
    ("settings", "secure"),
    [
        ({}, False),
        ({"host": "0.0.0.0"}, True),
        ({"public_url": "https://mitra.invalid"}, True),
        ({"public_url": "http://mitra.invalid"}, False),
        ({"host": "0.0.0.0", "cookie_secure": "no"}, False),
        ({"cookie_secure": "YES"}, True),
    ],
)
def test_when_the_cookie_wants_https(settings: dict[str, str], secure: bool, door: Callable[..., FlaskClient]) -> None:
    answer = door(**settings).get("/masuk", base_url="https://mitra.invalid")
    assert ("Secure" in answer.headers["Set-Cookie"]) is secure


@pytest.mark.parametrize(
    ("settings", "headers", "warned"),
    [
        ({"host": "0.0.0.0"}, {}, True),
        ({"host": "0.0.0.0", "cookie_secure": "no"}, {}, False),
        ({"host": "0.0.0.0"}, {"Sec-Fetch-Mode": "navigate"}, False),
        ({"host": "0.0.0.0"}, {"X-Forwarded-Proto": "https"}, False),
        ({}, {}, False),
    ],
)
def test_the_door_says_when_the_cookie_would_be_lost(
    settings: dict[str, str], headers: dict[str, str], warned: bool, door: Callable[..., FlaskClient]
) -> None:
    page = door(**settings).get("/masuk", base_url="http://mitra.lan", headers=headers).get_data(as_text=True)
    assert (NOTICE in page) is warned


def test_over_https_nothing_is_said(door: Callable[..., FlaskClient]) -> None:
    page = door(host="0.0.0.0").get("/masuk", base_url="https://mitra.lan").get_data(as_text=True)
    assert NOTICE not in page


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError):
        Settings(secret_key=KEY, cookie_secure="sometimes").check()
