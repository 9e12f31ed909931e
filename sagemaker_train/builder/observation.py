"""
What is watched and recorded while the job trains: debugger, profiler, TensorBoard, experiments.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from sagemaker_train.builder.draft import Draft, added, expect, given, settings
from sagemaker_train.models.enums import ProcessingInstanceType
from sagemaker_train.models.structures import (
    CollectionConfiguration,
    DebugHookConfig,
    DebugRuleConfiguration,
    ExperimentConfig,
    ProfilerConfig,
    ProfilerRuleConfiguration,
    TensorBoardOutputConfig,
)


class Observation(Draft):
    """
    The part of the builder about debugging, profiling and experiment tracking.
    """

    __slots__ = ()

    def debug_hook(
        self,
        s3_uri: str,
        *,
        local_path: str | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Self:
        """
        Save tensors for SageMaker Debugger. Replaces; options and collections said before stay.

        Args:
            s3_uri: The prefix that they are saved under, at most 1,024 characters.
            local_path: Where the container keeps them, at most 4,096 characters.
            parameters: Up to 20 settings of the hook, strings of at most 256 characters.

        Example:
            >>> job = job.debug_hook("s3://my-bucket/tensors/", parameters={"save_interval": "500"})
        """
        expect(str, s3_uri=s3_uri)
        expect(str | None, local_path=local_path)
        options = given(local_path=local_path, hook_parameters=settings("parameters", parameters))
        return self._revised("debug_hook_config", DebugHookConfig, s3_output_path=s3_uri, **options)

    def debug_collection(self, name: str, parameters: Mapping[str, str] | None = None) -> Self:
        """
        Let the debugger's hook save a collection of tensors. Adds; replaces by name. Up to 20.

        Args:
            name: ``weights``, ``gradients``, ``losses``, … or one of your own; 1 to 256 characters.
            parameters: Up to 20 settings, strings of at most 256 characters.

        Example:
            >>> job = job.debug_hook("s3://my-bucket/tensors/").debug_collection("losses")
        """
        expect(str, name=name)
        part = self._request.debug_hook_config
        collection = CollectionConfiguration(
            collection_name=name, collection_parameters=settings("parameters", parameters)
        )
        return self._revised(
            "debug_hook_config",
            DebugHookConfig,
            collection_configurations=added(
                part.collection_configurations if part else None,
                collection,
                lambda one: one.collection_name,
            ),
        )

    def debug_rule(
        self,
        name: str,
        image: str,
        *,
        parameters: Mapping[str, str] | None = None,
        instance_type: ProcessingInstanceType | str | None = None,
        volume_gb: int | None = None,
        local_path: str | None = None,
        s3_uri: str | None = None,
    ) -> Self:
        """
        Judge the saved tensors by a rule while the job trains. Adds; replaces by name. Up to 20.

        Args:
            name: 1 to 256 characters; not used by a profiler rule either.
            image: The image that evaluates rules in the job's region, at most 255 characters.
            parameters: Up to 100 settings, such as ``{"rule_to_invoke": "LossNotDecreasing"}``.
            instance_type: What a rule of your own runs on, such as ``ml.t3.medium``. It is billed.
            volume_gb: Its volume in GB.
            local_path: Where the rule's container writes, at most 4,096 characters.
            s3_uri: The prefix of the rule's output, at most 1,024 characters.

        Example:
            >>> job = job.debug_rule(
            ...     "loss", "503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules",
            ...     parameters={"rule_to_invoke": "LossNotDecreasing"},
            ... )
        """
        members = _rule(name, image, parameters, instance_type, volume_gb, local_path, s3_uri)
        rules = added(
            self._request.debug_rule_configurations,
            DebugRuleConfiguration(**members),
            lambda one: one.rule_configuration_name,
        )
        return self._with(debug_rule_configurations=rules)

    def profiler(
        self,
        s3_uri: str | None = None,
        *,
        interval_ms: int | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Self:
        """
        Profile the system and the framework. Replaces what is given; turns the profiler on.

        Args:
            s3_uri: The prefix of the metrics, at most 1,024 characters.
            interval_ms: Milliseconds between samples: 100, 200, 500, 1000, 5000 or 60000.
            parameters: Up to 20 settings of framework profiling.

        Example:
            >>> job = job.profiler("s3://my-bucket/profile/", interval_ms=500)
        """
        expect(str | None, s3_uri=s3_uri)
        expect(int | None, interval_ms=interval_ms)
        options = given(
            s3_output_path=s3_uri,
            profiling_interval_in_milliseconds=interval_ms,
            profiling_parameters=settings("parameters", parameters),
        )
        return self._revised("profiler_config", ProfilerConfig, disable_profiler=None, **options)

    def disable_profiler(self, disabled: bool = True) -> Self:
        """
        Turn the profiler off, which SageMaker turns on for some frameworks. Replaces.

        Example:
            >>> job = job.disable_profiler()
        """
        expect(bool, disabled=disabled)
        return self._revised("profiler_config", ProfilerConfig, disable_profiler=disabled)

    def profiler_rule(
        self,
        name: str,
        image: str,
        *,
        parameters: Mapping[str, str] | None = None,
        instance_type: ProcessingInstanceType | str | None = None,
        volume_gb: int | None = None,
        local_path: str | None = None,
        s3_uri: str | None = None,
    ) -> Self:
        """
        Judge the profile by a rule while the job trains. Adds; replaces by name. Up to 20.

        Args:
            name: 1 to 256 characters; not used by a debugger rule either.
            image: As for `debug_rule`, and so is the rest.
            parameters: Up to 100 settings, such as ``{"rule_to_invoke": "ProfilerReport"}``.
            instance_type: What a rule of your own runs on. It is billed.
            volume_gb: Its volume in GB.
            local_path: Where the rule's container writes, at most 4,096 characters.
            s3_uri: The prefix of the rule's output, at most 1,024 characters.

        Example:
            >>> job = job.profiler_rule(
            ...     "report",
            ...     "503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules",
            ...     parameters={"rule_to_invoke": "ProfilerReport"},
            ... )
        """
        members = _rule(name, image, parameters, instance_type, volume_gb, local_path, s3_uri)
        rules = added(
            self._request.profiler_rule_configurations,
            ProfilerRuleConfiguration(**members),
            lambda one: one.rule_configuration_name,
        )
        return self._with(profiler_rule_configurations=rules)

    def tensorboard(self, s3_uri: str, *, local_path: str | None = None) -> Self:
        """
        Keep TensorBoard's event files in S3 while the job trains. Replaces.

        Args:
            s3_uri: The prefix, at most 1,024 characters.
            local_path: Where the container writes them, at most 4,096 characters.

        Example:
            >>> job = job.tensorboard("s3://my-bucket/tensorboard/")
        """
        expect(str, s3_uri=s3_uri)
        expect(str | None, local_path=local_path)
        config = TensorBoardOutputConfig(s3_output_path=s3_uri, local_path=local_path)
        return self._with(tensor_board_output_config=config)

    def experiment(
        self,
        name: str | None = None,
        *,
        trial: str | None = None,
        run: str | None = None,
        display_name: str | None = None,
    ) -> Self:
        """
        Record the job as part of a SageMaker experiment. Replaces.

        Args:
            name: The experiment, 1 to 120 letters, digits and hyphens; so are the others.
            trial: The trial within it.
            run: The run within it.
            display_name: How the trial component is shown.

        Example:
            >>> job = job.experiment("mnist", run="baseline")
        """
        expect(str | None, name=name, trial=trial, run=run, display_name=display_name)
        config = ExperimentConfig(
            experiment_name=name,
            trial_name=trial,
            run_name=run,
            trial_component_display_name=display_name,
        )
        return self._with(experiment_config=config)


def _rule(
    name: str,
    image: str,
    parameters: Mapping[str, str] | None,
    instance_type: str | None,
    volume_gb: int | None,
    local_path: str | None,
    s3_uri: str | None,
) -> dict[str, Any]:
    """
    The members that debugger and profiler rules share.
    """
    expect(str, name=name, image=image)
    expect(str | None, instance_type=instance_type, local_path=local_path, s3_uri=s3_uri)
    expect(int | None, volume_gb=volume_gb)
    return {
        "rule_configuration_name": name,
        "rule_evaluator_image": image,
        "rule_parameters": settings("parameters", parameters),
        "instance_type": instance_type,
        "volume_size_in_gb": volume_gb,
        "local_path": local_path,
        "s3_output_path": s3_uri,
    }
