"""
Fixtures for users' own tests. Loading this imports neither the server nor the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sagemaker_train.testing.local import LocalSageMaker


@pytest.fixture
def local_sagemaker() -> Iterator[LocalSageMaker]:
    """
    Give a test a local SageMaker of its own, whose clock stands still.

    Move the time with ``local_sagemaker.clock.advance(...)``, or give a client
    ``local_sagemaker.clock.sleep`` in place of its own sleep.
    """
    from sagemaker_train.testing import LocalSageMaker, VirtualClock

    with LocalSageMaker(clock=VirtualClock()) as local:
        yield local
