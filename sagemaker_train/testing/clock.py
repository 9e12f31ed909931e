"""
The clock on which jobs live: it stands, jumps or runs fast, and never waits.
"""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta


class VirtualClock:
    """
    A clock that tests move.

    Left alone it stands still, and time passes only through ``advance``, ``sleep`` and
    ``sleep_async``. Give the last two to a client in place of its own sleep and a wait of days
    takes milliseconds.

    Args:
        start: The first moment, aware; the real time by default.
        speed: Virtual seconds that pass by themselves in a real second; 0 stands still.
        per_request: Virtual seconds that pass at each request to a server with this clock.

    Raises:
        ValueError: ``start`` has no time zone, or time would run backwards.

    Example:
        >>> clock = VirtualClock(datetime(2026, 1, 31, tzinfo=UTC))
        >>> clock.advance(timedelta(hours=4))
        >>> clock.now().isoformat()
        '2026-01-31T04:00:00+00:00'
    """

    def __init__(
        self, start: datetime | None = None, *, speed: float = 0.0, per_request: float = 0.0
    ) -> None:
        start = start or datetime.now(UTC)
        if start.utcoffset() is None:
            raise ValueError("start has no time zone; give datetime(..., tzinfo=UTC)")
        if speed < 0 or per_request < 0:
            raise ValueError("speed and per_request are seconds, 0 or more: time has one direction")
        self._lock = threading.Lock()
        self._base = start.timestamp()
        self._since = time.monotonic()
        self._speed = speed
        self._per_request = per_request

    @classmethod
    def fast_forward(cls, speed: float = 600.0) -> VirtualClock:
        """
        Make a clock that starts now and runs fast: ten minutes in a second by default.
        """
        return cls(speed=speed)

    def timestamp(self) -> float:
        """
        Tell the time as epoch seconds.
        """
        if not self._speed:
            return self._base
        with self._lock:
            return self._base + (time.monotonic() - self._since) * self._speed

    def now(self) -> datetime:
        """
        Tell the time, in UTC.
        """
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def advance(self, by: float | timedelta) -> None:
        """
        Let time pass at once.

        Args:
            by: Seconds, or a ``timedelta``.

        Raises:
            ValueError: Time would run backwards.
        """
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        if seconds < 0:
            raise ValueError(f"cannot advance by {seconds} seconds: time has one direction")
        with self._lock:
            self._base += seconds

    def sleep(self, seconds: float) -> None:
        """
        Take the place of ``time.sleep``: the time has passed when it returns.
        """
        self.advance(max(0.0, seconds))

    async def sleep_async(self, seconds: float) -> None:
        """
        Take the place of ``asyncio.sleep``: lets other tasks run once, then the time has passed.
        """
        await asyncio.sleep(0)
        self.advance(max(0.0, seconds))

    def request_seen(self) -> None:
        """
        Let the time pass that a request takes (``per_request``).
        """
        if self._per_request:
            self.advance(self._per_request)
