"""
Rules about which kind of job it is: one on instances of its own, or a serverless one.
"""

from __future__ import annotations

from collections.abc import Iterator

from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.enums import ServerlessJobType

TABLE = Table()


def _serverless(**members: object) -> dict[str, object]:
    """
    Write the change from a job on instances to a serverless one; ``None`` leaves a member out.
    """
    config = {
        "BaseModelArn": "arn:aws:sagemaker:us-west-2:aws:hub-content/SageMakerPublicHub"
        "/Model/example-model/1.0.0",
        "JobType": "FineTuning",
        "CustomizationTechnique": "SFT",
        "AcceptEula": True,
    } | members
    return {
        "AlgorithmSpecification": None,
        "ResourceConfig": None,
        "StoppingCondition": None,
        "ServerlessJobConfig": config,
    }


@TABLE.rule(
    "server-job-members",
    "error",
    when=("no algorithm_specification", "no resource_config"),
    source="API reference of CreateTrainingJob: required in every job that is not serverless",
    enforced=True,
    fix="Add the member, or a ServerlessJobConfig if the job is to be serverless",
    bad={"ResourceConfig": None},
    fixed={},
)
def server_job_members(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Without ServerlessJobConfig, AlgorithmSpecification and ResourceConfig are needed.
    """
    if request.serverless_job_config is None:
        if request.algorithm_specification is None:
            yield Problem(("algorithm_specification",), "is missing; only serverless jobs lack it.")
        if request.resource_config is None:
            yield Problem(("resource_config",), "is missing; only serverless jobs lack it.")


@TABLE.rule(
    "stopping-condition-missing",
    "error",
    when="no stopping_condition",
    source="API reference of CreateTrainingJob; today the service falls back to one day",
    service="warning",
    fix="Set StoppingCondition.MaxRuntimeInSeconds, which caps what the job can cost",
    bad={"StoppingCondition": None},
    fixed={"StoppingCondition": {"MaxRuntimeInSeconds": 3600}},
)
def stopping_condition_missing(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Without ServerlessJobConfig, StoppingCondition is needed.
    """
    if request.serverless_job_config is None and request.stopping_condition is None:
        yield Problem(("stopping_condition",), "is missing; the job has no limit of its own.")


@TABLE.rule(
    "serverless-exclusive",
    "error",
    when="serverless_job_config",
    source="API reference, ServerlessJobConfig and ResourceConfig.VolumeSizeInGB",
    enforced=True,
    fix="Remove it: a serverless job brings its own algorithm and instances",
    bad=_serverless()
    | {
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}
    },
    fixed=_serverless(),
)
def serverless_exclusive(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    ServerlessJobConfig goes with neither AlgorithmSpecification nor ResourceConfig.
    """
    if request.serverless_job_config is not None:
        message = "is set together with ServerlessJobConfig; a serverless job takes none."
        if request.algorithm_specification is not None:
            yield Problem(("algorithm_specification",), message)
        if request.resource_config is not None:
            yield Problem(("resource_config",), message)


@TABLE.rule(
    "serverless-evaluation-type",
    "error",
    when="serverless_job_config",
    source="API reference, ServerlessJobConfig.EvaluationType",
    fix="Set ServerlessJobConfig.EvaluationType",
    bad=_serverless(JobType="Evaluation", CustomizationTechnique=None),
    fixed=_serverless(
        JobType="Evaluation", CustomizationTechnique=None, EvaluationType="BenchmarkEvaluation"
    ),
)
def serverless_evaluation_type(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    A serverless job of type Evaluation names its EvaluationType.
    """
    serverless = request.serverless_job_config
    if (
        serverless is not None
        and serverless.job_type == ServerlessJobType.EVALUATION
        and not serverless.evaluation_type
    ):
        path = ("serverless_job_config", "evaluation_type")
        yield Problem(path, "is missing; JobType Evaluation needs it.")


@TABLE.rule(
    "serverless-technique",
    "warning",
    when="serverless_job_config",
    source="inferred from the members of ServerlessJobConfig",
    fix="Name a CustomizationTechnique for FineTuning, and neither it nor Peft for Evaluation",
    bad=_serverless(CustomizationTechnique=None),
    fixed=_serverless(),
)
def serverless_technique(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    FineTuning names a CustomizationTechnique; Evaluation has neither that nor Peft.
    """
    if (serverless := request.serverless_job_config) is None:
        return
    path = ("serverless_job_config", "customization_technique")
    if serverless.job_type == ServerlessJobType.FINE_TUNING:
        if not serverless.customization_technique:
            yield Problem(path, "is missing; JobType FineTuning customises by a technique.")
    elif serverless.job_type == ServerlessJobType.EVALUATION:
        if serverless.customization_technique:
            yield Problem(path, "is set, but JobType Evaluation customises nothing.")
        if serverless.peft:
            path = ("serverless_job_config", "peft")
            yield Problem(path, "is set, but JobType Evaluation customises nothing.")


@TABLE.rule(
    "serverless-sequence-length",
    "error",
    when="serverless_job_config",
    source="API reference, ServerlessJobConfig.SequenceLength",
    fix="Give a whole number from 1K to 1024K",
    bad=_serverless(SequenceLength="2048K"),
    fixed=_serverless(SequenceLength="32K"),
)
def serverless_sequence_length(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    SequenceLength is from 1K to 1024K.
    """
    serverless = request.serverless_job_config
    if serverless is not None and serverless.sequence_length:
        thousands = serverless.sequence_length.removesuffix("K")
        if thousands.isdecimal() and not 1 <= int(thousands) <= 1024:
            path = ("serverless_job_config", "sequence_length")
            yield Problem(path, f"is {shown(serverless.sequence_length)}; it must be 1K to 1024K.")


@TABLE.rule(
    "eula-not-accepted",
    "warning",
    when=(
        "serverless_job_config",
        "input_data_config.data_source.s3_data_source.model_access_config",
    ),
    source="API reference, ServerlessJobConfig.AcceptEula and ModelAccessConfig.AcceptEula",
    fix="Read the model's licence and set AcceptEula to true if you accept it, or leave it out",
    bad=_serverless(AcceptEula=False),
    fixed=_serverless(),
)
def eula_not_accepted(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    AcceptEula, where it is present, is true.
    """
    message = "is false; a model under a licence cannot be used without accepting it."
    for position, channel in enumerate(request.input_data_config or ()):
        s3 = channel.data_source.s3_data_source
        if s3 is not None and (access := s3.model_access_config) and access.accept_eula is False:
            source = ("input_data_config", position, "data_source", "s3_data_source")
            yield Problem((*source, "model_access_config", "accept_eula"), message)
    if (serverless := request.serverless_job_config) and serverless.accept_eula is False:
        yield Problem(("serverless_job_config", "accept_eula"), message)
