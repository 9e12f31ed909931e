"""
What happens over the life of a job, as generators without I/O, and the two loops that drive them.

Waiting, reading logs and watching many jobs take days and dozens of calls. Each is written once as
a generator that says what to do next: ``Ask`` the service, ``Pause``, or ``Tell`` the caller
something. The answer to an ``Ask`` is sent back in, and an error is thrown in, so that the
generator decides what to put up with. To test one, answer by hand; months pass in milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sagemaker_train.errors import SageMakerTrainError
from sagemaker_train.schema import Model, Operation

if TYPE_CHECKING:
    from sagemaker_train.async_client import AsyncClient
    from sagemaker_train.client import Client

T = TypeVar("T")


class Ask(NamedTuple):
    """
    Call an operation; its answer is sent in, or its error thrown in.
    """

    operation: Operation[Any, Any]
    request: Model


class Pause(NamedTuple):
    """
    Let time pass.
    """

    seconds: float


class Tell(NamedTuple):
    """
    Hand something to the caller.
    """

    value: Any


Steps = Generator[Ask | Pause | Tell, Any, T]
"""What a life is made of; returns its result."""


def told(
    steps: Steps[Any], client: Client, sleep: Callable[[float], object] = time.sleep
) -> Iterator[Any]:
    """
    Drive the steps and yield what they tell, as it comes. Closing the iterator closes the steps.
    """
    try:
        step = next(steps)
        while True:
            match step:
                case Tell(value):
                    yield value
                    step = next(steps)
                case Pause(seconds):
                    sleep(seconds)
                    step = next(steps)
                case Ask(operation, request):
                    try:
                        answer = client.call(operation, request)
                    except SageMakerTrainError as error:
                        step = steps.throw(error)
                    else:
                        step = steps.send(answer)
    except StopIteration:
        return
    finally:
        steps.close()


async def atold(
    steps: Steps[Any],
    client: AsyncClient,
    sleep: Callable[[float], Awaitable[object]] | None = None,
) -> AsyncIterator[Any]:
    """
    The same for an event loop.
    """
    import anyio

    sleep = sleep or anyio.sleep
    try:
        step = next(steps)
        while True:
            match step:
                case Tell(value):
                    yield value
                    step = next(steps)
                case Pause(seconds):
                    await sleep(seconds)
                    step = next(steps)
                case Ask(operation, request):
                    try:
                        answer = await client.call(operation, request)
                    except SageMakerTrainError as error:
                        step = steps.throw(error)
                    else:
                        step = steps.send(answer)
    except StopIteration:
        return
    finally:
        steps.close()
