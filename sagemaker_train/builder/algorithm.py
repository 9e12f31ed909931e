"""
What the job runs: image or algorithm, its command, its settings and the metrics it prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from sagemaker_train.builder.draft import (
    Draft,
    expect,
    given,
    settings,
    words,
)
from sagemaker_train.builder.hyperparameters import Codec, Value, Values, encode
from sagemaker_train.builder.vocabulary import InputMode, RegistryAccess, Words
from sagemaker_train.models.structures import (
    AlgorithmSpecification,
    MetricDefinition,
    TrainingImageConfig,
    TrainingRepositoryAuthConfig,
)


class Algorithm(Draft):
    """
    The part of the builder about the algorithm.
    """

    __slots__ = ()

    def image(self, uri: str, *, input_mode: InputMode | None = None) -> Self:
        """
        Run a container image. Replaces an earlier image or algorithm.

        Args:
            uri: Where the image is, at most 255 characters:
                ``registry/repository:tag`` or ``registry/repository@sha256:digest``.
            input_mode: As for `input_mode`; left out, it stays, and is ``File`` at first.

        Example:
            >>> job = job.image("123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1")
        """
        expect(str, uri=uri)
        return self._algorithm(input_mode, training_image=uri, algorithm_name=None)

    def algorithm(self, name: str, *, input_mode: InputMode | None = None) -> Self:
        """
        Run an algorithm resource. Replaces an earlier image or algorithm.

        Args:
            name: Name or ARN of an algorithm of the account or the AWS Marketplace, 1 to 170
                characters. AWS's built-in algorithms are images.
            input_mode: As for `input_mode`; left out, it stays, and is ``File`` at first.

        Example:
            >>> job = job.algorithm("my-algorithm")
        """
        expect(str, name=name)
        return self._algorithm(input_mode, algorithm_name=name, training_image=None)

    def input_mode(self, mode: InputMode) -> Self:
        """
        Say how channels reach the container unless they say otherwise. Replaces.

        Args:
            mode: ``File`` copies the data before training begins, ``FastFile`` mounts it and
                streams on reading, ``Pipe`` offers it as named pipes.

        Example:
            >>> job = job.input_mode("FastFile")
        """
        return self._algorithm(mode)

    def private_registry(
        self, *, credentials_lambda: str | None = None, access: RegistryAccess = "Vpc"
    ) -> Self:
        """
        Pull the image from a registry inside the job's VPC. Replaces.

        Args:
            credentials_lambda: ARN of the Lambda function that hands out the registry's user name
                and password, 1 to 2,048 characters; for a registry that asks for them.
            access: ``Vpc`` for a private registry (needs `vpc`), ``Platform`` for Amazon ECR.

        Example:
            >>> job = job.private_registry(
            ...     credentials_lambda="arn:aws:lambda:us-east-1:123456789012:function:registry"
            ... )
        """
        expect(str, access=access)
        expect(str | None, credentials_lambda=credentials_lambda)
        auth = credentials_lambda and TrainingRepositoryAuthConfig(
            training_repository_credentials_provider_arn=credentials_lambda
        )
        config = TrainingImageConfig(
            training_repository_access_mode=access, training_repository_auth_config=auth or None
        )
        return self._algorithm(training_image_config=config)

    def entrypoint(self, command: Words) -> Self:
        """
        Start the container with this command instead of the image's own. Replaces.

        Args:
            command: 1 to 100 words of at most 256 characters each.

        Example:
            >>> job = job.entrypoint(["python", "-m", "trainer"])
        """
        expect(list | tuple, command=command)
        return self._algorithm(container_entrypoint=words("command", command))

    def arguments(self, arguments: Words) -> Self:
        """
        Pass arguments to the container's command. Replaces.

        Args:
            arguments: 1 to 100 words of at most 256 characters each.

        Example:
            >>> job = job.arguments(["--epochs", "3"])
        """
        expect(list | tuple, arguments=arguments)
        return self._algorithm(container_arguments=words("arguments", arguments))

    def metric(self, name: str, regex: str) -> Self:
        """
        Read a metric from the container's output. Adds one, also under a name used before.

        A job takes up to 40.

        Args:
            name: 1 to 255 characters; the name in CloudWatch.
            regex: 1 to 500 characters of Java's regular expressions; its first group is the value.

        Example:
            >>> job = job.metric("loss", r"loss=([0-9.]+)")
        """
        expect(str, name=name, regex=regex)
        part = self._request.algorithm_specification
        metrics = (part.metric_definitions if part else None) or ()
        return self._algorithm(
            metric_definitions=(*metrics, MetricDefinition(name=name, regex=regex))
        )

    def metrics_time_series(self, enabled: bool = True) -> Self:
        """
        Keep the metrics over time in SageMaker as well, for its console and search. Replaces.

        Example:
            >>> job = job.metrics_time_series()
        """
        expect(bool, enabled=enabled)
        return self._algorithm(enable_sage_maker_metrics_time_series=enabled)

    def hyperparameter(self, name: str, value: Value, *, codec: Codec = "plain") -> Self:
        """
        Set one hyperparameter. Adds; under a name used before, it replaces.

        Args:
            name: At most 256 characters.
            value: A string, number, boolean, list, mapping, enum member or NumPy scalar.
            codec: As for `hyperparameters`.

        Raises:
            ConstraintError: The value has no faithful string.

        Example:
            >>> job = job.hyperparameter("learning_rate", 0.1)
        """
        expect(str, name=name)
        return self.hyperparameters({name: value}, codec=codec)

    def hyperparameters(self, values: Values, *, codec: Codec = "plain") -> Self:
        """
        Set hyperparameters. Adds; names used before are replaced.

        A job takes up to 100. As strings they have at most 256 characters by AWS's documentation
        and at most 2,500 by the service.

        Args:
            values: A mapping, or an instance of a dataclass or attrs class.
            codec: ``plain`` keeps strings and writes the rest as JSON; ``json`` quotes strings
                too, as framework containers of AWS's SageMaker Python SDK want it; ``str`` is
                ``str(value)``.

        Raises:
            ConstraintError: Values have no faithful string (``None``, NaN, dates, …); every one
                is a finding.

        Example:
            >>> job = job.hyperparameters({"epochs": 3, "optimizer": "adam", "amp": True})
        """
        encoded = encode(values, codec)
        if not encoded:
            return self
        return self._with(hyper_parameters={**(self._request.hyper_parameters or {}), **encoded})

    def env(self, name: str, value: str) -> Self:
        """
        Set one environment variable of the container. Adds; under a name used before, it replaces.

        Args:
            name: At most 512 letters, digits and underscores, not starting with a digit.
            value: At most 512 characters. No secrets: everybody who may describe the job sees it.

        Example:
            >>> job = job.env("NCCL_DEBUG", "INFO")
        """
        expect(str, name=name, value=value)
        return self.environment({name: value})

    def environment(self, variables: Mapping[str, str]) -> Self:
        """
        Set environment variables of the container. Adds; names used before are replaced.

        A job takes up to 100; for the limits of each, see `env`.

        Example:
            >>> job = job.environment({"NCCL_DEBUG": "INFO", "OMP_NUM_THREADS": "8"})
        """
        expect(Mapping, variables=variables)
        new = settings("variables", variables)
        if not new:
            return self
        return self._with(environment={**(self._request.environment or {}), **new})

    def _algorithm(self, input_mode: InputMode | None = None, **members: object) -> Self:
        """
        Revise the algorithm's members. The API wants an input mode; at first it is ``File``.
        """
        expect(str | None, input_mode=input_mode)
        if self._request.algorithm_specification is None:
            members = {"training_input_mode": "File", **members}
        return self._revised(
            "algorithm_specification",
            AlgorithmSpecification,
            **{**members, **given(training_input_mode=input_mode)},
        )
