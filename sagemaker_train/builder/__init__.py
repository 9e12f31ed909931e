"""
The builder: says a training job in the words a person would use, and gives the request for it.

``TrainingJobBuilder`` is one class in chapters: what runs (`algorithm`), on which data (`data`), on
what (`compute`), for how long (`schedule`), as whom and where (`access`), watched how
(`observation`), and the serverless path for foundation models (`foundation`). Beside it stand the
codec of hyperparameters, `diff` between two requests, and the `preview` of one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import attrs

from sagemaker_train.builder.access import Access
from sagemaker_train.builder.algorithm import Algorithm
from sagemaker_train.builder.compute import Compute
from sagemaker_train.builder.data import Data
from sagemaker_train.builder.draft import drafted, expect, words
from sagemaker_train.builder.foundation import FoundationModels
from sagemaker_train.builder.observation import Observation
from sagemaker_train.builder.schedule import Schedule
from sagemaker_train.builder.vocabulary import Words
from sagemaker_train.frozen import container_of
from sagemaker_train.models.creation import CreateTrainingJobRequest

if TYPE_CHECKING:
    from sagemaker_train.builder.clone import Described
    from sagemaker_train.builder.preview import Preview
    from sagemaker_train.checks import Policy

__all__ = ["TrainingJobBuilder"]


class TrainingJobBuilder(Algorithm, Data, Compute, Schedule, Access, Observation, FoundationModels):
    """
    Builds the request for a training job. Immutable: every method returns a new builder.

    What a job has one of (a role, an output, a time limit) is *replaced* by a second call. What it
    has many of (channels, hyperparameters, environment variables, tags, metrics, instance groups,
    rules) is *added*, and one of the same name takes the earlier one's place. Each method says
    which. Limits are not judged word by word but together, by `build`.

    Args:
        name: The job's name, unique in account and region: 1 to 63 letters, digits and hyphens.

    Example:
        >>> from datetime import timedelta
        >>> request = (
        ...     TrainingJobBuilder("mnist-1")
        ...     .image("123456789012.dkr.ecr.us-east-1.amazonaws.com/mnist:1")
        ...     .role("arn:aws:iam::123456789012:role/training")
        ...     .hyperparameters({"epochs": 3, "learning_rate": 0.1})
        ...     .input("train", "s3://my-bucket/mnist/", content_type="application/x-parquet")
        ...     .output("s3://my-bucket/models/")
        ...     .instances("ml.g5.xlarge", volume_gb=50)
        ...     .max_runtime(timedelta(hours=1))
        ...     .tag("team", "vision")
        ...     .build()
        ... )
    """

    __slots__ = ()

    def __init__(self, name: str) -> None:
        expect(str, name=name)
        request = drafted(CreateTrainingJobRequest, training_job_name=name)
        object.__setattr__(self, "_request", request)

    @staticmethod
    def unique(prefix: str) -> str:
        """
        Make a job name that nobody has: the prefix, the time in UTC and 40 random bits.

        Args:
            prefix: Any text. What a name cannot have becomes a hyphen, and it is cut to fit.

        Returns:
            At most 63 letters, digits and hyphens, such as ``mnist-20260131-235959-0a1b2c3d4e``.

        Example:
            >>> job = TrainingJobBuilder(TrainingJobBuilder.unique("mnist"))
        """
        expect(str, prefix=prefix)
        suffix = f"-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.urandom(5).hex()}"
        cleaned = re.sub(r"[^a-zA-Z0-9]+", "-", prefix).strip("-")
        return (cleaned[: 63 - len(suffix)].rstrip("-") or "job") + suffix

    @classmethod
    def from_request(cls, request: CreateTrainingJobRequest, *, name: str | None = None) -> Self:
        """
        Go on from an existing request; left alone, `request` gives the same one back.

        Args:
            request: Any request, complete or not.
            name: Another job name; left out, the name stays.

        Example:
            >>> job = TrainingJobBuilder.from_request(request, name="mnist-2").role(
            ...     "arn:aws:iam::123456789012:role/other"
            ... )
        """
        expect(CreateTrainingJobRequest, request=request)
        made = cls._holding(request)
        return made if name is None else made.named(name)

    @classmethod
    def from_job(cls, described: Described, *, name: str | None = None) -> Self:
        """
        Go on from a job that has run: what Describe answers, or a record that Search finds.

        Leaves out what only describes (status, times, ARNs) and the empty strings, empty lists and
        zeros that stand for nothing. Describe does not tell tags. Members of the answer itself that
        are newer than this library are left out as well, because they may only describe; those
        inside its structures are kept. `with_request` adds them.

        Args:
            described: ``DescribeTrainingJobResponse`` or ``TrainingJob``.
            name: The new job's name; left out, the old one stays, which the service takes only
                after that job was deleted.

        Example:
            >>> job = TrainingJobBuilder.from_job(described, name="mnist-2").max_runtime(7200)
        """
        from sagemaker_train.builder.clone import request_of
        from sagemaker_train.models.responses import DescribeTrainingJobResponse, TrainingJob

        expect(DescribeTrainingJobResponse | TrainingJob, described=described)
        return cls.from_request(request_of(described), name=name)

    def named(self, name: str) -> Self:
        """
        Give the job another name. Replaces.

        Args:
            name: 1 to 63 letters, digits and hyphens.

        Example:
            >>> job = job.named("mnist-2")
        """
        expect(str, name=name)
        return self._with(training_job_name=name)

    def with_request(self, **members: object) -> Self:
        """
        Set members of the request as they are: the door to what no other method says. Replaces.

        Args:
            members: By attribute name for members of ``CreateTrainingJobRequest`` (``None`` takes
                one out again); by AWS's name and as JSON for members newer than this library.
                For one inside a structure, set that structure's ``unknown_members``.

        Raises:
            TypeError: A name is neither, or a structure is given as a plain mapping.

        Example:
            >>> job = job.with_request(tags=None, QuantumConfig={"Qubits": 3})
        """
        known: dict[str, Any] = {}
        unknown: dict[str, Any] = dict(self._request.unknown_members)
        attributes = {wire: name for name, wire in CreateTrainingJobRequest.WIRE_NAMES.items()}
        for name, value in members.items():
            if name in CreateTrainingJobRequest.WIRE_NAMES:
                _expect_model(name, value)
                known[name] = value
            elif name in attributes:
                raise TypeError(f"with_request: {name} is known here as {attributes[name]}")
            elif not name[:1].isupper():
                raise TypeError(f"with_request: no member {name!r}{_nearest(name, attributes)}")
            elif value is None:
                unknown.pop(name, None)
            else:
                unknown[name] = value
        return self._with(**known, unknown_members=unknown)

    def without(
        self,
        *,
        inputs: Words = (),
        hyperparameters: Words = (),
        environment: Words = (),
        tags: Words = (),
    ) -> Self:
        """
        Take channels, hyperparameters, environment variables or tags out again, by name.

        A name that is not there is no error. For whole members, see `with_request`.

        Example:
            >>> job = job.without(inputs=["validation"], hyperparameters=["warmup"])
        """
        request = self._request
        return self._with(
            input_data_config=_rest(
                request.input_data_config, words("inputs", inputs), "channel_name"
            ),
            hyper_parameters=_others(
                request.hyper_parameters, words("hyperparameters", hyperparameters)
            ),
            environment=_others(request.environment, words("environment", environment)),
            tags=_rest(request.tags, words("tags", tags), "key"),
        )

    def build(self, policy: Policy | None = None) -> CreateTrainingJobRequest:
        """
        Check everything and give the request.

        Args:
            policy: How serious each rule is; the default policy if left out.

        Raises:
            ConstraintError: Something is wrong; ``findings`` has every error at once, members that
                are missing included. Findings of severity ``warning`` are told as
                ``ConstraintWarning`` through ``warnings``.
        """
        from sagemaker_train.checks import enforce

        enforce(self._request, policy, stacklevel=3)
        return self._request

    def preview(self) -> Preview:
        """
        Show what would be sent, what it can cost at most and what has to exist. Checks types only.

        Raises:
            TypeError: A member has a value of another type.
        """
        from sagemaker_train.builder.preview import preview

        return preview(self._request)


def _expect_model(name: str, value: object) -> None:
    annotation = getattr(attrs.fields(CreateTrainingJobRequest), name).type
    if isinstance(value, dict) and container_of(annotation) is not Mapping:
        raise TypeError(
            f"with_request: {name} must be a model, found a mapping; "
            "make one with sagemaker_train.from_wire or the class of sagemaker_train.models"
        )


def _nearest(name: str, attributes: Mapping[str, str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, attributes.values(), 1)
    meant = f"; did you mean {near[0]!r}?" if near else "."
    return f"{meant} A member newer than this library goes by its AWS name: NewConfig=..."


def _rest(items: Iterable[Any] | None, names: tuple[str, ...] | None, key: str) -> Any:
    """
    The items without those named; ``None`` if that leaves none.
    """
    if items is None or not names:
        return items
    return tuple(item for item in items if getattr(item, key) not in names) or None


def _others(entries: Mapping[str, str] | None, names: tuple[str, ...] | None) -> Any:
    """
    The entries without those named; ``None`` if that leaves none.
    """
    if entries is None or not names:
        return entries
    return {key: value for key, value in entries.items() if key not in names} or None
