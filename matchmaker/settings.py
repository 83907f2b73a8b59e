"""Settings from the environment, prefix ``MATCHMAKER_``; each also as ``..._FILE`` naming a file with the value.

docs/settings.md lists them all; a test compares the two.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from matchmaker.clock import DEFAULT_ZONE, ZONES
from matchmaker.errors import SettingsError

PREFIX = "MATCHMAKER_"
DEMO_KEY = "demo-key-for-loopback-only"
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})
HIDDEN = "***"
LOG_LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
MAX_DIGITS = 18  # of a number in a setting
MAX_PORT = 65_535
COOKIE_RULES = frozenset({"auto", "yes", "no"})
SECRETS = frozenset({"secret_key", "database_url"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How one process is configured. Times are seconds, sizes bytes."""

    database_url: str = "sqlite:///instance/matchmaker.db"
    secret_key: str = DEMO_KEY
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    region_scope: str = ""
    office_name: str = ""
    log_level: str = "INFO"
    instance_path: str = "instance"
    default_locale: str = "id"
    max_upload_bytes: int = 50 * 1024 * 1024
    session_hours: int = 12
    rate_limit_per_second: int = 300
    public_url: str = ""
    behind_proxy: bool = False
    cookie_secure: str = "auto"
    time_zone: str = DEFAULT_ZONE

    @property
    def loopback(self) -> bool:
        """Whether the service listens on this machine alone."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def cookies_need_tls(self) -> bool:
        """Whether browsers are told to send the session cookie over https only.

        Unless said otherwise they are, but on this machine itself, where there is no https to speak of.
        """
        rule = self.cookie_secure.lower()
        if rule != "auto":
            return rule == "yes"
        return not self.loopback or self.public_url.lower().startswith("https://")

    @property
    def instance(self) -> Path:
        """Folder for what belongs to this installation: database, models, uploads."""
        return Path(self.instance_path)

    def check(self) -> None:
        """Refuse to serve with the demo key, with demo accounts towards a network, or with values that cannot be.

        Raises
        ------
        SettingsError
            Naming the setting that has to change.
        """
        for name, good in (
            ("log_level", self.log_level.upper() in LOG_LEVELS),
            ("port", self.port <= MAX_PORT),
            ("cookie_secure", self.cookie_secure.lower() in COOKIE_RULES),
            ("workers", self.workers >= 1),
            ("session_hours", self.session_hours >= 1),
            ("rate_limit_per_second", self.rate_limit_per_second >= 1),
            ("secret_key", bool(self.secret_key.strip())),
        ):
            if not good:
                raise SettingsError(
                    "bad_setting", name=PREFIX + name.upper(), value=_redact(name, str(getattr(self, name)))
                )
        if self.secret_key == DEMO_KEY and not self.demo:
            raise SettingsError("demo_key_without_demo")
        if self.demo and not self.loopback:
            raise SettingsError("demo_beyond_loopback", host=self.host)

    def known_zone(self) -> str:
        """The name of the office's time zone.

        Raises
        ------
        SettingsError
            There is no such zone: a wrong one would shift every day by hours, and nobody would see it.
        """
        if self.time_zone.upper() not in ZONES:
            raise SettingsError("bad_setting", name=f"{PREFIX}TIME_ZONE", value=self.time_zone)
        return self.time_zone.upper()

    def redacted(self) -> dict[str, str]:
        """All settings as text, secrets hidden, for `doctor`."""
        return {f.name: _redact(f.name, str(getattr(self, f.name))) for f in fields(self)}


def _redact(name: str, value: str) -> str:
    if name not in SECRETS:
        return value
    kind, separator, rest = value.partition("://")
    if name != "database_url" or not separator:
        return HIDDEN
    # A password may stand before the host or among the options behind the question mark.
    address, options, _ = rest.partition("?")
    _, at, host = address.rpartition("@")
    return f"{kind}://{HIDDEN + '@' if at else ''}{host}{'?' + HIDDEN if options else ''}"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    SettingsError
        A value cannot be read as its kind, or a named file is missing.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, str | int | bool] = {}
    for setting in fields(Settings):
        raw = _raw(environ, PREFIX + setting.name.upper())
        if raw is not None:
            values[setting.name] = _read(setting.name, str(setting.type), raw)
    return Settings(**values)  # type: ignore[arg-type]


def _raw(environ: Mapping[str, str], name: str) -> str | None:
    if f"{name}_FILE" in environ:
        try:
            return Path(environ[f"{name}_FILE"]).read_text("utf8").strip()
        except OSError as error:
            raise SettingsError("unreadable_setting_file", name=f"{name}_FILE") from error
    return environ.get(name)


def _read(name: str, kind: str, raw: str) -> str | int | bool:
    word = raw.strip().lower()
    if kind == "bool":
        if word not in TRUE_WORDS | FALSE_WORDS:
            raise SettingsError("bad_setting", name=PREFIX + name.upper(), value=raw)
        return word in TRUE_WORDS
    if kind == "int":
        if not (word.isascii() and word.isdigit()) or len(word) > MAX_DIGITS:
            raise SettingsError("bad_setting", name=PREFIX + name.upper(), value=raw)
        return int(word)
    return raw
