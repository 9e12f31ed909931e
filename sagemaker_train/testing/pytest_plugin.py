"""
Fixtures for users' own tests. Loading this imports neither the server, the client nor the models.

    def test_my_training(local_sagemaker, sagemaker_client):
        job = sagemaker_client.submit(my_request())
        job.wait()
        assert "Training has finished." in [line.message for line in job.logs()]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sagemaker_train.client import Client
    from sagemaker_train.testing.local import LocalSageMaker


@pytest.fixture
def local_sagemaker() -> Iterator[LocalSageMaker]:
    """
    Give a test a local SageMaker of its own, whose clock stands still.

    Move the time with ``local_sagemaker.clock.advance(...)``, or let a client wait by it, as
    ``sagemaker_client`` does. Decide how jobs fare with ``local_sagemaker.plan(...)``.
    """
    from sagemaker_train.testing import LocalSageMaker, VirtualClock

    with LocalSageMaker(clock=VirtualClock()) as local:
        yield local


@pytest.fixture
def sagemaker_client(local_sagemaker: LocalSageMaker) -> Iterator[Client]:
    """
    Give a test a client of its local SageMaker that waits by the server's clock.

    A wait for a job of days is over in milliseconds, and so are the pauses before retries.
    """
    from sagemaker_train.client import Client
    from sagemaker_train.transport.retry import RetryPolicy

    with Client(
        local_sagemaker.region,
        endpoint_url=local_sagemaker.endpoint_url,
        credentials=local_sagemaker.credentials,
        retry=RetryPolicy(),  # else the environment's, which differs from machine to machine
        clock=local_sagemaker.clock,
    ) as client:
        yield client
