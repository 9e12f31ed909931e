"""Answers that lack what the service need not send, or promises and leaves out all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

import pytest

import sagemaker_train as smt
from sagemaker_train.display import show, timeline
from sagemaker_train.errors import SageMakerTrainError
from sagemaker_train.jobs.endings import Ending
from sagemaker_train.jobs.events import read_events
from sagemaker_train.jobs.logs import read_logs
from sagemaker_train.jobs.metrics import read_metrics
from sagemaker_train.jobs.progress import JobProgress
from sagemaker_train.jobs.steps import Ask, Steps
from sagemaker_train.jobs.waiting import Terms, wait
from sagemaker_train.jobs.watching import watch
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.schema import Operation
from sagemaker_train.testing import JobPlan, LocalSageMaker, VirtualClock
from sagemaker_train.transport.codec import from_wire, to_wire
from tests.hand import Hand
from tests.job_examples import complete

Path: TypeAlias = tuple[str, ...]
"""The names of members, from the outermost on."""

Use: TypeAlias = Callable[[Terms], Steps[Any]]

ENDED = ("completed", "failed", "stopped", "spot")
"""Jobs by how they fared; ``running`` has not ended."""

USES: Mapping[str, Use] = {
    **{f"wait for {name}": partial(wait, name) for name in (*ENDED, "running")},
    "watch": lambda terms: watch([*ENDED, "running"], terms),
    "watch one": lambda terms: watch(["failed"], terms),
    "events": lambda terms: read_events("spot", follow=False),
    "events of running": lambda terms: read_events("running", follow=False),
    "logs": lambda terms: read_logs("completed", events=True, now=terms.clock),
    "last log lines": lambda terms: read_logs("spot", tail=3, now=terms.clock),
    "metrics": lambda terms: read_metrics("completed", now=terms.clock),
}
"""What is done with answers."""


class Recording:
    """The answers of a service in wire form, each asked for once; and a clock that pauses move."""

    def __init__(self, client: smt.Client) -> None:
        self.client = client
        self.answers: dict[str, tuple[Operation[Any, Any], Any]] = {}
        self.now = client.clock.timestamp()

    def answer(self, ask: Ask, lacking: str, path: Path) -> Any:
        """What was recorded; of the operation that is named, without the member at the path."""
        key = f"{ask.operation.name} {to_wire(ask.request)}"
        if key not in self.answers:
            try:
                wire: Any = to_wire(self.client.call(ask.operation, ask.request))
            except SageMakerTrainError as error:
                wire = error
            self.answers[key] = ask.operation, wire
        _, wire = self.answers[key]
        if isinstance(wire, SageMakerTrainError):
            return wire
        if ask.operation.name == lacking:
            wire = without(wire, path)
        return from_wire(ask.operation.output(), wire)

    def pass_by(self, seconds: float) -> None:
        self.now += seconds

    def outcome(self, use: Use, lacking: str = "", path: Path = ()) -> object:
        """How a use ends, and how the jobs that it tells of ended, when everything is shown."""
        terms = Terms(clock=lambda: self.now, timeout=60.0, draw=lambda: 1.0)
        hand = Hand(lambda ask: self.answer(ask, lacking, path), paused=self.pass_by)
        end: object = None
        try:
            hand.drive(use(terms))
        except SageMakerTrainError as error:
            end = type(error), bool(str(error))
        for one in (*hand.told, hand.result):
            assert str(one)
            if isinstance(one, JobProgress) and one.job is not None:
                assert timeline(one.job, now=one.now).html()
            if isinstance(one, DescribeTrainingJobResponse):
                assert show(one).html()
                assert str(show(one))
        endings = {(one.name, type(one.error)) for one in hand.told if isinstance(one, Ending)}
        return end, endings


def without(wire: Any, path: Path) -> Any:
    """A copy that lacks the member at the path, in each item of a list on the way."""
    first, *rest = path
    match wire:
        case list():
            return [without(one, path) for one in wire]
        case dict() if rest:
            return {**wire, first: without(wire.get(first), (*rest,))} if first in wire else wire
        case dict():
            return {name: value for name, value in wire.items() if name != first}
        case _:
            return wire


def paths(wire: Any) -> Iterator[Path]:
    """The places of all members by their names; items of a list are one place."""
    match wire:
        case dict():
            for name, value in wire.items():
                yield (name,)
                yield from ((name, *path) for path in paths(value))
        case list():
            for item in wire:
                yield from paths(item)


@pytest.fixture(scope="module")
def recording() -> Iterator[Recording]:
    with LocalSageMaker(clock=VirtualClock()) as local:
        local.plan("failed", JobPlan.failing("AlgorithmError: , exit code: 1"))
        local.plan("completed", JobPlan(final_metrics={"loss": 0.25}))
        local.plan("spot", JobPlan(training=900, interruptions=(200,)))
        local.plan("running", JobPlan(training=86_400))
        client = smt.Client(
            local.region,
            endpoint_url=local.endpoint_url,
            credentials=local.credentials,
            clock=local.clock,
        )
        with client:
            job = complete().metric("loss", "loss=(.*)").warm_pool(600)
            for name in ("completed", "failed", "stopped"):
                client.submit(job.named(name))
            client.submit(complete().named("spot").spot(max_wait=7_200).checkpoint("s3://b/c/"))
            client.submit(complete().named("running").max_runtime(86_400))
            local.clock.advance(200)
            client.job("stopped").stop()
            local.clock.advance(3_000)
            yield Recording(client)


def spoiled(recording: Recording, use: Use) -> Iterator[str]:
    """The members without which a use ends in another way, and how."""
    expected = recording.outcome(use)
    for operation, wire in list(recording.answers.values()):
        members = operation.output().WIRE_NAMES
        promised = {(members[attribute],) for attribute in operation.promised}
        for path in dict.fromkeys(paths(wire)):
            if path in promised:
                continue  # an answer without it is none
            place = f"{operation.name} without {'.'.join(path)}"
            try:
                outcome = recording.outcome(use, operation.name, path)
            except Exception as error:  # as it may be any
                yield f"{place}: {error!r}"
            else:
                if outcome != expected:
                    yield f"{place}: {outcome}, not {expected}"


@pytest.mark.parametrize("use", USES)
def test_a_missing_member_spoils_nothing(recording: Recording, use: str) -> None:
    """Whatever member an answer lacks, unless it is no answer without it, all ends as it would."""
    assert list(dict.fromkeys(spoiled(recording, USES[use]))) == []
