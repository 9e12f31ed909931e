"""What the tests of jobs share: a local SageMaker whose days pass at once, and a client of it."""

from collections.abc import Iterator
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.testing import LocalSageMaker, VirtualClock


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    """A local SageMaker whose clock stands still."""
    with LocalSageMaker(clock=VirtualClock()) as server:
        yield server


@pytest.fixture
def options(local: LocalSageMaker) -> dict[str, Any]:
    """What makes a client of it that waits by its clock."""
    return {
        "region": local.region,
        "endpoint_url": local.endpoint_url,
        "credentials": local.credentials,
        "clock": local.clock,
    }


@pytest.fixture
def client(options: dict[str, Any]) -> Iterator[smt.Client]:
    """Such a client."""
    with smt.Client(**options) as made:
        yield made
