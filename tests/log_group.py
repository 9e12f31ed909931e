"""
CloudWatch Logs and a job in memory, which change while the steps pause.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sagemaker_train.errors import ResourceNotFoundError, SageMakerTrainError, ValidationError
from sagemaker_train.jobs.steps import Ask
from sagemaker_train.models.logs import (
    DescribeLogStreamsRequest,
    DescribeLogStreamsResponse,
    GetLogEventsRequest,
    GetLogEventsResponse,
    LogStream,
    OutputLogEvent,
)
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.transport.codec import from_wire

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
EPOCH = int(START.timestamp())
ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/job"


def described(status: str = "InProgress", **changes: Any) -> DescribeTrainingJobResponse:
    """Describe's answer for a job that began at ``START``."""
    members: dict[str, Any] = {
        "TrainingJobName": "job",
        "TrainingJobArn": ARN,
        "TrainingJobStatus": status,
        "SecondaryStatus": "Training" if status == "InProgress" else status,
        "CreationTime": EPOCH,
        "TrainingStartTime": EPOCH + 60,
        "LastModifiedTime": EPOCH + 60,
    }
    return from_wire(DescribeTrainingJobResponse, {**members, **changes})


class Group:
    """A log group with a job; ``script`` says what happens in each pause."""

    def __init__(self) -> None:
        self.job: DescribeTrainingJobResponse | None = described()
        self.streams: dict[str, list[tuple[int, str]]] = {}
        self.made: dict[str, int] = {}
        self.exists = True
        self.page = 10_000
        self.trouble: list[SageMakerTrainError] = []
        self.script: list[Callable[[], object]] = []
        self.stale: set[str] = set()
        self.expired: set[str] = set()
        self.empty_pages = 0

    def write(self, stream: str, *lines: str, at: float = 0.0, made: float = 0.0) -> None:
        """Add lines to a stream, so many seconds after the start, and keep them in order."""
        stream = f"job/{stream}"
        events = self.streams.setdefault(stream, [])
        self.made.setdefault(stream, int((EPOCH + made) * 1000))
        events += [(int((EPOCH + at) * 1000), line) for line in lines]
        events.sort(key=lambda event: event[0])

    def paused(self, seconds: float) -> None:
        """Let the next thing happen."""
        if self.script:
            self.script.pop(0)()

    def answer(self, ask: Ask) -> Any:
        """Answer like the service, or with the next trouble."""
        if self.trouble:
            return self.trouble.pop(0)
        match ask.request:
            case DescribeLogStreamsRequest():
                return self._streams(ask.request)
            case GetLogEventsRequest():
                return self._events(ask.request)
            case _:
                return self.job or ResourceNotFoundError("ValidationException", "not found")

    def _streams(self, request: DescribeLogStreamsRequest) -> Any:
        if not self.exists:
            return ResourceNotFoundError("ResourceNotFoundException", "no group")
        prefix = request.log_stream_name_prefix or ""
        names = sorted(name for name in self.streams if name.startswith(prefix))
        first = int(request.next_token or 0)
        page = names[first : first + (request.limit or 50)]
        more = first + len(page) < len(names)
        return DescribeLogStreamsResponse(
            log_streams=[
                LogStream(log_stream_name=name, creation_time=self.made[name]) for name in page
            ],
            next_token=str(first + len(page)) if more else None,
        )

    def _events(self, request: GetLogEventsRequest) -> Any:
        events = self.streams.get(request.log_stream_name)
        if events is None:
            return ResourceNotFoundError("ResourceNotFoundException", "no stream")
        if request.next_token in self.expired | self.stale:
            self.expired.discard(request.next_token or "")
            return ValidationError("InvalidParameterException", "The nextToken is invalid.")
        if request.next_token is None:
            # Also with a token the service looks at the time, but where a token stands is behind.
            wanted = [e for e in events if e[0] >= (request.start_time or 0)]
            first = len(events) - len(wanted)
            if not request.start_from_head:
                first = max(first, len(events) - min(self.page, request.limit or 10_000))
        else:
            first = int(request.next_token.partition("/")[2].partition("+")[0])
        if self.empty_pages:
            self.empty_pages -= 1
            token = f"f/{first}+{self.empty_pages}"
            return GetLogEventsResponse(events=[], next_forward_token=token)
        page = events[first : first + min(self.page, request.limit or 10_000)]
        if request.next_token is not None and request.next_token.startswith("b/"):
            last = first
            first = max(0, last - min(self.page, request.limit or 10_000))
            page = events[first:last]
        return GetLogEventsResponse(
            events=[
                OutputLogEvent(timestamp=moment, message=line, ingestion_time=moment + 500)
                for moment, line in page
            ],
            next_forward_token=f"f/{first + len(page)}",
            next_backward_token=f"b/{first}",
        )
