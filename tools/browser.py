"""Makes sure that there is a Chromium for the page tests, where one can be had: `python tools/browser.py`.

A browser of the system is taken as it is. Otherwise Debian's package is installed where that is allowed, else
Playwright is asked for its own. Without any, the page tests are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = (
    ("apt-get", "update", "-qq"),
    ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"),
)


def system_browser() -> str | None:
    """Path of a Chromium or Chrome on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    """Look, install where possible, and say what came of it. Never fails: tests skip what they cannot drive."""
    if found := system_browser():
        sys.stdout.write(f"browser: {found}\n")
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        for command in INSTALL:
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=_quiet())  # noqa: S603 - fixed
    if not system_browser():
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed
    sys.stdout.write(f"browser: {system_browser() or 'as Playwright has it, if at all'}\n")


def _quiet() -> dict[str, str]:
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


if __name__ == "__main__":
    main()
