"""
HTTP/1.1 messages: taking calls out of a stream of bytes, and writing answers.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal, NamedTuple

MOST_HEAD = 64 * 1024
MOST_BODY = 8 * 1024 * 1024


class HttpCall(NamedTuple):
    """
    A request as it came. Header names are lower-case.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(NamedTuple):
    """
    What goes back, and what happens to the connection.
    """

    data: bytes = b""
    then: Literal["keep", "close", "reset", "hang"] = "keep"
    drip: float = 0.0
    """Seconds between the bytes; 0 sends all at once."""


def http_reply(
    status: int, headers: Mapping[str, str], body: bytes = b"", *, length: int | None = None
) -> bytes:
    """
    Write an answer. ``length`` is what it claims, if not the length of the body.
    """
    phrase = HTTPStatus(status).phrase
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    length = len(body) if length is None else length
    head = f"HTTP/1.1 {status} {phrase}\r\n{lines}Content-Length: {length}\r\n\r\n"
    return head.encode("latin-1") + body


class BadCall(Exception):  # noqa: N818  # it is an answer, not a failure
    """
    Bytes that are not a request which this server can read.
    """

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class Connection:
    """
    A client's connection: what has come in, and what still has to go out.
    """

    __slots__ = ("continued", "drip", "incoming", "outgoing", "socket", "then")

    def __init__(self, connection: socket.socket) -> None:
        self.socket: socket.socket = connection
        self.incoming: bytearray = bytearray()
        self.outgoing: bytearray = bytearray()
        self.drip: float = 0.0
        self.then: str = "keep"
        self.continued: bool = False

    @property
    def busy(self) -> bool:
        """
        Whether an answer is still on its way, or never will be.
        """
        return bool(self.outgoing) or self.then != "keep"

    def next_call(self) -> HttpCall | None:
        """
        Take the next complete request out of what has come in.
        """
        end = self.incoming.find(b"\r\n\r\n", 0, MOST_HEAD)
        if end < 0:
            if len(self.incoming) >= MOST_HEAD:
                raise BadCall(431)
            return None
        method, path, headers = _read_head(bytes(self.incoming[:end]))
        if "transfer-encoding" in headers:
            raise BadCall(411)
        try:
            length = int(headers.get("content-length", "0"))
        except ValueError:
            raise BadCall(400) from None
        if not 0 <= length <= MOST_BODY:
            raise BadCall(413)
        whole = end + 4 + length
        if len(self.incoming) < whole:
            if headers.get("expect", "").lower() == "100-continue" and not self.continued:
                self.continued = True
                self.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            return None
        body = bytes(self.incoming[end + 4 : whole])
        del self.incoming[:whole]
        self.continued = False
        return HttpCall(method, path, headers, body)


def _read_head(head: bytes) -> tuple[str, str, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    match lines[0].split(" "):
        case [method, path, ("HTTP/1.1" | "HTTP/1.0")]:
            pass
        case _:
            raise BadCall(400)
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadCall(400)
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return method, path, headers
