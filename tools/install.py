"""Makes .venv and installs a lock file into it, with uv where there is one, else with pip.

Run by make with any Python 3.11 or newer: `python3 tools/install.py requirements.lock`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")
NEEDED = (3, 11)


def run(*command: str) -> None:
    """Run a command and stop with its exit status when it fails."""
    done = subprocess.run(command, check=False)  # noqa: S603 - commands are fixed below
    if done.returncode:
        sys.exit(done.returncode)


def main(lock: str) -> None:
    """Create the environment, install the lock with its hashes, then the project itself."""
    if sys.version_info < NEEDED:
        sys.exit(f"Python {NEEDED[0]}.{NEEDED[1]} or newer is needed; this is {sys.version.split()[0]}")
    python = str(VENV / "bin" / "python")
    uv = shutil.which("uv")
    if not os.access(python, os.X_OK):
        run(sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), str(VENV))
    if uv:
        run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock)
        run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", "-e", ".")
    else:
        pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        run(*pip, "--require-hashes", "-r", lock)
        run(*pip, "--no-deps", "--no-build-isolation", "-e", ".")


if __name__ == "__main__":
    main(sys.argv[1])
