from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from sagemaker_train.testing import LocalSageMaker, VirtualClock
from tests.local.wire import Wire

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_time_stands_still_until_it_is_moved() -> None:
    """A clock without a speed shows the same moment until somebody advances it."""
    clock = VirtualClock(START)
    time.sleep(0.01)
    assert clock.now() == START
    clock.advance(90)
    clock.advance(timedelta(hours=1))
    assert clock.now() == START + timedelta(hours=1, seconds=90)


def test_sleep_takes_virtual_time_only() -> None:
    """A month slept on the clock passes at once, for threads and for coroutines."""
    clock = VirtualClock(START)
    before = time.monotonic()
    clock.sleep(28 * 86_400)
    asyncio.run(clock.sleep_async(86_400))
    assert time.monotonic() - before < 5
    assert clock.now() == START + timedelta(days=29)


def test_sleeping_coroutines_take_turns() -> None:
    """A coroutine that sleeps on the clock lets the others run."""
    clock, order = VirtualClock(START), list[str]()

    async def sleeper(name: str) -> None:
        order.append(f"{name} falls asleep")
        await clock.sleep_async(1)
        order.append(f"{name} wakes")

    async def both() -> None:
        await asyncio.gather(sleeper("a"), sleeper("b"))

    asyncio.run(both())
    assert order == ["a falls asleep", "b falls asleep", "a wakes", "b wakes"]


def test_a_fast_clock_runs_by_itself() -> None:
    """With a speed, real time passes many times over on the clock."""
    clock = VirtualClock.fast_forward(speed=100_000)
    before = clock.now()
    time.sleep(0.02)
    assert clock.now() - before >= timedelta(seconds=2_000)


def test_each_request_takes_its_time() -> None:
    """With ``per_request``, a call to the server moves the clock by that much."""
    clock = VirtualClock(START, per_request=30)
    with LocalSageMaker(clock=clock) as local:
        wire = Wire(local)
        wire("ListTrainingJobs")
        wire("ListTrainingJobs")
    assert clock.now() == START + timedelta(seconds=60)


def test_a_negative_sleep_is_none() -> None:
    """A client that is late already does not turn the clock back."""
    clock = VirtualClock(START)
    clock.sleep(-5)
    assert clock.now() == START


def test_time_has_one_direction() -> None:
    """Turning the clock back, or starting it without a time zone, is refused with the reason."""
    with pytest.raises(ValueError, match="time has one direction"):
        VirtualClock(START).advance(-1)
    with pytest.raises(ValueError, match="time has one direction"):
        VirtualClock(START, speed=-1)
    with pytest.raises(ValueError, match="tzinfo=UTC"):
        VirtualClock(datetime(2026, 1, 31))
