"""
The clock on which jobs live: it stands, jumps or runs fast, and never waits.
"""

from __future__ import annotations

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
        self._start = start.timestamp()
        self._jumped = 0.0
        self._in_requests = 0.0
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
        with self._lock:
            return self._start + self._jumped + self._in_requests + self._ran(self._speed)

    def header_timestamp(self) -> float:
        """
        Tell the time that a server with this clock writes into ``Date`` (epoch seconds).

        It is never later than ``timestamp``, jumps with it, and in between passes no faster than
        the time of the clients who read it: they infer from it which job is older than a call of
        theirs. Neither the speed nor ``per_request`` move it, which no client's clock knows of.
        """
        with self._lock:
            return self._start + self._jumped + self._ran(min(self._speed, 1.0))

    def _ran(self, speed: float) -> float:
        return (time.monotonic() - self._since) * speed if speed else 0.0

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
            self._jumped += seconds

    def sleep(self, seconds: float) -> None:
        """
        Take the place of ``time.sleep``: the time has passed when it returns.
        """
        self.advance(max(0.0, seconds))

    async def sleep_async(self, seconds: float) -> None:
        """
        Take the place of an async sleep: lets other tasks run once, then the time has passed.

        Under asyncio and trio.
        """
        import anyio  # only here: a server needs no event loop

        await anyio.sleep(0)
        self.advance(max(0.0, seconds))

    def request_seen(self) -> None:
        """
        Let the time pass that a request takes (``per_request``).
        """
        if self._per_request:
            with self._lock:
                self._in_requests += self._per_request
