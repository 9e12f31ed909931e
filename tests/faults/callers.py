"""
The three ways to call: from a thread, under asyncio, under trio.
"""

from __future__ import annotations

from typing import Any

import anyio

import sagemaker_train as smt

WAYS = ("sync", "asyncio", "trio")


class Caller:
    """
    Makes single calls with a client of its own, in one of the three ways.

    Args:
        way: ``sync``, ``asyncio`` or ``trio``.
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
        return anyio.run(self._awaited, method, arguments, options, backend=self.way)

    async def _awaited(self, method: str, arguments: Any, options: Any) -> Any:
        async with smt.AsyncClient(**self.options) as client:
            result = getattr(client, method)(*arguments, **options)
            if hasattr(result, "__anext__"):
                return [item async for item in result]
            return await result
