"""Waiting for a job, fed by hand: no socket, no event loop, and weeks in milliseconds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sagemaker_train import errors
from sagemaker_train.errors import (
    AccessDeniedError,
    ApiError,
    ConfigurationError,
    CredentialsError,
    ExpiredTokenError,
    InvalidResponseError,
    ResourceNotFoundError,
    SageMakerTrainError,
    ServiceError,
    SignatureError,
    ThrottlingError,
    TrainingJobDeletedError,
    TrainingJobFailedError,
    TrainingJobStoppedError,
    ValidationError,
)
from sagemaker_train.jobs.patience import APPEARING, FIRST_LIMIT
from sagemaker_train.jobs.progress import JobProgress
from sagemaker_train.jobs.steps import Ask
from sagemaker_train.jobs.times import in_seconds, in_whole_seconds
from sagemaker_train.jobs.waiting import (
    DAY,
    FIXED_PATIENCE,
    LONGEST_QUICK,
    LONGEST_SLOW,
    QUICK,
    SLOW,
    wait,
)
from sagemaker_train.models.enums import SecondaryStatus
from tests.fate import START, Fates, Phase, life

THROTTLED = ThrottlingError("ThrottlingException", "Rate exceeded")
BROKEN = errors.ConnectionError("DescribeTrainingJob: the connection broke")
PASSING = [
    THROTTLED,
    BROKEN,
    errors.TimeoutError("DescribeTrainingJob: no answer in time"),
    InvalidResponseError("DescribeTrainingJob: HTTP 200 with a web page"),
    ServiceError("InternalFailure", "We failed."),
    ExpiredTokenError("ExpiredTokenException", "The security token has expired"),
    CredentialsError("the session has expired; log in again"),
    SignatureError("RequestExpired", "too old"),
]


def failed_with(fates: Fates, **terms: Any) -> SageMakerTrainError:
    """Drive a wait that raises; the error."""
    with pytest.raises(SageMakerTrainError) as caught:
        fates.drive(wait("a", fates.terms(**terms)))
    return caught.value


# How a wait goes


def test_a_wait_returns_the_job_as_it_ended() -> None:
    """The last description is returned, and every look was told as progress."""
    fates = Fates({"a": life()})
    job = fates.drive(wait("a", fates.terms()))
    assert (job.training_job_status, job.secondary_status) == ("Completed", "Completed")
    phases = list(dict.fromkeys(progress.phase for progress in fates.hand.told))
    assert phases == ["Starting", "Downloading", "Training", "Uploading", "Completed"]
    assert all(isinstance(progress, JobProgress) for progress in fates.hand.told)
    assert set(fates.asked) == {"DescribeTrainingJob"}


def test_looks_are_quick_at_first_and_slow_in_training() -> None:
    """Pauses follow the phase: seconds while it starts, a sixtieth of the time while it trains."""
    terms = Fates({}).terms()
    assert terms.pause(SecondaryStatus.STARTING, 0) == QUICK
    assert terms.pause(SecondaryStatus.STARTING, 1e9) == LONGEST_QUICK
    assert terms.pause(SecondaryStatus.UPLOADING, 0) == QUICK
    assert terms.pause(None, 0) == QUICK
    assert terms.pause(SecondaryStatus.TRAINING, 0) == SLOW
    assert terms.pause(SecondaryStatus.TRAINING, 7200) == 120
    assert terms.pause(SecondaryStatus.PENDING, 1e9) == LONGEST_SLOW


def test_pauses_are_spread() -> None:
    """Watchers that draw other numbers ask at other times, and never later than said."""
    terms = Fates({}).terms(draw=iter([0.0, 0.5, 1.0]).__next__)
    pauses = [terms.pause(SecondaryStatus.TRAINING, 3600) for _ in range(3)]
    assert pauses == pytest.approx([54, 57, 60])


def test_weeks_take_few_looks() -> None:
    """A job of 28 days takes fewer than 800 looks, and its end is noticed within two hours."""
    fates = Fates({"a": life(28 * DAY)})
    fates.drive(wait("a", fates.terms(draw=lambda: 0.5)))
    assert len(fates.asked) < 800
    assert fates.now - START < 110 + 28 * DAY + LONGEST_SLOW


@pytest.mark.parametrize("hours", [0.1, 1, 10, 100])
def test_the_end_is_noticed_soon(hours: float) -> None:
    """The end is noticed within a sixtieth of the training, plus what short phases take."""
    fates = Fates({"a": life(hours * 3600)})
    fates.drive(wait("a", fates.terms()))
    late = fates.now - START - (110 + hours * 3600)
    assert late <= hours * 60 + SLOW + QUICK


def test_poll_is_the_longest_pause() -> None:
    """Who wants to know sooner says so."""
    fates = Fates({"a": life(3600)})
    fates.drive(wait("a", fates.terms(poll=2.0)))
    assert max(fates.hand.pauses) == 2.0


def test_displays_whose_seconds_run_are_told_in_between() -> None:
    """With a tick, pauses are cut, and the time goes on in what is told; no look is added."""
    fates, plain = Fates({"a": life()}), Fates({"a": life()})
    fates.drive(wait("a", fates.terms(tick=1.0)))
    plain.drive(wait("a", plain.terms()))
    assert fates.asked == plain.asked
    elapsed = [progress.elapsed for progress in fates.hand.told]
    assert elapsed == sorted(elapsed)
    assert max(fates.hand.pauses) == 1.0
    assert len(elapsed) > 600


def test_an_unknown_status_is_no_end() -> None:
    """A status that this version does not know is waited through."""
    fates = Fates({"a": [Phase(0, "Hibernating", "Paused"), *life()[2:]]})
    assert fates.drive(wait("a", fates.terms())).training_job_status == "Completed"


# How jobs end


@pytest.mark.parametrize(
    ("primary", "secondary", "error"),
    [
        ("Failed", "Failed", TrainingJobFailedError),
        ("Stopped", "Stopped", TrainingJobStoppedError),
        ("Stopped", "MaxRuntimeExceeded", TrainingJobStoppedError),
        ("Stopped", "MaxWaitTimeExceeded", TrainingJobStoppedError),
        ("Deleting", "Completed", TrainingJobDeletedError),
    ],
)
def test_other_ends_are_raised(
    primary: str, secondary: str, error: type[SageMakerTrainError]
) -> None:
    """Each end but Completed raises its own exception; on request the job is returned instead."""
    fates = Fates({"a": life(600, primary, secondary)})
    raised = failed_with(fates)
    assert type(raised) is error
    assert getattr(raised, "status", secondary) == secondary
    again = Fates({"a": life(600, primary, secondary)})
    job = again.drive(wait("a", again.terms(raise_on_failure=False)))
    assert job.training_job_status == primary


def test_a_job_that_vanishes_was_deleted() -> None:
    """A job that was there and is not any more was deleted; the error says how it was last seen."""
    fates = Fates({"a": [*life()[:3], Phase(300, "", "Gone")]})
    error = failed_with(fates, raise_on_failure=False)
    assert isinstance(error, TrainingJobDeletedError)
    assert error.status == "Training"
    assert isinstance(error.__cause__, ResourceNotFoundError)


def test_a_job_that_never_was_is_told_at_once() -> None:
    """A name that the service does not know is not waited for."""
    fates = Fates({})
    assert isinstance(failed_with(fates), ResourceNotFoundError)
    assert fates.hand.pauses == []


def test_a_new_job_may_not_be_known_everywhere() -> None:
    """After a create, Describe is given a minute to know of the job, and no more."""
    fates = Fates({"a": [Phase(20, "Starting"), Phase(90, "Completed", "Completed")]})
    assert (
        fates.drive(wait("a", fates.terms(known_to_exist=True))).training_job_status == "Completed"
    )
    never = Fates({})
    assert isinstance(failed_with(never, known_to_exist=True), ResourceNotFoundError)
    assert APPEARING <= never.now - START <= APPEARING + QUICK


# Trouble


@pytest.mark.parametrize("trouble", PASSING, ids=lambda error: type(error).__name__)
def test_trouble_is_outlived(trouble: SageMakerTrainError) -> None:
    """Hours of any trouble that passes do not end a wait; progress says what is wrong meanwhile."""

    def hours(ask: Ask, number: int) -> SageMakerTrainError | None:
        return trouble if 5 < number < 200 else None

    fates = Fates({"a": life(DAY)}, hours)
    job = fates.drive(wait("a", fates.terms()))
    assert job.training_job_status == "Completed"
    troubled = [str(progress) for progress in fates.hand.told if progress.trouble]
    assert len(troubled) == 194
    assert all(str(trouble) in text for text in troubled)


def test_pauses_in_trouble_grow_and_stay_bearable() -> None:
    """After trouble the wait backs off, to a minute at most, so that it never adds to it."""
    fates = Fates({"a": life()}, lambda ask, number: THROTTLED if number < 20 else None)
    fates.drive(wait("a", fates.terms()))
    assert fates.hand.pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_day_without_an_answer_is_enough() -> None:
    """Trouble that does not pass ends the wait after a day, with a note, and unchanged."""
    fates = Fates({"a": life(10 * DAY)}, lambda ask, number: BROKEN if number > 1 else None)
    error = failed_with(fates)
    assert error is BROKEN
    assert any("gave up after 86" in note for note in error.__notes__)
    assert DAY <= fates.now - START < DAY + 200


def test_a_wrong_address_is_told_soon() -> None:
    """Before the first answer a minute is enough; a job that was created proves the address."""
    first = errors.ConnectionError("could not connect")
    fates = Fates({"a": life()}, lambda ask, number: first)
    assert failed_with(fates) is first
    assert FIRST_LIMIT <= fates.now - START < 2 * FIRST_LIMIT
    known = Fates({"a": life()}, lambda ask, number: first if number < 30 else None)
    assert known.drive(wait("a", known.terms(known_to_exist=True))) is not None


def test_credentials_that_cannot_be_renewed() -> None:
    """Refused credentials that nobody can replace are not asked with for long."""
    expired = ExpiredTokenError("ExpiredTokenException", "The security token has expired")
    fates = Fates({"a": life(DAY)}, lambda ask, number: expired if number > 3 else None)
    assert failed_with(fates, renewable=False) is expired
    assert fates.now - START < FIXED_PATIENCE + 200


@pytest.mark.parametrize(
    "error",
    [
        AccessDeniedError("AccessDeniedException", "not authorized"),
        ValidationError("ValidationException", "1 validation error detected"),
        ApiError("SomethingNew", "no"),
        SignatureError("InvalidClientTokenId", "unknown key"),
        CredentialsError("no AWS credentials found"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_does_not_pass_is_told_at_once(error: SageMakerTrainError) -> None:
    """A refusal that asking again does not mend ends the wait at the first look."""
    fates = Fates({"a": life()}, lambda ask, number: error)
    assert failed_with(fates) is error
    assert len(fates.asked) == 1


def test_a_permission_taken_away_ends_the_wait() -> None:
    """AccessDenied is permanent, also after a thousand answers."""
    denied = AccessDeniedError("AccessDeniedException", "not authorized")
    fates = Fates({"a": life(DAY)}, lambda ask, number: denied if number > 50 else None)
    assert failed_with(fates) is denied
    assert len(fates.asked) == 51


# Time


def test_a_timeout_is_kept() -> None:
    """At the deadline the job is looked at once more; the error says that it runs on."""
    fates = Fates({"a": life(3600)})
    error = failed_with(fates, timeout=1000.0)
    assert isinstance(error, errors.TimeoutError)
    assert isinstance(error, TimeoutError)
    assert fates.now - START == 1000
    assert "'a' is Training after 16 min 40 s of waiting" in str(error)
    assert "runs on" in str(error)
    assert "job.stop()" in str(error)


@pytest.mark.parametrize("known", [False, True])
def test_a_timeout_before_the_first_answer(known: bool) -> None:
    """Of a job that was never seen, nobody says that it runs."""
    fates = Fates({}, lambda ask, number: BROKEN)
    error = failed_with(fates, timeout=3.0, known_to_exist=known)
    assert isinstance(error, errors.TimeoutError)
    assert "'a' gave no sign of life in 3 s of waiting" in str(error)
    assert "Whether it runs is not known" in str(error)
    assert "It runs on" not in str(error)


def test_an_end_at_the_deadline_counts() -> None:
    """A job that ends in the last pause has ended in time."""
    fates = Fates({"a": life(600)})
    assert fates.drive(wait("a", fates.terms(timeout=710.0))).training_job_status == "Completed"


def test_no_time_at_all_is_one_look() -> None:
    """A timeout of 0 looks once."""
    fates = Fates({"a": life()})
    assert isinstance(failed_with(fates, timeout=0.0), errors.TimeoutError)
    assert len(fates.asked) == 1
    over = Fates({"a": [Phase(0, "Completed", "Completed")]})
    assert over.drive(wait("a", over.terms(timeout=0.0))) is not None


def test_calls_get_the_time_that_is_left() -> None:
    """No call may take longer than the wait has left, but a second at least."""
    fates = Fates({"a": life(3600)})
    failed_with(fates, timeout=100.0)
    timeouts = [ask.timeout or 0.0 for ask in fates.hand.asked]
    assert timeouts[0] == 100
    assert timeouts == sorted(timeouts, reverse=True)
    assert timeouts[-1] == 1.0
    unlimited = Fates({"a": life()})
    unlimited.drive(wait("a", unlimited.terms()))
    assert {ask.timeout for ask in unlimited.hand.asked} == {None}


def test_a_timeout_is_kept_in_trouble() -> None:
    """Trouble does not stretch a timeout, and is named as its cause."""
    fates = Fates({"a": life(3600)}, lambda ask, number: BROKEN if number > 3 else None)
    error = failed_with(fates, timeout=500.0)
    assert isinstance(error, errors.TimeoutError)
    assert error.__cause__ is BROKEN
    assert fates.now - START == 500


@pytest.mark.parametrize("value", [-1, float("nan"), timedelta(seconds=-1)])
def test_impossible_durations_are_refused(value: float | timedelta) -> None:
    """A duration is 0 or more, or the error says which argument is wrong."""
    with pytest.raises(ConfigurationError, match=r"timeout is .*; it must be 0 seconds or more"):
        in_seconds(value, "timeout")
    assert in_seconds(timedelta(minutes=1), "timeout") == 60
    assert in_seconds(0.5, "timeout") == 0.5


@pytest.mark.parametrize("value", ["abc", "5", True, object()])
def test_durations_are_numbers(value: Any) -> None:
    """What is neither a number nor a ``timedelta`` is refused and not converted."""
    for read in (in_seconds, in_whole_seconds):
        with pytest.raises(TypeError, match="poll must be a timedelta or a number of seconds, not"):
            read(value, "poll")


@pytest.mark.parametrize("value", [0.4, 59.5, timedelta(milliseconds=400)])
def test_fractions_of_seconds_are_refused(value: float | timedelta) -> None:
    """What the service counts in seconds is never rounded: 0 would be another thing than 0.4."""
    with pytest.raises(ConfigurationError, match=r"keep_alive is .* a whole number of seconds"):
        in_whole_seconds(value, "keep_alive")
    assert in_whole_seconds(timedelta(hours=1), "keep_alive") == 3600
