"""
The ways to call: from a thread, under asyncio (on httpcore and on aiohttp), under trio.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any
from unittest import mock

import anyio

import sagemaker_train as smt

WAYS = ("sync", "asyncio", "asyncio with aiohttp", "trio")


@contextmanager
def without_aiohttp() -> Iterator[None]:
    """
    As if the extra were not installed.
    """
    with mock.patch("sagemaker_train.transport.async_sender.find_spec", return_value=None):
        yield


@contextmanager
def black_hole() -> Iterator[int]:
    """
    A port of this machine to which connecting never ends: whoever listens has no place left.
    """
    with ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield full.getsockname()[1]


class Caller:
    """
    Makes single calls with a client of its own, in one of the ways.

    Args:
        way: One of ``WAYS``.
        options: For the client.
    """

    def __init__(self, way: str, **options: Any) -> None:
        self.way = way
        self.options = options

    def __call__(self, method: str, *arguments: Any, **options: Any) -> Any:
        """
        The answer of one method; iterators as lists.
        """
        if self.way == "sync":
            with smt.Client(**self.options) as client:
                result = getattr(client, method)(*arguments, **options)
                return list(result) if hasattr(result, "__next__") else result
        backend, _, extra = self.way.partition(" with ")
        with without_aiohttp() if not extra else nullcontext():
            return anyio.run(self._awaited, method, arguments, options, backend=backend)

    async def _awaited(self, method: str, arguments: Any, options: Any) -> Any:
        async with smt.AsyncClient(**self.options) as client:
            result = getattr(client, method)(*arguments, **options)
            if hasattr(result, "__anext__"):
                return [item async for item in result]
            return await result
