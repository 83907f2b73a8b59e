"""Messages over a stream: eight bytes for the length, then the message."""

from __future__ import annotations

import socket
import struct

_LENGTH = struct.Struct(">Q")


def send(connection: socket.socket, message: bytes) -> None:
    """Send a message; OSError when nobody is there to take it."""
    connection.sendall(_LENGTH.pack(len(message)))
    connection.sendall(message)


def receive(connection: socket.socket) -> bytearray:
    """The next message; empty when the other end was closed, be it amid a message."""
    header = _exactly(connection, _LENGTH.size)
    return _exactly(connection, _LENGTH.unpack(header)[0]) if header else header


def _exactly(connection: socket.socket, size: int) -> bytearray:
    """So many bytes in one wait, in which other threads go on undisturbed; nothing if fewer come."""
    message = bytearray(size)
    view, got = memoryview(message), 0
    while got < size:
        came = connection.recv_into(view[got:], flags=socket.MSG_WAITALL)
        if not came:
            return bytearray()
        got += came
    return message
