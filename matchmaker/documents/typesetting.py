"""Set a document in type: a template of this folder and its facts become a PDF or a picture.

Facts reach a template as JSON and are printed as they stand: what somebody typed into a record is never read as
markup. Only the typefaces that come with the typesetter are used, so that a page looks the same everywhere.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import orjson
import typst

FOLDER = Path(__file__).resolve().parent
PICTURE_WIDTH = 1_600  # pixels: sharp on a slide of full width
_POINTS_PER_INCH = 72
_PIXELS_PER_INCH = 144.0


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def pdf(template: str, facts: dict[str, Any]) -> bytes:
    """A tagged PDF: `template` is the name of a template without its ending."""
    return _compiled(template, facts, "pdf")


def png(template: str, facts: dict[str, Any]) -> bytes:
    """A picture of one page, `PICTURE_WIDTH` pixels wide where the template goes by ``width_pt``."""
    width = PICTURE_WIDTH * _POINTS_PER_INCH / _PIXELS_PER_INCH
    return _compiled(template, facts | {"width_pt": width}, "png")


def _compiled(template: str, facts: dict[str, Any], kind: Literal["pdf", "png"]) -> bytes:
    # Of several pages a picture comes as a list, which the stub leaves out.
    made: Any = typst.compile(
        FOLDER / f"{template}.typ",
        format=kind,
        ppi=_PIXELS_PER_INCH,
        root=FOLDER,
        font_paths=_fonts(),
        sys_inputs={"facts": orjson.dumps(facts).decode()},
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} did not give one file")
    return made
