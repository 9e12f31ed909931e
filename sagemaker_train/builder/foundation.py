"""
Foundation models: fine-tuning and evaluating them without servers, tracking and registering them.
"""

from __future__ import annotations

from typing import Self

from sagemaker_train.builder.draft import Draft, expect
from sagemaker_train.builder.vocabulary import Evaluation, PeftMethod, ServerlessJob, Technique
from sagemaker_train.models.structures import MlflowConfig, ModelPackageConfig, ServerlessJobConfig


class FoundationModels(Draft):
    """
    The part of the builder about serverless jobs, MLflow and model packages.
    """

    __slots__ = ()

    def serverless(
        self,
        base_model: str,
        *,
        job_type: ServerlessJob = "FineTuning",
        technique: Technique | None = None,
        peft: PeftMethod | None = None,
        evaluation: Evaluation | None = None,
        evaluator: str | None = None,
        sequence_length: str | None = None,
        accept_eula: bool | None = None,
    ) -> Self:
        """
        Fine-tune or evaluate a base model on capacity that SageMaker chooses. Replaces.

        Instead of an image and instances: with `image` or `instances` the check refuses it.

        Args:
            base_model: ARN of the model in a hub, at most 2,048 characters.
            job_type: ``FineTuning`` or ``Evaluation``.
            technique: How to fine-tune.
            peft: ``LORA`` for parameter-efficient fine-tuning.
            evaluation: How to evaluate; an evaluation needs it.
            evaluator: ARN of the reward function or reward prompt.
            sequence_length: Tokens, ``1K`` to ``1024K``.
            accept_eula: Accepts the model's licence.

        Example:
            >>> job = job.serverless(
            ...     "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/nova",
            ...     technique="SFT", peft="LORA", accept_eula=True,
            ... )
        """
        expect(str, base_model=base_model, job_type=job_type)
        expect(str | None, technique=technique, peft=peft, evaluation=evaluation)
        expect(str | None, evaluator=evaluator, sequence_length=sequence_length)
        expect(bool | None, accept_eula=accept_eula)
        config = ServerlessJobConfig(
            base_model_arn=base_model,
            job_type=job_type,
            customization_technique=technique,
            peft=peft,
            evaluation_type=evaluation,
            evaluator_arn=evaluator,
            sequence_length=sequence_length,
            accept_eula=accept_eula,
        )
        return self._with(serverless_job_config=config)

    def mlflow(self, server: str, *, experiment: str | None = None, run: str | None = None) -> Self:
        """
        Track the job in MLflow. Replaces.

        Args:
            server: ARN of the MLflow tracking server or app, at most 2,048 characters.
            experiment: Name of the experiment, 1 to 256 characters.
            run: Name of the run, 1 to 256 characters.

        Example:
            >>> job = job.mlflow(
            ...     "arn:aws:sagemaker:us-east-1:123456789012:mlflow-tracking-server/team",
            ...     experiment="mnist",
            ... )
        """
        expect(str, server=server)
        expect(str | None, experiment=experiment, run=run)
        config = MlflowConfig(
            mlflow_resource_arn=server, mlflow_experiment_name=experiment, mlflow_run_name=run
        )
        return self._with(mlflow_config=config)

    def model_package(self, group: str, *, source: str | None = None) -> Self:
        """
        Register the trained model in a model package group. Replaces.

        Args:
            group: ARN of the group, at most 2,048 characters.
            source: ARN of the model package to start from.

        Example:
            >>> job = job.model_package(
            ...     "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/chat"
            ... )
        """
        expect(str, group=group)
        expect(str | None, source=source)
        config = ModelPackageConfig(model_package_group_arn=group, source_model_package_arn=source)
        return self._with(model_package_config=config)
