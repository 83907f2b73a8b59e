"""What every command shares: settings, the database, the language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matchmaker.db import Database
    from matchmaker.domain.access import Actor
    from matchmaker.matching.catalog import LiveCatalog
    from matchmaker.settings import Settings


class State:
    """Opened on first use, so that a command pays only for what it needs."""

    def __init__(self, lang: str | None) -> None:
        self.lang = lang

    @cached_property
    def settings(self) -> Settings:
        """Settings from the environment."""
        from matchmaker import clock
        from matchmaker.settings import load_settings

        settings = load_settings()
        clock.use(settings.known_zone())
        return settings

    @cached_property
    def locale(self) -> str:
        """Language of texts."""
        from matchmaker.texts import locale_of

        return locale_of(self.lang or self.settings.default_locale)

    @cached_property
    def database(self) -> Database:
        """The database, whose schema must be current."""
        from matchmaker.db import Database

        return Database(self.settings.database_url)

    @cached_property
    def ready_database(self) -> Database:
        """The database, its schema brought up to date."""
        from matchmaker.services.database import is_current, upgrade

        if not is_current(self.database):
            upgrade(self.database)
        return self.database

    @cached_property
    def actor(self) -> Actor:
        """Who acts on the command line: whoever can run it has the files anyway."""
        from matchmaker.domain.access import SYSTEM

        return SYSTEM

    @cached_property
    def catalog(self) -> LiveCatalog:
        """The live catalogue with the promoted model."""
        from matchmaker.services.models import open_catalog

        return open_catalog(self.settings)


def progress_bar(total: int, label: str) -> Callable[[int, int], None] | None:
    """A progress callback for a terminal; None when output is piped or there is little to do."""
    import sys

    if not sys.stderr.isatty():
        return None
    from tqdm import tqdm

    bar: Any = tqdm(total=total or None, desc=label, unit="", leave=False, delay=2)

    def show(done: int, of: int) -> None:
        bar.total = of
        bar.update(done - bar.n)
        if done >= of:
            bar.close()

    return show
