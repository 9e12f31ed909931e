"""What the fault tests share."""

from collections.abc import Iterator

import pytest

from sagemaker_train.testing import LocalSageMaker, VirtualClock
from tests.faults.callers import WAYS, Caller


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    """A local SageMaker in which time passes as it does outside."""
    with LocalSageMaker(clock=VirtualClock(speed=1)) as server:
        yield server


@pytest.fixture(params=WAYS)
def caller(request: pytest.FixtureRequest, local: LocalSageMaker) -> Caller:
    """A caller of the local SageMaker, in each of the ways."""
    return Caller(
        request.param,
        region=local.region,
        endpoint_url=local.endpoint_url,
        credentials=local.credentials,
    )
