"""Set a document in type: a template of this folder and its facts become a PDF or a picture.

Facts reach a template as JSON and are printed as they stand: what somebody typed into a record is never read as
markup. The typesetter keeps what it has set in memory for its next ten documents, hundreds of megabytes of a long list,
so it works in a process of its own that ends with the document.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import orjson

import matchmaker

PICTURE_WIDTH = 1_600  # pixels: sharp on a slide of full width
POINTS_PER_INCH = 72
PIXELS_PER_INCH = 144.0
TIMEOUT = 60  # seconds; the longest list takes two


def pdf(template: str, facts: dict[str, Any]) -> bytes:
    """A tagged PDF: `template` is the name of a template without its ending."""
    return _compiled(template, facts, "pdf")


def png(template: str, facts: dict[str, Any]) -> bytes:
    """A picture of one page, `PICTURE_WIDTH` pixels wide where the template goes by ``width_pt``."""
    width = PICTURE_WIDTH * POINTS_PER_INCH / PIXELS_PER_INCH
    return _compiled(template, facts | {"width_pt": width}, "png")


def _compiled(template: str, facts: dict[str, Any], kind: Literal["pdf", "png"]) -> bytes:
    # -P: a module lying about in the folder the command is run from must not be taken for one of ours.
    command = [sys.executable, "-P", "-m", "matchmaker.documents.typesetting_child", template, kind]
    environment = os.environ | {"PYTHONPATH": str(Path(matchmaker.__file__).parents[1])}
    done = subprocess.run(  # noqa: S603 - our own module, names of our own templates
        command, input=orjson.dumps(facts), capture_output=True, timeout=TIMEOUT, check=False, env=environment
    )
    if done.returncode != 0:
        raise RuntimeError(f"{template} could not be set: {done.stderr.decode('utf8', 'replace').strip()[-500:]}")
    return done.stdout
