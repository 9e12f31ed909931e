"""
A total deadline for blocking connections.

A read timeout starts anew with every byte, so that an answer which drips would never end. The
timeouts handed to httpcore here know when the whole call must be over, and its connections are
wrapped in streams that never wait past that moment, whether they read a body, headers or a TLS
handshake.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from ssl import SSLContext
from typing import Any

import httpcore
from typing_extensions import override


class Until(float):
    """
    A timeout in seconds that also ends at a moment of ``time.monotonic()``.
    """

    __slots__ = ("moment",)
    moment: float

    def __new__(cls, seconds: float, moment: float) -> Until:
        """
        So many seconds, and not past the moment.
        """
        made = super().__new__(cls, seconds)
        made.moment = moment
        return made


def left(timeout: float | None) -> float | None:
    """
    The seconds that may still be waited; a little more than nothing after the moment has passed.
    """
    if not isinstance(timeout, Until):
        return timeout
    return max(0.001, min(timeout, timeout.moment - time.monotonic()))


def over(timeout: float | None) -> bool:
    """
    Whether the moment has passed.
    """
    return isinstance(timeout, Until) and time.monotonic() >= timeout.moment


class DeadlineStream(httpcore.NetworkStream):
    """
    A connection that keeps to the deadline of whoever uses it now.

    What is written goes out when an answer is awaited, in one piece: httpcore writes the head and
    the body of a request apart, which would be two packets, and two looks at them by the server.
    """

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._unsent = b""

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """
        Read what is there, waiting no longer than the deadline allows.
        """
        if over(timeout):
            raise httpcore.ReadTimeout("the call took too long")
        if self._unsent:
            # A server that does not want to hear the rest may have answered all the same.
            with suppress(httpcore.WriteError):
                self._stream.write(self._unsent, left(timeout))
            self._unsent = b""
        return self._stream.read(max_bytes, left(timeout))

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """
        Write this as soon as an answer is read.
        """
        self._unsent += buffer

    @override
    def close(self) -> None:
        """
        Close the connection.
        """
        self._stream.close()

    @override
    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """
        Speak TLS from here on.
        """
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, left(timeout)))

    @override
    def get_extra_info(self, info: str) -> Any:
        """
        What httpcore asks about a connection: whether it is still readable, its socket.
        """
        return self._stream.get_extra_info(info)


class DeadlineBackend(httpcore.NetworkBackend):
    """
    Makes such connections.
    """

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """
        Connect to a host, at the first of its addresses that answers.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        failed: Exception = httpcore.ConnectError(f"{host} has no address")
        # One by one, so that what is left of the time is known before each.
        for *_, address in found:
            if over(timeout):
                raise httpcore.ConnectTimeout("the call took too long")
            try:
                stream = self._backend.connect_tcp(
                    str(address[0]), port, left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return DeadlineStream(stream)
        raise failed

    @override
    def sleep(self, seconds: float) -> None:
        """
        Wait, between two tries to connect.
        """
        self._backend.sleep(seconds)
