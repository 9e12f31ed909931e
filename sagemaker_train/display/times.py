"""
Moments and durations as people read them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def utc(moment: object) -> datetime | None:
    """
    A moment in UTC, one without a time zone taken as UTC; ``None`` for what is no moment.
    """
    if not isinstance(moment, datetime):
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and the last day that Python knows
        return moment.replace(tzinfo=UTC)


def moment_text(moment: datetime) -> str:
    """
    Write a moment: ``2026-01-31 12:00:05 UTC``.
    """
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def duration(span: timedelta | float) -> str:
    """
    Write a duration in its two largest units: ``45 s``, ``10 min 30 s``, ``2 h 5 min``, ``3 d``.

    Args:
        span: A duration, or its seconds.
    """
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    if 0 < seconds < 1:
        return f"{sign}{seconds:.2g} s"
    left = round(seconds)
    parts: list[str] = []
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return sign + (" ".join(parts) or "0 s")
