"""
Logs over HTTP: the local CloudWatch Logs read by the library, sync and async.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import attrs
import pytest
from hypothesis import given, settings, strategies as st

from sagemaker_train import AsyncClient, Client
from sagemaker_train.errors import ResourceNotFoundError, ValidationError
from sagemaker_train.jobs.log_streams import LogEvent
from sagemaker_train.jobs.logs import LOG_GROUP, read_logs
from sagemaker_train.jobs.steps import adrive, drive
from sagemaker_train.models.logs import (
    DESCRIBE_LOG_STREAMS,
    FILTER_LOG_EVENTS,
    GET_LOG_EVENTS,
    DescribeLogStreamsRequest,
    FilterLogEventsRequest,
    GetLogEventsRequest,
)
from sagemaker_train.testing import (
    FAILURES,
    Fault,
    FaultPlan,
    FaultRule,
    JobPlan,
    LocalSageMaker,
    LogLine,
    LogPlan,
    RateLimit,
    VirtualClock,
)
from sagemaker_train.testing.log_streams import AFTER_ALL, BEFORE_ALL, streams
from sagemaker_train.transport.retry import RetryPolicy
from tests.local.wire import Wire, job

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
SPOT: dict[str, Any] = {
    "EnableManagedSpotTraining": True,
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200},
}


def nodes(count: int) -> dict[str, Any]:
    """The member of a request that asks for so many instances."""
    return {
        "ResourceConfig": {
            "InstanceType": "ml.m5.large",
            "InstanceCount": count,
            "VolumeSizeInGB": 30,
        }
    }


def create(local: LocalSageMaker, name: str = "a", **members: Any) -> None:
    """Create a job without our own client."""
    Wire(local)("CreateTrainingJob", **job(name, **members))


@pytest.fixture
def client(local: LocalSageMaker) -> Iterator[Client]:
    with connect(local) as made:
        yield made


def connect(local: LocalSageMaker) -> Client:
    """A client that leaves all patience to the reading, so that nothing waits in real time."""
    return Client(
        local.region,
        endpoint_url=local.endpoint_url,
        credentials=local.credentials,
        retry=RetryPolicy(max_attempts=1),
        clock=local.clock,
    )


def read(client: Client, name: str = "a", **options: Any) -> list[LogEvent]:
    """The lines of a job."""
    return list(drive(read_logs(name, now=client.clock.timestamp, **options), client))


def written(local: LocalSageMaker, name: str) -> dict[str, list[str]]:
    """What the job wrote in all its life, by stream, from its plan and not over the wire."""
    record = local.jobs[name]
    return {
        stream.name: [line.text for line in stream.read(BEFORE_ALL, AFTER_ALL[0])]
        for stream in streams(record, AFTER_ALL[0])
    }


def by_stream(events: list[LogEvent]) -> dict[str, list[str]]:
    """The lines of each stream, in the order in which they were told."""
    found: dict[str, list[str]] = defaultdict(list)
    for event in events:
        found[event.stream].append(event.message)
    return dict(found)


# The great run

LARGE = JobPlan(
    starting=30,
    training=300,
    interruptions=(70, 55),
    internal_errors=(40,),
    logs=LogPlan(every=20, stagger=0.2, delay=4),
)
TROUBLE = FaultPlan(
    [
        FaultRule(Fault.THROTTLE, operation="GetLogEvents", probability=0.05),
        FaultRule(Fault.RESET, operation="GetLogEvents", probability=0.03),
        FaultRule(Fault.CUT_JSON, operation="GetLogEvents", probability=0.03),
        FaultRule(Fault.THROTTLE, operation="DescribeLogStreams", probability=0.2),
        FaultRule(Fault.UNAVAILABLE, operation="DescribeTrainingJob", probability=0.2),
    ],
    seed=5,
)


def great_run(local: LocalSageMaker) -> None:
    """120 streams: thirty nodes, four attempts; throttled, interrupted, restarted, damaged."""
    local.plan("*", LARGE)
    create(local, **nodes(30), **SPOT, RetryStrategy={"MaximumRetryAttempts": 3})
    local.faults = TROUBLE
    local.limit_rate("GetLogEvents", RateLimit(per_second=25, burst=25))
    local.limit_rate("DescribeLogStreams", RateLimit(per_second=5, burst=5))


def judge(local: LocalSageMaker, events: list[LogEvent]) -> None:
    """Every line exactly once, and in order within its stream."""
    expected = written(local, "a")
    assert len(expected) == 120
    assert by_stream(events) == expected
    assert {call.fault for call in local.requests} >= {Fault.THROTTLE, Fault.RESET, Fault.CUT_JSON}
    assert any(call.code == "ThrottlingException" and call.fault is None for call in local.requests)


def test_a_great_run(local: LocalSageMaker, client: Client) -> None:
    """120 streams, restarts, throttling and damage: every line once, in order per stream."""
    great_run(local)
    judge(local, read(client, follow=True))


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_great_run_awaited(local: LocalSageMaker, backend: str) -> None:
    """The same from an event loop."""
    great_run(local)

    async def reading() -> list[LogEvent]:
        async with AsyncClient(
            local.region,
            endpoint_url=local.endpoint_url,
            credentials=local.credentials,
            retry=RetryPolicy(max_attempts=1),
            clock=local.clock,
        ) as client:
            steps = read_logs("a", follow=True, now=local.clock.timestamp)
            return [event async for event in adrive(steps, client)]

    judge(local, anyio.run(reading, backend=backend))


@settings(max_examples=15, deadline=None)
@given(
    plan=st.builds(
        JobPlan,
        training=st.integers(1, 400),
        interruptions=st.lists(st.integers(1, 200), max_size=3),
        outcome=st.sampled_from(["completed", "failed"]),
        logs=st.builds(
            LogPlan,
            every=st.integers(0, 60),
            delay=st.integers(0, 8),
            stagger=st.sampled_from([0, 0.5, 7]),
        ),
    ),
    count=st.integers(1, 6),
    seed=st.integers(0, 1_000),
)
def test_any_run(plan: JobPlan, count: int, seed: int) -> None:
    """Whatever a job does, and whatever is damaged, each line is told once and in order."""
    with LocalSageMaker(clock=VirtualClock(START), plan=plan) as local, connect(local) as client:
        create(local, **nodes(count), **SPOT)
        faults = (Fault.THROTTLE, Fault.CLOSE, Fault.UNAVAILABLE, Fault.SHORT_BODY, Fault.HTML)
        local.faults = FaultPlan([FaultRule(f, probability=0.06) for f in faults], seed=seed)
        events = read(client, follow=True)
        assert by_stream(events) == {name: ls for name, ls in written(local, "a").items() if ls}


# Reading


def test_a_job_that_is_over(local: LocalSageMaker, client: Client) -> None:
    """Its lines come at once, and following it ends at once when it is over for long."""
    create(local)
    local.clock.advance(timedelta(days=3))
    expected = written(local, "a")
    before = local.clock.now()
    assert by_stream(read(client)) == expected
    assert by_stream(read(client, follow=True)) == expected
    assert local.clock.now() == before


def test_nothing_yet(local: LocalSageMaker, client: Client) -> None:
    """A job that has only been created has no lines, and CloudWatch no log group."""
    create(local)
    assert read(client) == []
    assert [call.code for call in local.requests][-1] == "ResourceNotFoundException"
    with pytest.raises(ResourceNotFoundError):
        read(client, "nobody")


def test_what_is_there_so_far(local: LocalSageMaker, client: Client) -> None:
    """Without following, a running job's lines end with now."""
    create(local)
    local.clock.advance(60 + 30 + 100)
    events = read(client)
    assert [event.message for event in events] == [
        "Starting the training of a on algo-1, attempt 1",
        "step=1 loss=2.2727",
        "step=2 loss=2.0833",
        "step=3 loss=1.9231",
    ]
    assert all(event.timestamp <= local.clock.now() for event in events)
    assert all(event.ingested_at == event.timestamp + timedelta(seconds=2) for event in events)


def test_tail_since_and_node(local: LocalSageMaker, client: Client) -> None:
    """A part of the lines: the last ones, those since a moment, those of a node."""
    create(local, **nodes(3))
    local.clock.advance(timedelta(hours=1))
    everything = read(client)
    ordered = sorted(everything, key=lambda event: event.timestamp)
    last = read(client, tail=5)
    assert [event.timestamp for event in last] == [event.timestamp for event in ordered[-5:]]
    since = ordered[30].timestamp
    assert {e.stream: e for e in read(client, since=since)}.keys() == {e.stream for e in ordered}
    assert all(event.timestamp >= since for event in read(client, since=since))
    assert len(read(client, since=since)) == sum(e.timestamp >= since for e in everything)
    assert read(client, node="algo-2") == [e for e in everything if e.node == "algo-2"]


def test_a_silent_day(local: LocalSageMaker, client: Client) -> None:
    """A container that is silent for longer than a token lasts loses no line and repeats none."""
    lines = [LogLine(text="before", after=10), LogLine(text="after", after=40 * 3600)]
    local.plan("*", JobPlan(training=41 * 3600, logs=LogPlan(every=0, lines=lines)))
    create(local, StoppingCondition={"MaxRuntimeInSeconds": 2 * 86_400})
    steps = read_logs("a", follow=True, now=local.clock.timestamp)
    # So much slower than it would be that a token gets old before the next look back.
    events = list(drive(steps, client, lambda seconds: local.clock.sleep(2000 * seconds)))
    assert [event.message for event in events][1:] == ["before", "after", "Training has finished."]
    assert any(
        (call.operation, call.code) == ("GetLogEvents", "InvalidParameterException")
        for call in local.requests
    )


def test_lines_that_arrive_late(local: LocalSageMaker, client: Client) -> None:
    """Lines that arrive seconds after the end of the job, and out of order, are told."""
    lines = [
        LogLine(text="overtaken", after=595, delay=9),
        LogLine(text="very late", after=600, delay=35),
    ]
    local.plan("*", JobPlan(logs=LogPlan(every=0, lines=lines)))
    create(local)
    told_lines = [event.message for event in read(client, follow=True)]
    assert sorted(told_lines[1:]) == ["Training has finished.", "overtaken", "very late"]


@pytest.mark.parametrize("every", [0, 1, 20])
def test_lines_that_are_minutes_late(local: LocalSageMaker, client: Client, every: int) -> None:
    """While a job runs, each line that is at most three minutes late is told once, and soon."""
    late = {f"{delay} s late": delay for delay in (3, 9, 12, 30, 60, 120, 175)}
    lines = [LogLine(text=text, after=300, delay=delay) for text, delay in late.items()]
    lines.append(LogLine(text="on time", after=310))
    local.plan("*", JobPlan(training=1800, logs=LogPlan(every=every, lines=lines)))
    create(local)
    steps = read_logs("a", follow=True, now=local.clock.timestamp)
    heard = {event.message: local.clock.timestamp() for event in drive(steps, client)}
    begun = heard["on time"]
    assert {text: heard[text] <= begun + 350 for text in late} == dict.fromkeys(late, True)
    events = read(client)
    assert len(heard) == len({event.message for event in events})


def test_a_deleted_job(local: LocalSageMaker, client: Client) -> None:
    """Logs outlive their job; a later job of the same name does not show them."""
    create(local)
    local.clock.advance(timedelta(hours=1))
    first = read(client)
    client.delete_training_job("a")
    assert read(client) == first
    create(local)
    local.clock.advance(timedelta(hours=1))
    second = read(client)
    assert len(second) == len(first)
    assert not {event.stream for event in first} & {event.stream for event in second}


def test_groups(local: LocalSageMaker, client: Client) -> None:
    """Containers of all instance groups are counted through: algo-1, algo-2, algo-3."""
    groups = [
        {"InstanceGroupName": "data", "InstanceType": "ml.c5.xlarge", "InstanceCount": 1},
        {"InstanceGroupName": "gpu", "InstanceType": "ml.p3.2xlarge", "InstanceCount": 2},
    ]
    local.plan("*", JobPlan(logs=LogPlan(opening=("{node} is number {number} in {group}",))))
    create(local, ResourceConfig={"InstanceGroups": groups, "VolumeSizeInGB": 30})
    local.clock.advance(3600)
    openings = [event.message for event in read(client) if "number" in event.message]
    assert openings == [
        "algo-1 is number 1 in data",
        "algo-2 is number 2 in gpu",
        "algo-3 is number 3 in gpu",
    ]


def test_empty_pages() -> None:
    """A CloudWatch that begins everything with an empty page hides nothing."""
    local = LocalSageMaker(clock=VirtualClock(START), empty_pages=True)
    with local, connect(local) as client:
        create(local, **nodes(60))
        local.clock.advance(3600)
        assert by_stream(read(client)) == written(local, "a")
        assert len(read(client, tail=7)) == 7


def test_a_stopped_job(local: LocalSageMaker, client: Client) -> None:
    """What a container wrote until it was stopped is there, and nothing of what it would have."""
    create(local)
    local.clock.advance(60 + 30 + 95)
    client.stop_training_job("a")
    events = read(client, follow=True)
    assert events[-1].message == "step=3 loss=1.9231"
    assert by_stream(events) == written(local, "a")


@pytest.mark.parametrize("kind", list(FAILURES))
def test_failures(local: LocalSageMaker, client: Client, kind: Any) -> None:
    """Each kind of failure has a reason that begins as the service's, and the logs that fit it."""
    local.plan("*", FAILURES[kind])
    create(local)
    local.clock.advance(3600)
    described = client.describe_training_job("a")
    assert described.training_job_status == "Failed"
    words = {
        "capacity": "CapacityError",
        "client": "ClientError: Data download failed",
        "algorithm": "AlgorithmError: ExecuteUserScriptError",
        "image": "ClientError: Cannot find repository",
        "internal": "InternalServerError",
    }
    assert (described.failure_reason or "").startswith(words[kind])
    messages = [event.message for event in read(client)]
    assert bool(messages) is (kind in ("algorithm", "internal"))
    assert any("ValueError" in message for message in messages) is (kind == "algorithm")


def test_retries_after_internal_errors(local: LocalSageMaker, client: Client) -> None:
    """A job with a RetryStrategy starts again, in new streams, as often as it says."""
    for retries, status in ((2, "Completed"), (1, "Failed"), (0, "Failed")):
        name = f"retries-{retries}"
        local.plan("*", JobPlan(internal_errors=(60, 60)))
        strategy: dict[str, Any] = (
            {"RetryStrategy": {"MaximumRetryAttempts": retries}} if retries else {}
        )
        create(local, name, **strategy)
        local.clock.advance(7200)
        described = client.describe_training_job(name)
        assert described.training_job_status == status
        phases = [str(t.status) for t in described.secondary_status_transitions or ()]
        assert phases.count("Restarting") == retries
        assert len(written(local, name)) == retries + 1


# The operations


def call(client: Client, operation: Any, **members: Any) -> Any:
    """Call an operation of CloudWatch Logs on the jobs' group."""
    return client.call(operation, operation.input(log_group_name=LOG_GROUP, **members))


def test_tokens(local: LocalSageMaker, client: Client) -> None:
    """Forward and backward tokens walk a stream page by page, and stand still at both ends."""
    create(local)
    local.clock.advance(3600)
    (name,) = written(local, "a")
    everything = written(local, "a")[name]
    walked: list[str] = []
    token: str | None = None
    while True:
        page = call(client, GET_LOG_EVENTS, log_stream_name=name, limit=4,
                    start_from_head=True, next_token=token)  # fmt: skip
        walked += [event.message for event in page.events]
        if page.next_forward_token == token:
            break
        token = page.next_forward_token
    assert walked == everything
    back: list[str] = []
    token = page.next_backward_token
    while True:
        page = call(client, GET_LOG_EVENTS, log_stream_name=name, limit=4, next_token=token)
        back = [*(event.message for event in page.events), *back]
        if page.next_backward_token == token:
            break
        token = page.next_backward_token
    assert back == everything
    last = call(client, GET_LOG_EVENTS, log_stream_name=name, limit=2)
    assert [event.message for event in last.events] == everything[-2:]


def test_bounds(local: LocalSageMaker, client: Client) -> None:
    """The start is part of a stretch of time, its end is not."""
    create(local)
    local.clock.advance(3600)
    (name,) = written(local, "a")
    moments = [e.timestamp for e in call(client, GET_LOG_EVENTS, log_stream_name=name).events]
    page = call(
        client, GET_LOG_EVENTS, log_stream_name=name, start_time=moments[2], end_time=moments[5]
    )
    assert [event.timestamp for event in page.events] == moments[2:5]


def test_what_cloudwatch_refuses(local: LocalSageMaker, client: Client) -> None:
    """Groups and streams that are not there, and tokens that are none, are refused as by AWS."""
    create(local)
    local.clock.advance(3600)
    with pytest.raises(ResourceNotFoundError, match="log stream does not exist"):
        call(client, GET_LOG_EVENTS, log_stream_name="a/algo-9-1")
    other = DescribeLogStreamsRequest(log_group_name="/aws/lambda/other")
    with pytest.raises(ResourceNotFoundError, match="log group does not exist"):
        client.call(DESCRIBE_LOG_STREAMS, other)
    (name,) = written(local, "a")
    a_number, one_two_three, a_word = "Nw==", "WzEsMiwzXQ==", "WyJhIl0="
    for token in ("nonsense", "f/AAAA", f"x/{one_two_three}", f"f/{a_number}", f"f/{a_word}"):
        with pytest.raises(ValidationError, match="nextToken is invalid"):
            call(client, GET_LOG_EVENTS, log_stream_name=name, next_token=token)
    for token in ("nonsense", a_number, one_two_three, a_word):
        with pytest.raises(ValidationError, match="nextToken is invalid"):
            call(client, FILTER_LOG_EVENTS, next_token=token)
    with pytest.raises(ValidationError, match="nextToken is invalid"):
        call(client, DESCRIBE_LOG_STREAMS, next_token=a_number)
    with pytest.raises(ValidationError, match="LastEventTime"):
        call(
            client,
            DESCRIBE_LOG_STREAMS,
            order_by="LastEventTime",
            log_stream_name_prefix="a/",
        )


def test_streams_by_the_time_of_their_last_line(local: LocalSageMaker, client: Client) -> None:
    """DescribeLogStreams can sort by name or by the time of the last line, either way."""
    local.plan("late", JobPlan(training=3_000))
    for name in ("b", "late", "c"):
        create(local, name)
    local.clock.advance(7_200)
    by_name = call(client, DESCRIBE_LOG_STREAMS).log_streams
    assert [node.log_stream_name[0] for node in by_name] == ["b", "c", "l"]
    newest = call(client, DESCRIBE_LOG_STREAMS, order_by="LastEventTime", descending=True)
    assert newest.log_streams[0].log_stream_name.startswith("late/")
    assert newest.log_streams[0].last_event_timestamp > by_name[0].last_event_timestamp


def test_filtering(local: LocalSageMaker, client: Client) -> None:
    """FilterLogEvents merges streams by time, in pages, and looks for words."""
    create(local, **nodes(3))
    local.clock.advance(3600)
    merged: list[Any] = []
    token: str | None = None
    while True:
        page = call(client, FILTER_LOG_EVENTS, log_stream_name_prefix="a/", limit=7,
                    next_token=token)  # fmt: skip
        merged += page.events
        token = page.next_token
        if token is None:
            break
    assert len(merged) == sum(map(len, written(local, "a").values()))
    assert [e.timestamp for e in merged] == sorted(e.timestamp for e in merged)
    found = client.call(
        FILTER_LOG_EVENTS,
        FilterLogEventsRequest(log_group_name=LOG_GROUP, filter_pattern='"step=3 "'),
    )
    assert [(event.message or "")[:6] for event in found.events or ()] == ["step=3"] * 3
    name = merged[0].log_stream_name
    chosen = call(client, FILTER_LOG_EVENTS, log_stream_names=[name])
    assert {event.log_stream_name for event in chosen.events} == {name}


def test_pages_have_limits(local: LocalSageMaker, client: Client) -> None:
    """A page holds a megabyte at most, and the reading goes on behind it."""
    plan = JobPlan(training=3_600, logs=LogPlan(every=1, repeated="{step}" + "x" * 1_000))
    local.plan("*", plan)
    create(local, StoppingCondition={"MaxRuntimeInSeconds": 7_200})
    local.clock.advance(2 * 3600)
    (name,) = written(local, "a")
    page = call(client, GET_LOG_EVENTS, log_stream_name=name, start_from_head=True)
    assert 900 < len(page.events) < 1_100
    assert by_stream(read(client)) == written(local, "a")


def test_lines_of_their_own(local: LocalSageMaker, client: Client) -> None:
    """A line can belong to one node or one attempt."""
    lines = [
        LogLine(text="second attempt", after=5, attempt=2),
        LogLine(text="second node", after=6, node="algo-2"),
    ]
    plan = JobPlan(interruptions=(100,), logs=LogPlan(every=0, lines=lines))
    local.plan("*", attrs.evolve(plan, training=200))
    create(local, **nodes(2), **SPOT)
    local.clock.advance(3600)
    told_lines = [(e.node, e.message) for e in read(client) if e.message.startswith("second")]
    assert sorted(told_lines) == [
        ("algo-1", "second attempt"),
        ("algo-2", "second attempt"),
        ("algo-2", "second node"),
        ("algo-2", "second node"),
    ]


def test_get_events_needs_no_client(local: LocalSageMaker, client: Client) -> None:
    """A request model is enough: the operation is one as any other."""
    create(local)
    local.clock.advance(3600)
    (name,) = written(local, "a")
    request = GetLogEventsRequest(log_group_name=LOG_GROUP, log_stream_name=name)
    assert client.call(GET_LOG_EVENTS, request).events
