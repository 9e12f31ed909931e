from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from sagemaker_train import errors
from sagemaker_train.errors import (
    AccessDeniedError,
    ConfigurationError,
    ResourceNotFoundError,
    ServiceError,
    ThrottlingError,
    ValidationError,
)
from sagemaker_train.jobs.events import JobEvent
from sagemaker_train.jobs.log_streams import LogEvent, birth_of, node_of
from sagemaker_train.jobs.logs import DRAIN, read_logs
from sagemaker_train.jobs.patience import APPEARING, Patience
from sagemaker_train.jobs.steps import Ask, Tell
from tests.hand import Hand
from tests.log_group import EPOCH, START, Group, described

ONE, TWO = f"algo-1-{EPOCH + 60}", f"algo-2-{EPOCH + 61}"
THROTTLED = ThrottlingError("ThrottlingException", "Rate exceeded")


def read(group: Group, **options: Any) -> Hand:
    """Read the logs of the group's job by hand."""
    hand = Hand(group.answer, paused=group.paused)
    options = {"now": lambda: EPOCH + 100.0, "patience": Patience(draw=lambda: 0.5), **options}
    hand.drive(read_logs("job", **options))
    return hand


def lines(hand: Hand) -> list[str]:
    """The lines that were told."""
    return [event.message for event in hand.told if isinstance(event, LogEvent)]


def told(hand: Hand) -> list[str]:
    """The lines that were told, and the kinds of events."""
    return [e.kind.value if isinstance(e, JobEvent) else e.message for e in hand.told]


def over(group: Group) -> None:
    """End the job."""
    group.job = described("Completed", TrainingEndTime=EPOCH + 90)


# What an event is


def test_an_event_is_what_cloudwatch_has() -> None:
    """Times to the millisecond and in UTC, the node, the stream, the line without its break."""
    group = Group()
    group.write(ONE, "epoch 1\n", at=61.25)
    (event,) = read(group).told
    assert event == LogEvent(
        timestamp=START + timedelta(seconds=61.25),
        message="epoch 1",
        node="algo-1",
        stream=f"job/{ONE}",
        ingested_at=START + timedelta(seconds=61.75),
    )
    assert str(event) == "2026-01-31 12:01:01.250Z algo-1 epoch 1"


def test_the_repr_of_an_event_hides_secrets() -> None:
    """What looks like a secret in a line is hidden where the line is not asked for."""
    secret = "ghp_" + "k7Qm2xVb9RtY4wLz8NcF3hJd6GsP1aTe5UoW"
    event = LogEvent(timestamp=START, message=f"token={secret}", node="algo-1", stream="job/x")
    assert secret not in repr(event)
    assert secret in str(event)


@pytest.mark.parametrize(
    ("stream", "node"),
    [
        ("job/algo-1-1700000000", "algo-1"),
        ("job/algo-12-1700000000", "algo-12"),
        ("job/algo-1", "algo-1"),
        ("job/sidecar-1700000000", "sidecar"),
        ("job/", ""),
    ],
)
def test_nodes_of_streams(stream: str, node: str) -> None:
    """The node is what stands between the job and the time of the stream's birth."""
    assert node_of(stream) == node


def test_streams_stand_by_birth_and_number() -> None:
    """Earlier attempts first; within an attempt algo-2 before algo-10."""
    names = ["job/algo-10-1700000000", "job/algo-2-1700000009", "job/algo-2-1700000000", "job/x"]
    assert sorted(names, key=birth_of) == [names[3], names[2], names[0], names[1]]


# Reading once


def test_reading_once() -> None:
    """Every line of every stream that is there, stream after stream, without any pause."""
    group = Group()
    group.write(TWO, "c", "d")
    group.write(ONE, "a", "b")
    hand = read(group)
    assert lines(hand) == ["a", "b", "c", "d"]
    assert hand.pauses == []


def test_pages() -> None:
    """A stream is read page by page, and streams are listed fifty a page, to the end."""
    group = Group()
    group.page = 3
    for number in range(1, 121):
        group.write(f"algo-{number}-{EPOCH + 60}", *(f"{number}/{line}" for line in range(7)))
    hand = read(group)
    assert lines(hand) == [f"{n}/{line}" for n in range(1, 121) for line in range(7)]
    assert [r.next_token for r in hand.asked_for("DescribeLogStreams")] == [None, "50", "100"]
    assert {r.limit for r in hand.asked_for("DescribeLogStreams")} == {50}


def test_nothing_yet() -> None:
    """No log group, no streams: no lines and no error."""
    group = Group()
    assert read(group).told == []
    group.exists = False
    assert read(group).told == []


def test_an_unknown_job() -> None:
    """Neither job nor logs: that is an error. Logs of a deleted job are read."""
    group = Group()
    group.job = None
    with pytest.raises(ResourceNotFoundError):
        read(group)
    group.write(ONE, "a")
    assert lines(read(group)) == ["a"]
    assert lines(read(group, follow=True)) == ["a"]


def test_one_node() -> None:
    """``node`` chooses a container by its whole name, in all its attempts."""
    group = Group()
    for stream in (ONE, f"algo-10-{EPOCH + 60}", f"algo-1-{EPOCH + 900}", TWO):
        group.write(stream, stream)
    assert lines(read(group, node="algo-1")) == [ONE, f"algo-1-{EPOCH + 900}"]
    assert lines(read(group, node="algo-9")) == []


def test_since() -> None:
    """``since`` leaves out what is older, and asks CloudWatch for no more than that."""
    group = Group()
    for second in range(10):
        group.write(ONE, f"line {second}", at=100 + second)
    hand = read(group, since=START + timedelta(seconds=107))
    assert lines(hand) == ["line 7", "line 8", "line 9"]
    assert hand.asked_for("GetLogEvents")[0].start_time == (EPOCH + 107) * 1000


def test_settings_that_are_none() -> None:
    """A time without zone and a negative number are refused before anything is asked."""
    with pytest.raises(ConfigurationError, match="time zone"):
        read_logs("job", since=datetime(2026, 1, 31))
    with pytest.raises(ConfigurationError, match="0 or more"):
        read_logs("job", tail=-1)


def test_streams_of_a_namesake() -> None:
    """What a deleted job of the same name left is not this job's."""
    group = Group()
    group.write(f"algo-1-{EPOCH - 86_400}", "old", at=-86_400, made=-86_400)
    group.write(ONE, "new", at=61)
    hand = read(group)
    assert lines(hand) == ["new"]
    assert {r.log_stream_name for r in hand.asked_for("GetLogEvents")} == {f"job/{ONE}"}


def test_the_last_lines() -> None:
    """``tail`` gives the last lines of all nodes together, in their order of time."""
    group = Group()
    for second in range(10):
        group.write(ONE, f"one {second}", at=second)
        group.write(TWO, f"two {second}", at=second + 0.5)
    assert lines(read(group, tail=3)) == ["two 8", "one 9", "two 9"]
    assert lines(read(group, tail=2, node="algo-1")) == ["one 8", "one 9"]
    assert lines(read(group, tail=0)) == []
    assert len(lines(read(group, tail=1_000))) == 20


def test_the_last_lines_come_in_pages() -> None:
    """Pages that are shorter than what was asked for are followed backwards."""
    group = Group()
    group.page = 2
    group.write(ONE, *(f"{line}" for line in range(9)))
    assert lines(read(group, tail=5)) == ["4", "5", "6", "7", "8"]


def test_following_after_the_last_lines() -> None:
    """After a tail come the lines that are new, each once, and none that was passed over."""
    for tail in (0, 2, 50):
        group = Group()
        group.write(ONE, *(f"{line}" for line in range(9)), at=61)
        group.script = [partial(group.write, ONE, "new", at=62), partial(over, group)]
        told = lines(read(group, follow=True, tail=tail))
        assert told == [f"{line}" for line in range(max(0, 9 - tail), 9)] + ["new"]


# Following


def test_following_finds_what_is_born_later() -> None:
    """Streams of nodes that come late and of further attempts are found while the job runs."""
    group = Group()
    group.script = [
        lambda: group.write(TWO, "two begins"),
        lambda: group.write(ONE, "one begins"),
        lambda: group.write(TWO, "two goes on", at=1),
        lambda: group.write(f"algo-2-{EPOCH + 500}", "two again"),
        lambda: over(group),
    ]
    hand = read(group, follow=True)
    assert lines(hand) == ["two begins", "one begins", "two goes on", "two again"]


def test_following_drains() -> None:
    """Lines that arrive after the end are told, until the streams stay silent for a while."""
    group = Group()
    group.write(ONE, "a")
    group.script = [lambda: over(group), *[lambda: None] * 5]
    group.script += [lambda: group.write(ONE, "late", at=1)]
    hand = read(group, follow=True)
    assert lines(hand) == ["a", "late"]
    assert sum(hand.pauses[7:]) >= DRAIN


def test_silence_before_the_end_does_not_count() -> None:
    """A job that is silent for hours before its end is drained as well."""
    group = Group()
    group.write(ONE, "a")
    group.script = [*[lambda: None] * 500, lambda: over(group)]
    group.script += [lambda: group.write(ONE, "late", at=1)]
    assert lines(read(group, follow=True)) == ["a", "late"]


def test_a_job_that_ended_long_ago_is_not_drained() -> None:
    """Following a job that is over for long reads it once."""
    group = Group()
    group.write(ONE, "a")
    over(group)
    hand = read(group, follow=True, now=lambda: EPOCH + 90 + 601)
    assert (lines(hand), hand.pauses) == (["a"], [])
    assert sum(read(group, follow=True).pauses) >= DRAIN


def test_a_job_that_never_ran_is_not_drained() -> None:
    """Without instances there is nobody to write: the reading ends with the job."""
    group = Group()
    group.job = described(TrainingStartTime=None)
    failed = described("Failed", TrainingStartTime=None, TrainingEndTime=EPOCH + 90)
    group.script = [*[lambda: None] * 2, lambda: setattr(group, "job", failed)]
    hand = read(group, follow=True)
    assert hand.told == []
    assert len(hand.pauses) <= 6


def test_a_job_that_is_deleted_meanwhile_is_over() -> None:
    """Its lines are read to the end, and that is no error."""
    group = Group()
    group.write(ONE, "a")
    group.script = [lambda: setattr(group, "job", None), lambda: group.write(ONE, "b", at=1)]
    assert lines(read(group, follow=True)) == ["a", "b"]


def test_lines_that_arrive_behind() -> None:
    """A line that CloudWatch sorts before others that were told is told at the end."""
    group = Group()
    group.write(ONE, "a", at=60)
    group.write(ONE, "c", at=65)

    def late() -> None:
        # The token stands behind c by position: the fake's position moves with it.
        group.streams[f"job/{ONE}"].insert(1, ((EPOCH + 62) * 1000, "b"))
        group.job = described("Completed", TrainingEndTime=EPOCH + 90)

    group.script = [late]
    hand = Hand(group.answer, paused=group.paused)
    tokens_by_time = Group.answer

    def answer(ask: Any) -> Any:
        given = tokens_by_time(group, ask)
        if ask.operation.name == "GetLogEvents" and ask.request.next_token is not None:
            # Behind the token is what is later than c, not what is at a higher place.
            kept = [e for e in given.events if e.timestamp > (EPOCH + 65) * 1000]
            return type(given)(events=kept, next_forward_token=ask.request.next_token)
        return given

    hand.answer = answer
    hand.drive(read_logs("job", follow=True, now=lambda: EPOCH + 100.0))
    assert lines(hand) == ["a", "c", "b"]


def test_events_in_between() -> None:
    """If asked for, what happens to the job is told among the lines."""
    group = Group()
    transition = {"Status": "Training", "StartTime": EPOCH + 60}
    group.job = described(SecondaryStatusTransitions=[transition])
    group.write(ONE, "a", at=60)
    group.script = [lambda: over(group)]
    assert told(read(group, follow=True, events=True)) == ["transition", "a", "end"]


@pytest.mark.parametrize("options", [{}, {"follow": True}, {"tail": 2}, {"tail": 9}], ids=repr)
def test_events_come_in_their_time(options: dict[str, Any]) -> None:
    """Of a finished job, too, each stands before the first line that is newer than it."""
    group = Group()
    transitions = [("Starting", 0), ("Training", 60), ("Uploading", 80)]
    group.job = described(
        "Completed",
        TrainingEndTime=EPOCH + 90,
        SecondaryStatusTransitions=[
            {"Status": status, "StartTime": EPOCH + at} for status, at in transitions
        ],
    )
    group.write(ONE, "a", at=61)
    group.write(ONE, "b", at=85)
    assert told(read(group, events=True, **options)) == [
        *["transition"] * 2, "a", "transition", "b", "end",
    ]  # fmt: skip


def test_the_end_waits_for_the_last_lines() -> None:
    """Lines that a job wrote before its end and that arrive after it are told before the end."""
    group = Group()
    group.write(ONE, "a", at=61)
    group.script = [partial(over, group), *[lambda: None] * 4]
    group.script += [partial(group.write, ONE, "last", at=89)]
    assert told(read(group, follow=True, events=True)) == ["a", "last", "end"]


def test_an_event_waits_a_round_for_older_lines() -> None:
    """While the job runs an event is told after one more round, if no line comes that is newer."""
    group = Group()
    starting = {"Status": "Training", "StartTime": EPOCH + 60}
    group.job = described(SecondaryStatusTransitions=[starting])
    group.write(ONE, "a", at=59)
    group.script = [partial(group.write, ONE, "b", at=59.5), lambda: None, partial(over, group)]
    assert told(read(group, follow=True, events=True)) == ["a", "b", "transition", "end"]


def test_events_before_any_line_are_told_at_once() -> None:
    """While there is no stream, no line can be older than an event."""
    group = Group()
    starting = {"Status": "Starting", "StartTime": EPOCH}
    group.job = described(SecondaryStatusTransitions=[starting])
    steps = read_logs("job", follow=True, events=True, now=lambda: EPOCH + 100.0)
    with closing(steps):
        step = next(steps)
        while isinstance(step, Ask):
            step = steps.send(group.answer(step))
    assert isinstance(step, Tell)


# A job that was just created


@pytest.mark.parametrize("options", [{}, {"follow": True}], ids=repr)
def test_a_job_that_is_not_known_yet(options: dict[str, Any]) -> None:
    """A job that the service itself named is looked for, for a minute, before it is an error."""
    group = Group()
    group.job = None
    group.script = [*[lambda: None] * 5, partial(over, group)]
    group.write(ONE, "a", at=61)
    assert lines(read(group, known_to_exist=True, **options)) == ["a"]
    group.streams.clear()
    group.job = None
    hand = Hand(group.answer)
    with pytest.raises(ResourceNotFoundError):
        hand.drive(read_logs("job", known_to_exist=True, **options))
    assert APPEARING <= sum(hand.pauses) <= APPEARING + 10


# Many streams


def test_many_streams_cost_less_when_silent() -> None:
    """Of more than twenty streams the silent ones are read less often, yet within eight rounds."""
    group = Group()
    names = [f"algo-{number}-{EPOCH + 60}" for number in range(1, 101)]
    for name in names:
        group.write(name, "begins")
    group.script = [lambda: group.write(names[0], f"{len(group.script)}", at=1)] * 40
    group.script += [lambda: group.write(names[57], "speaks")]
    group.script += [lambda: None] * 9 + [lambda: over(group)]
    hand = read(group, follow=True)
    assert "speaks" in lines(hand)
    asked = defaultdict[str, int](int)
    for request in hand.asked_for("GetLogEvents"):
        asked[request.log_stream_name] += 1
    rounds = len(hand.pauses)
    assert asked[f"job/{names[1]}"] < 0.5 * rounds
    assert max(hand.pauses) >= 10, "no more than ten streams a second"


def test_streams_of_containers_that_are_gone_cost_less() -> None:
    """When a node has begun anew, its earlier stream is read in one round of eight."""
    group = Group()
    for number in range(1, 31):
        group.write(f"algo-{number}-{EPOCH + 60}", "begins")

    def restart() -> None:
        for number in range(1, 31):
            group.write(f"algo-{number}-{EPOCH + 90}", "begins again", made=90)

    group.script = [restart, *[lambda: None] * 2, partial(over, group)]
    hand = read(group, follow=True)
    assert len(lines(hand)) == 60
    rounds = [0]
    # Rounds are told apart by the listing that begins each one.
    for ask in hand.asked:
        if ask.operation.name == "DescribeLogStreams":
            rounds += [0] * (getattr(ask.request, "next_token", None) is None)
        is_old = getattr(ask.request, "log_stream_name", "").endswith(f"-{EPOCH + 60}")
        rounds[-1] += ask.operation.name == "GetLogEvents" and is_old
    assert rounds[1] == 60, "each stream is read until its token stands still"
    assert rounds[3] <= 30 / 8 + 1


# Trouble


@pytest.mark.parametrize(
    "trouble",
    [
        THROTTLED,
        ServiceError("ServiceUnavailableException", "later", status=503),
        errors.ConnectionError("the connection broke", operation="GetLogEvents"),
    ],
)
def test_trouble_passes(trouble: Exception) -> None:
    """Throttling, failures and broken connections cost time, and not one line."""
    group = Group()
    group.page = 2
    group.write(ONE, *"abcdefg")
    calls = iter(range(1_000))

    def answer(ask: Any) -> Any:
        return trouble if next(calls) % 3 else group.answer(ask)

    hand = Hand(answer)
    hand.drive(read_logs("job"))
    assert lines(hand) == list("abcdefg")


def test_trouble_that_does_not_pass_is_told() -> None:
    """After half an hour without any answer the trouble is raised, with a note."""
    hand = Hand(lambda ask: THROTTLED)
    with pytest.raises(ThrottlingError) as caught:
        hand.drive(read_logs("job"))
    assert 1800 <= sum(hand.pauses) < 1900
    assert "gave up after" in caught.value.__notes__[-1]


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (AccessDeniedError("AccessDeniedException", "no"), 0),
        (errors.ConnectionError("refused"), 60),
    ],
)
def test_what_is_wrong_from_the_start_is_told_soon(error: Exception, seconds: int) -> None:
    """A refusal is told at once, nobody at the address within two minutes."""
    hand = Hand(lambda ask: error)
    with pytest.raises(type(error)):
        hand.drive(read_logs("job"))
    assert seconds <= sum(hand.pauses) <= 2 * seconds


def test_a_token_that_expired() -> None:
    """A token is good for a day: without it the reading goes on where it stood."""
    group = Group()
    group.write(ONE, "a", "b", "b", at=61)

    def expire() -> None:
        group.stale.add("f/3")
        group.write(ONE, "b", "c", at=61)

    group.script = [expire, lambda: over(group)]
    assert lines(read(group, follow=True)) == ["a", "b", "b", "b", "c"]


def test_a_token_that_expired_after_a_long_run() -> None:
    """The reading goes on from the last minutes, and not from the beginning of the stream."""
    group = Group()
    for minute in range(100):
        group.write(ONE, f"{minute}", at=60 + 60 * minute)
    group.script = [partial(group.expired.add, "f/100"), partial(over, group)]
    hand = read(group, follow=True)
    assert lines(hand) == [f"{minute}" for minute in range(100)]
    assert max(r.start_time for r in hand.asked_for("GetLogEvents")) == (EPOCH + 95 * 60) * 1000


def test_a_busy_stream_is_remembered_for_seconds() -> None:
    """Where lines come fast a page of them is read again, so that memory and calls are bounded."""
    group = Group()
    for second in range(100):
        group.write(ONE, *(f"{second}.{line}" for line in range(500)), at=60 + second)
    over(group)
    hand = read(group, follow=True)
    assert len(lines(hand)) == len(set(lines(hand))) == 50_000
    assert max(r.start_time for r in hand.asked_for("GetLogEvents")) == (EPOCH + 139) * 1000 + 1


def test_tokens_that_are_never_good_are_an_error() -> None:
    """A service that refuses every token of its own does not keep the reading going round."""
    group = Group()
    group.page = 1
    group.write(ONE, "a", "b")
    group.stale = {f"f/{place}" for place in range(10)}
    with pytest.raises(ValidationError):
        read(group)


def test_empty_pages() -> None:
    """Empty pages with new tokens are passed by; without end, the stream is left for the round."""
    group = Group()
    group.write(ONE, "a")
    group.empty_pages = 5
    assert lines(read(group)) == ["a"]
    group.empty_pages = 1_000
    hand = read(group)
    assert lines(hand) == []
    assert len(hand.asked) < 50


def test_a_stream_that_vanishes() -> None:
    """A stream that was listed and is gone has nothing to say."""
    group = Group()
    group.write(ONE, "a")
    group.write(TWO, "b")
    asked = group.answer

    def answer(ask: Any) -> Any:
        if getattr(ask.request, "log_stream_name", "").endswith(ONE):
            return ResourceNotFoundError("ResourceNotFoundException", "gone")
        return asked(ask)

    for options in ({}, {"tail": 5}, {"follow": True}):
        over(group)
        hand = Hand(answer)
        hand.drive(read_logs("job", now=lambda: EPOCH + 100.0, **options))
        assert lines(hand) == ["b"]


def test_moments_are_exact() -> None:
    """Milliseconds are not rounded through a float."""
    group = Group()
    group.streams[f"job/{ONE}"] = [(EPOCH * 1000 + ms, f"{ms}") for ms in range(1_000)]
    group.made[f"job/{ONE}"] = EPOCH * 1000
    told = read(group).told
    assert all(e.timestamp.microsecond == 1000 * int(e.message) for e in told)
    assert told[0].timestamp.tzinfo is UTC
