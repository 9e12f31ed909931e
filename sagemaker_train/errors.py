"""
Every exception of the library.

    SageMakerTrainError
    ├── ConstraintError (ValueError)            a request breaks rules; .findings lists every one
    ├── WireError (ValueError)                  JSON that does not have the shape of a model
    ├── ConfigurationError (ValueError)         a setting or argument is missing or impossible
    ├── CredentialsError                        no usable AWS credentials
    ├── TransportError                          no answer of the service was received
    │   ├── ConnectionError (builtins too)      could not connect, or the connection broke
    │   ├── TimeoutError (builtins too)         took longer than allowed
    │   └── InvalidResponseError                an answer that is not what the protocol promises
    ├── ApiError                                the service answered with an error
    │   ├── ValidationError                     ResourceInUseError        AccessDeniedError
    │   ├── ThrottlingError                     ResourceLimitExceededError ExpiredTokenError
    │   └── ServiceError                        ResourceNotFoundError     SignatureError
    ├── TrainingJobFailedError                  the job ended as Failed
    ├── TrainingJobStoppedError                 the job ended as Stopped
    ├── TrainingJobDeletedError                 the job was deleted
    └── TrainingJobsError (ExceptionGroup)      several jobs; an exception for each, with its name

    ConstraintWarning (UserWarning)             a rule of severity "warning"

All of them can be pickled. None holds a credential, a signature or a suspected secret.

An argument of a wrong type, and a name that there is not, is a ``TypeError``: that is a slip of the
program. One of the right type whose value is impossible is a ``ConfigurationError``.
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from sagemaker_train.findings import Finding

if TYPE_CHECKING:
    from datetime import datetime

    from sagemaker_train.models.responses import SecondaryStatusTransition


class SageMakerTrainError(Exception):
    """
    The root: catch it to catch everything that this library raises on purpose.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions rebuild themselves from ``args``, which does not fit keyword arguments.
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(
    cls: type[SageMakerTrainError], args: tuple[Any, ...], state: dict[str, Any]
) -> SageMakerTrainError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConstraintError(SageMakerTrainError, ValueError):
    """
    A request breaks one rule or more. Nothing was sent.
    """

    def __init__(self, findings: Sequence[Finding], *, subject: str = "The request") -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        """Every finding of severity ``error``, in the order of the request."""
        count = len(self.findings)
        lines = [f"{subject} breaks {count} rule{'s' if count != 1 else ''}; nothing was sent."]
        for number, finding in enumerate(self.findings, 1):
            lines += [
                f"  {number}. {finding.path}: {finding.message}",
                f"     {finding.hint} [{finding.rule}]",
            ]
        super().__init__("\n".join(lines))


class ConstraintWarning(UserWarning):
    """
    Something about a request looks wrong, wasteful or dangerous; it goes on all the same.
    """


class WireError(SageMakerTrainError, ValueError):
    """
    JSON that does not have the shape of the model it was to become.
    """

    def __init__(
        self, problem: str, path: Sequence[str | int] = (), *, line: int | None = None
    ) -> None:
        self.problem = problem
        """What was expected and what was found, without the value."""
        self.path: tuple[str | int, ...] = tuple(path)
        """Where, in AWS's names and list positions."""
        self.line = line
        """The line of the file, counted from 1; ``None`` where there is no file or no line."""
        super().__init__(problem)

    def __str__(self) -> str:
        where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.path).lstrip(".")
        line = "" if self.line is None else f"line {self.line}"
        return ": ".join(filter(None, (line, where, self.problem)))


class ConfigurationError(SageMakerTrainError, ValueError):
    """
    The region, the endpoint, another setting or an argument is missing, malformed or impossible.
    """


class CredentialsError(SageMakerTrainError):
    """
    No usable AWS credentials; the message lists where they were looked for.
    """


def call_in_words(operation: str, subject: str | None, region: str | None) -> str:
    """
    Which call it was: ``DescribeTrainingJob for 'churn-1' in us-east-1``.
    """
    about = f" for {subject!r}" if subject else ""
    return f"{operation}{about}{f' in {region}' if region else ''}"


class TransportError(SageMakerTrainError):
    """
    No usable answer came back.

    For an operation that changes something, ``sent`` tells whether the service may have carried
    it out.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: str = "",
        subject: str | None = None,
        region: str | None = None,
        attempts: int = 1,
        sent: bool = True,
    ) -> None:
        self.operation = operation
        """The operation, such as ``CreateTrainingJob``."""
        self.subject = subject
        """What it was about: the name of a job, an ARN, a log stream; ``None`` for a list."""
        self.region = region
        """The region that was asked; ``None`` if unknown."""
        self.attempts = attempts
        """How many requests were made."""
        self.sent = sent
        """Whether one of them may have reached the service."""
        super().__init__(f"{message} (after {attempts} attempts)" if attempts > 1 else message)


class ConnectionError(TransportError, builtins.ConnectionError):
    """
    The connection could not be made or broke before the answer was complete.
    """


class TimeoutError(TransportError, builtins.TimeoutError):
    """
    The call took longer than ``timeout`` allows.
    """


class InvalidResponseError(TransportError):
    """
    What came back is not an answer of the service: HTML, nothing, half of it, or another shape.
    """


class ApiError(SageMakerTrainError):
    """
    The service answered with an error.
    """

    codes: ClassVar[tuple[str, ...]] = ()
    """The codes on the wire that this class stands for."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        operation: str = "",
        subject: str | None = None,
        region: str | None = None,
        status: int = 0,
        request_id: str | None = None,
        retryable: bool = False,
        attempts: int = 1,
        note: str = "",
    ) -> None:
        self.code = code
        """The code as the service sent it: ``ResourceInUse``."""
        self.message = message
        """The service's own words, suspected secrets hidden."""
        self.operation = operation
        """The operation, such as ``CreateTrainingJob``."""
        self.subject = subject
        """What it was about: the name of a job, an ARN, a log stream; ``None`` for a list."""
        self.region = region
        """The region that was asked; ``None`` if unknown."""
        self.status = status
        """The HTTP status; 0 if unknown."""
        self.request_id = request_id
        """What AWS Support asks for."""
        self.retryable = retryable
        """Whether the same call may succeed later, unchanged."""
        self.attempts = attempts
        """How many requests were made."""
        details = [f"HTTP {status}"] if status else []
        details += [f"request {request_id}"] if request_id else []
        details += [f"after {attempts} attempts"] if attempts > 1 else []
        where = f"{call_in_words(operation, subject, region)} failed: " if operation else ""
        tail = f" ({', '.join(details)})" if details else ""
        super().__init__(f"{where}{code}: {message}{tail}{' ' + note if note else ''}")


class ValidationError(ApiError):
    """
    The service found the request invalid.
    """

    codes: ClassVar[tuple[str, ...]] = (
        "ValidationException", "ValidationError", "InvalidParameterException",
        "InvalidParameterValue", "InvalidParameterCombination", "MissingParameter",
        "SerializationException", "InvalidNextToken",
    )  # fmt: skip


class ResourceInUseError(ApiError):
    """
    The name is taken, or the job is in a state that does not allow this.
    """

    codes: ClassVar[tuple[str, ...]] = ("ResourceInUse",)


class ResourceLimitExceededError(ApiError):
    """
    A quota of the account is used up; ask AWS for more, or wait.
    """

    codes: ClassVar[tuple[str, ...]] = ("ResourceLimitExceeded",)


class ResourceNotFoundError(ApiError):
    """
    There is no such resource.
    """

    codes: ClassVar[tuple[str, ...]] = ("ResourceNotFound", "ResourceNotFoundException")


class ThrottlingError(ApiError):
    """
    Too many requests for the account and region.
    """

    codes: ClassVar[tuple[str, ...]] = (
        "ThrottlingException", "Throttling", "ThrottledException", "RequestThrottled",
        "RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
        "BandwidthLimitExceeded", "LimitExceededException", "SlowDown",
        "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "PriorRequestNotComplete", "EC2ThrottledException",
    )  # fmt: skip


class AccessDeniedError(ApiError):
    """
    The caller may not do this; or, for a role, may not pass it.
    """

    codes: ClassVar[tuple[str, ...]] = (
        "AccessDeniedException", "AccessDenied", "NotAuthorized", "OptInRequired",
    )  # fmt: skip


class ExpiredTokenError(ApiError):
    """
    The session token has expired.
    """

    codes: ClassVar[tuple[str, ...]] = (
        "ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired",
    )  # fmt: skip


class SignatureError(ApiError):
    """
    The signature, the key or the time of the request was not accepted.
    """

    codes: ClassVar[tuple[str, ...]] = (
        "InvalidSignatureException", "SignatureDoesNotMatch", "UnrecognizedClientException",
        "InvalidClientTokenId", "IncompleteSignature", "IncompleteSignatureException",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "RequestExpired",
        "RequestTimeTooSkewed", "RequestInTheFuture", "AuthFailure", "InvalidAccessKeyId",
    )  # fmt: skip


class ServiceError(ApiError):
    """
    The service failed on its side, or is not available.
    """

    codes: ClassVar[tuple[str, ...]] = (
        "InternalFailure", "InternalServerException", "InternalServerError", "InternalError",
        "ServiceUnavailable", "ServiceUnavailableException", "RequestTimeout",
        "RequestTimeoutException",
    )  # fmt: skip


API_ERRORS: dict[str, type[ApiError]] = {
    code: cls for cls in ApiError.__subclasses__() for code in cls.codes
}
"""The class for each code; any other code is an ``ApiError`` itself."""


class TrainingJobFailedError(SageMakerTrainError):
    """
    The training job ended as Failed.
    """

    def __init__(
        self,
        name: str,
        reason: str,
        *,
        category: str = "unknown",
        transitions: Sequence[SecondaryStatusTransition] = (),
        log_lines: Sequence[str] = (),
        log_group: str = "",
        log_stream_prefix: str = "",
        console_url: str | None = None,
        advice: str = "",
    ) -> None:
        self.name = name
        self.reason = reason
        """``FailureReason`` as the service gives it, suspected secrets hidden."""
        self.category = category
        """``capacity``, ``client``, ``algorithm``, ``image``, ``internal`` or ``unknown``."""
        self.transitions: tuple[SecondaryStatusTransition, ...] = tuple(transitions)
        """The last phases, oldest first."""
        self.log_lines: tuple[str, ...] = tuple(log_lines)
        """The last lines of its log where they could be had, suspected secrets hidden."""
        self.log_group = log_group
        """The log group in CloudWatch."""
        self.log_stream_prefix = log_stream_prefix
        """How the names of its log streams begin."""
        self.console_url = console_url
        """The job in AWS's console; ``None`` in a partition whose console is not public."""
        self.advice = advice
        """What to do about failures of this category."""
        super().__init__("\n".join(self._told()))

    @property
    def where(self) -> str:
        """
        Where to look next: log group, stream prefix and console address, a line each.
        """
        places = [
            f"logs: {self.log_group}, streams {self.log_stream_prefix}*" if self.log_group else "",
            f"console: {self.console_url}" if self.console_url else "",
        ]
        return "\n".join(filter(None, places))

    def _told(self) -> list[str]:
        reason = self.reason or "the service gave no reason"
        told = [f"training job {self.name!r} failed ({self.category}): {reason}"]
        told += [self.advice] if self.advice else []
        for one in self.transitions:
            # A moment that the service promises and leaves out must not spoil the message.
            start = cast("datetime | None", one.start_time)
            moment = "" if start is None else str(start).partition(".")[0]
            told.append("  " + " ".join(filter(None, (moment, one.status, one.status_message))))
        if self.log_lines:
            told += ["last log lines:", *(f"  {line}" for line in self.log_lines)]
        return [*told, *filter(None, [self.where])]


class TrainingJobStoppedError(SageMakerTrainError):
    """
    The training job was stopped before it completed.
    """

    def __init__(self, name: str, status: str = "Stopped") -> None:
        self.name = name
        self.status = status
        """The secondary status: ``Stopped``, ``MaxRuntimeExceeded``, ``Interrupted``, …"""
        super().__init__(f"training job {name!r} did not complete: {status}")


class TrainingJobDeletedError(SageMakerTrainError):
    """
    The training job is being deleted, or is gone. It had ended before, as only such jobs can be.
    """

    def __init__(self, name: str, status: str = "") -> None:
        self.name = name
        self.status = status
        """The last secondary status that was seen; empty if none was."""
        seen = f"; when last seen it was {status}" if status else ""
        super().__init__(f"training job {name!r} was deleted{seen}")


class TrainingJobsError(SageMakerTrainError, ExceptionGroup[SageMakerTrainError]):
    """
    Something went wrong with some of several training jobs; the others were taken care of.

    ``.exceptions`` has an exception for each, in the order of the jobs, and ``.names`` the names of
    these jobs: ``zip(group.names, group.exceptions)``. ``except*`` takes the group apart.
    """

    names: tuple[str, ...]
    """The name of the job that each exception is about, in the same order."""

    def __new__(
        cls, message: str, excs: Sequence[SageMakerTrainError], names: Sequence[str] = ()
    ) -> Self:
        """
        Make a group; what an exception group holds is settled here and not in ``__init__``.
        """
        group = super().__new__(cls, message, excs)
        group.names = tuple(names)
        return group

    def __init__(
        self, message: str, excs: Sequence[SageMakerTrainError], names: Sequence[str] = ()
    ) -> None:
        super().__init__(message, excs)

    def derive(self, excs: Sequence[SageMakerTrainError], /) -> TrainingJobsError:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # only ours are in it
        """
        A group of some of the exceptions, as ``except*`` and ``split`` make it.
        """
        named = zip(self.exceptions, self.names, strict=False)  # one made by hand may lack names
        names = {id(error): name for error, name in named}
        return TrainingJobsError(self.message, excs, [names.get(id(error), "") for error in excs])
