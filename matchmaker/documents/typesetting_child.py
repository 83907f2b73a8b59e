"""The process that sets one document: facts as JSON on standard input, the file on standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typst

from matchmaker.documents.typesetting import PIXELS_PER_INCH

FOLDER = Path(__file__).resolve().parent


def main(template: str, kind: str) -> None:
    """Set `template` as `kind`. Only the typefaces that come with the typesetter: a page looks the same everywhere."""
    # Of several pages a picture comes as a list, which the stub leaves out.
    made: Any = typst.compile(
        FOLDER / f"{template}.typ",
        format="pdf" if kind == "pdf" else "png",
        ppi=PIXELS_PER_INCH,
        root=FOLDER,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        sys_inputs={"facts": sys.stdin.buffer.read().decode("utf8")},
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} did not give one file")
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
