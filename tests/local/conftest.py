from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sagemaker_train.testing import LocalSageMaker, VirtualClock
from tests.local.wire import Wire

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    with LocalSageMaker(clock=VirtualClock(START)) as server:
        yield server


@pytest.fixture
def wire(local: LocalSageMaker) -> Wire:
    return Wire(local)
