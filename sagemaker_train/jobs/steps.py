"""
What happens over the life of a job, as generators without I/O, and the two loops that drive them.

Waiting, reading logs and watching many jobs take days and dozens of calls. Each is written once as
a generator that says what to do next: ``Ask`` the service, ``Pause``, or ``Tell`` the caller
something. The answer to an ``Ask`` is sent back in, and an error is thrown in, so that the
generator decides what to put up with. To test one, answer by hand; months pass in milliseconds.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sagemaker_train.errors import SageMakerTrainError
from sagemaker_train.schema import Model, Operation

if TYPE_CHECKING:
    from sagemaker_train.async_client import AsyncClient
    from sagemaker_train.client import Client
    from sagemaker_train.options import CallOptions
    from sagemaker_train.settings import Settings

T = TypeVar("T")


class Ask(NamedTuple):
    """
    Call an operation; its answer is sent in, or its error thrown in.
    """

    operation: Operation[Any, Any]
    request: Model
    timeout: float | None = None
    """Seconds that the call may take, if the client does not allow less anyway."""

    def options(self, client: Client | AsyncClient) -> CallOptions:
        """
        What the call is given besides its request.
        """
        if self.timeout is None or self.timeout >= settings_of(client).timeout.total:
            return {}
        return {"timeout": self.timeout}


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


def settings_of(client: Client | AsyncClient) -> Settings:
    """
    What a client was told and found out.
    """
    return client._links.settings  # pyright: ignore[reportPrivateUsage]  # no user needs them


def drive(
    steps: Steps[Any], client: Client, sleep: Callable[[float], object] | None = None
) -> Generator[Any, None, None]:
    """
    Drive the steps and yield what they tell, as it comes. Closing the iterator closes the steps.

    Args:
        steps: What to do.
        client: Whom to ask.
        sleep: Lets time pass; by default the client's clock.
    """
    sleep = sleep or client.clock.sleep
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
                        answer = client.call(operation, request, **step.options(client))
                    except SageMakerTrainError as error:
                        step = steps.throw(error)
                    else:
                        step = steps.send(answer)
    except StopIteration:
        return
    finally:
        steps.close()


async def adrive(
    steps: Steps[Any],
    client: AsyncClient,
    sleep: Callable[[float], Awaitable[object]] | None = None,
) -> AsyncGenerator[Any, None]:
    """
    The same for an event loop.
    """
    sleep = sleep or client.clock.sleep_async
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
                        answer = await client.call(operation, request, **step.options(client))
                    except SageMakerTrainError as error:
                        step = steps.throw(error)
                    else:
                        step = steps.send(answer)
    except StopIteration:
        return
    finally:
        steps.close()


class _Result(NamedTuple):
    value: Any


def _with_result(steps: Steps[Any]) -> Steps[None]:
    yield Tell(_Result((yield from steps)))


def _unheard(value: object) -> None:
    """
    Let what is told pass.
    """


def result_of(steps: Steps[T], client: Client, hear: Callable[[Any], object] = _unheard) -> T:
    """
    Drive the steps to their end and return their result.

    Args:
        steps: What to do.
        client: Whom to ask; its clock lets time pass.
        hear: Is called with what the steps tell.
    """
    with closing(drive(_with_result(steps), client)) as telling:
        for value in telling:
            if isinstance(value, _Result):
                result: T = value.value
                return result
            hear(value)
    raise AssertionError("steps end with a result or an error")


async def aresult_of(
    steps: Steps[T], client: AsyncClient, hear: Callable[[Any], object] = _unheard
) -> T:
    """
    The same for an event loop.
    """
    async with aclosing(adrive(_with_result(steps), client)) as telling:
        async for value in telling:
            if isinstance(value, _Result):
                result: T = value.value
                return result
            hear(value)
    raise AssertionError("steps end with a result or an error")
