"""Files that wait between the preview of an import and its confirmation."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path
from typing import IO

from matchmaker.domain.access import Actor
from matchmaker.errors import NotFoundError

FOLDER = "uploads"
KEPT_SECONDS = 24 * 3600  # a preview nobody confirmed within a day is forgotten
CHUNK = 1024 * 1024  # bytes copied at once
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{20,64}$")
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")


def keep(instance: Path, actor: Actor, name: str, content: IO[bytes]) -> str:
    """Store an upload and return the token that finds it again, for the same person."""
    forget_old(instance)
    token = secrets.token_urlsafe(24)
    folder = _folder(instance, actor, token)
    folder.mkdir(parents=True, mode=0o700)
    with (folder / _plain(name)).open("wb") as file:
        while part := content.read(CHUNK):
            file.write(part)
    return token


def find(instance: Path, actor: Actor, token: str) -> Path:
    """The stored file.

    Raises
    ------
    NotFoundError
        There is none, or it is somebody else's.
    """
    folder = _folder(instance, actor, token) if _TOKEN.match(token) else None
    files = list(folder.iterdir()) if folder is not None and folder.is_dir() else []
    if not files:
        raise NotFoundError("upload_not_found", id=token[:8])
    return files[0]


def forget(instance: Path, actor: Actor, token: str) -> None:
    """Delete a stored file."""
    if _TOKEN.match(token):
        _delete(_folder(instance, actor, token))


def forget_old(instance: Path) -> None:
    """Delete what nobody confirmed in time."""
    folder = instance / FOLDER
    for one in folder.glob("*/*") if folder.is_dir() else ():
        if one.stat().st_mtime < time.time() - KEPT_SECONDS:
            _delete(one)


def _folder(instance: Path, actor: Actor, token: str) -> Path:
    return instance / FOLDER / str(actor.user_id or 0) / token


def _delete(folder: Path) -> None:
    for file in folder.glob("*") if folder.is_dir() else ():
        file.unlink(missing_ok=True)
    if folder.is_dir():
        folder.rmdir()


def _plain(name: str) -> str:
    """The bare name: the suffix tells the kind of file, the rest is shown again; no way up the folders."""
    bare = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    return bare[-120:] or "berkas"
