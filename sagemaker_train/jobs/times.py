"""
Moments and durations: as people give them, and as a line of progress shows them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sagemaker_train.errors import ConfigurationError


def in_seconds(value: float | timedelta | None, name: str) -> float | None:
    """
    Read a duration that a user gave.

    Raises:
        TypeError: It is neither a number nor a ``timedelta``.
        ConfigurationError: It is negative, or not a number.
    """
    if value is None:
        return None
    number = value.total_seconds() if isinstance(value, timedelta) else value
    if isinstance(number, bool) or not isinstance(number, int | float):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not always checked
        raise TypeError(
            f"{name} must be a timedelta or a number of seconds, not {type(value).__name__}"
        )
    if not number >= 0:
        raise ConfigurationError(f"{name} is {value}; it must be 0 seconds or more")
    return number


def in_whole_seconds(value: float | timedelta | None, name: str) -> int | None:
    """
    Read a duration that the service takes in seconds.

    Raises:
        TypeError: It is neither a number nor a ``timedelta``.
        ConfigurationError: It is negative, or has a fraction of a second.
    """
    number = in_seconds(value, name)
    if number is None:
        return None
    if number % 1:
        raise ConfigurationError(
            f"{name} is {value}; it must be a whole number of seconds, as the service takes it"
        )
    return int(number)


def check_moment(value: datetime | None, name: str) -> None:
    """
    Refuse a moment of which nobody knows when it is.

    Raises:
        TypeError: It is not a ``datetime``.
        ConfigurationError: It has no time zone.
    """
    if value is None:
        return
    if not isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not always checked
        raise TypeError(f"{name} must be a datetime, not {type(value).__name__}")
    if value.utcoffset() is None:
        raise ConfigurationError(
            f"{name} has no time zone; give datetime(..., tzinfo=timezone.utc) or .astimezone()"
        )


def check_count(value: int | None, name: str, least: int) -> None:
    """
    Refuse what does not count anything.

    Raises:
        TypeError: It is not a whole number.
        ConfigurationError: It is too small.
    """
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not always checked
        raise TypeError(f"{name} must be a whole number, not {type(value).__name__}")
    if value < least:
        raise ConfigurationError(f"{name} is {value}; it must be {least} or more")


def moment(timestamp: float) -> datetime:
    """
    A moment in UTC.
    """
    return datetime.fromtimestamp(timestamp, UTC)


def clocked(seconds: float) -> str:
    """
    Write a duration as a clock shows it: ``0:04:07``, ``27 d 23:59:59``.
    """
    minutes, second = divmod(int(max(0.0, seconds)), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return f"{days} d {hour:02}:{minute:02}:{second:02}"
    return f"{hour}:{minute:02}:{second:02}"
