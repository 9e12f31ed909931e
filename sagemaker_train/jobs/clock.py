"""
The time by which jobs are waited for: what it is now, and letting it pass.
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """
    The clock that a client waits by; the days of ``sagemaker_train.testing.VirtualClock`` take no
    time.
    """

    def timestamp(self) -> float:
        """
        Tell the time as epoch seconds.
        """
        ...

    def sleep(self, seconds: float) -> None:
        """
        Return when the time has passed.
        """
        ...

    async def sleep_async(self, seconds: float) -> None:
        """
        Return when the time has passed, without blocking the loop.
        """
        ...


class WallClock:
    """
    The time of this machine.

    Not a monotonic clock: those stand still while a laptop is suspended, and the job goes on.
    """

    def timestamp(self) -> float:
        """
        Tell the time as epoch seconds.
        """
        return time.time()

    def sleep(self, seconds: float) -> None:
        """
        Return when the time has passed.
        """
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """
        Return when the time has passed; under asyncio and trio.
        """
        import anyio  # only here: a program without an event loop need not load a library for one

        await anyio.sleep(seconds)
