"""
HTTP/1.1 on loopback: one thread, one selector, keep-alive, no dependencies.

The thread reads requests, asks a function for the reply, and sends it. Everything that it answers
is computed at once, so one thread serves any number of connections, and stopping it leaves
nothing behind. What ordinary servers cannot do, this one does on request: reset, close, hang,
drip.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import selectors
import socket
import struct
import threading
import time
from collections.abc import Callable

from sagemaker_train.testing.messages import BadCall, Connection, HttpCall, Reply, http_reply

LOOK_UP = 0.5
"""Seconds after which an idle server looks whether the program is still there."""


class HttpServer:
    """
    A server on 127.0.0.1 whose answers a function computes.

    Args:
        answer: Computes the reply to a call; runs in the server's thread, one call at a time.
        port: 0 takes a free one.
    """

    def __init__(self, answer: Callable[[HttpCall], Reply], *, port: int = 0) -> None:
        self._answer = answer
        self._wanted_port = port
        self._port = 0
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._timers: list[tuple[float, int, Connection]] = []
        self._order = itertools.count()

    @property
    def port(self) -> int:
        """
        The port; 0 before the first start.
        """
        return self._port

    @property
    def running(self) -> bool:
        """
        Whether the server takes connections.
        """
        return self._thread is not None

    def start(self) -> None:
        """
        Begin to listen. The port is open when this returns.

        Raises:
            RuntimeError: It runs already.
            OSError: The port is taken.
        """
        if self._thread is not None:
            raise RuntimeError("the local server runs already; stop() it first")
        listener = socket.create_server(("127.0.0.1", self._wanted_port), backlog=1024)
        listener.setblocking(False)
        self._port = listener.getsockname()[1]
        waker, self._wake = socket.socketpair()
        self._stopping = False
        self._thread = threading.Thread(
            target=self._serve, args=(listener, waker), name=f"local-sagemaker-{self._port}"
        )
        self._thread.start()

    def stop(self) -> None:
        """
        Close every connection and end the thread; both are gone when this returns.
        """
        if self._thread is None:
            return
        self._stopping = True
        with contextlib.suppress(BrokenPipeError):  # the thread has seen the flag already
            self._wake.send(b"x")
        self._thread.join()
        self._wake.close()
        self._thread = None

    # The thread

    def _serve(self, listener: socket.socket, waker: socket.socket) -> None:
        main = threading.main_thread()
        with selectors.DefaultSelector() as selector, listener, waker:
            selector.register(listener, selectors.EVENT_READ)
            selector.register(waker, selectors.EVENT_READ)
            self._selector = selector
            try:
                # A server that was never stopped ends with the program, and does not keep it.
                while not self._stopping and main.is_alive():
                    for key, events in selector.select(self._patience()):
                        if key.fileobj is listener:
                            self._accept(listener)
                        elif isinstance(key.data, Connection):
                            self._serve_connection(key.data, events)
                    self._let_drip()
            finally:
                for key in list(selector.get_map().values()):
                    if isinstance(key.data, Connection):
                        key.data.socket.close()
                self._timers.clear()

    def _patience(self) -> float:
        if not self._timers:
            return LOOK_UP
        return min(LOOK_UP, max(0.0, self._timers[0][0] - time.monotonic()))

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                accepted, _ = listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            accepted.setblocking(False)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(accepted, selectors.EVENT_READ, Connection(accepted))

    def _serve_connection(self, connection: Connection, events: int) -> None:
        try:
            if events & selectors.EVENT_WRITE:
                self._send(connection)
            if events & selectors.EVENT_READ:
                data = connection.socket.recv(65536)
                if not data:
                    self._close(connection)
                    return
                connection.incoming += data
            self._take_calls(connection)
        except BlockingIOError:
            return
        except OSError:  # the client has gone
            self._close(connection)

    def _take_calls(self, connection: Connection) -> None:
        while not connection.busy:
            try:
                call = connection.next_call()
            except BadCall as refused:
                reply = Reply(http_reply(refused.status, {"Connection": "close"}), "close")
            else:
                if call is None:
                    return
                reply = self._answer(call)
                if call.headers.get("connection", "").lower() == "close" and reply.then == "keep":
                    reply = reply._replace(then="close")
            connection.outgoing += reply.data
            connection.then = reply.then
            if reply.then == "reset":
                # A linger time of 0 makes close() send RST.
                connection.socket.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            connection.drip = reply.drip
            self._send(connection)

    def _send(self, connection: Connection) -> None:
        """
        Send what can be sent now; arrange for the rest.
        """
        outgoing = connection.outgoing
        while outgoing:
            try:
                sent = connection.socket.send(outgoing[:1] if connection.drip else outgoing)
            except BlockingIOError:
                self._watch(connection, selectors.EVENT_READ | selectors.EVENT_WRITE)
                return
            del outgoing[:sent]
            if connection.drip and outgoing:
                due = time.monotonic() + connection.drip
                heapq.heappush(self._timers, (due, next(self._order), connection))
                return
        self._watch(connection, selectors.EVENT_READ)
        if connection.then in ("close", "reset"):
            self._close(connection)

    def _let_drip(self) -> None:
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            connection = heapq.heappop(self._timers)[2]
            if connection.socket.fileno() >= 0:
                self._serve_connection(connection, selectors.EVENT_WRITE)

    def _watch(self, connection: Connection, events: int) -> None:
        key = self._selector.get_key(connection.socket)
        if key.events != events:
            self._selector.modify(connection.socket, events, connection)

    def _close(self, connection: Connection) -> None:
        if connection.socket.fileno() >= 0:
            self._selector.unregister(connection.socket)
            connection.socket.close()
