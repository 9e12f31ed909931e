"""
Rules about what runs: the algorithm, its image, metrics, hyperparameters and environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sagemaker_train.checks.limits import fits, is_one_line
from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.enums import TrainingRepositoryAccessMode

TABLE = Table()

_IMAGE_CONFIG = ("algorithm_specification", "training_image_config")

_REGISTRY = r"(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*)(?::\d+)?"
_REPOSITORY = r"(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+"
_IMAGE = rf"{_REGISTRY}{_REPOSITORY}(?::\w[\w.-]{{0,127}})?(?:@sha256:[0-9a-f]{{64}})?"


@TABLE.rule(
    "algorithm-image-or-name",
    "error",
    when=("algorithm_specification.algorithm_name", "no algorithm_specification.training_image"),
    source="API reference, AlgorithmSpecification: the two are mutually exclusive, one is needed",
    enforced=True,
    fix="Set either TrainingImage or AlgorithmName",
    bad={"AlgorithmSpecification": {"AlgorithmName": "my-algorithm"}},
    fixed={"AlgorithmSpecification": {"AlgorithmName": "my-algorithm", "TrainingImage": None}},
)
def algorithm_image_or_name(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Exactly one of TrainingImage and AlgorithmName is set; an empty string counts as unset.
    """
    if (algorithm := request.algorithm_specification) is not None:
        if algorithm.training_image and algorithm.algorithm_name:
            path = ("algorithm_specification", "algorithm_name")
            yield Problem(path, "TrainingImage is set as well; only one of them is allowed.")
        elif not algorithm.training_image and not algorithm.algorithm_name:
            path = ("algorithm_specification", "training_image")
            yield Problem(path, "neither TrainingImage nor AlgorithmName is set; one is needed.")


@TABLE.rule(
    "image-uri-form",
    "warning",
    when="algorithm_specification.training_image",
    source="API reference, AlgorithmSpecification.TrainingImage",
    fix="Give registry/repository with a :tag or an @sha256 digest",
    bad={"AlgorithmSpecification": {"TrainingImage": "https://registry.example.com/my image"}},
    fixed={"AlgorithmSpecification": {"TrainingImage": "registry.example.com/my-image:1.2"}},
)
def image_uri_form(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    TrainingImage has the form registry/repository[:tag] or registry/repository[@digest].
    """
    algorithm = request.algorithm_specification
    image = algorithm.training_image if algorithm is not None else None
    if image and not fits(_IMAGE)(image):
        path = ("algorithm_specification", "training_image")
        yield Problem(path, f"{shown(image)} does not have the form of an image URI.")


@TABLE.rule(
    "private-registry-needs-vpc",
    "error",
    when="algorithm_specification.training_image_config",
    source="Developer Guide, images in a private Docker registry for training",
    fix="Set VpcConfig, through which the registry is reached",
    bad={
        "AlgorithmSpecification": {"TrainingImageConfig": {"TrainingRepositoryAccessMode": "Vpc"}}
    },
    fixed={
        "AlgorithmSpecification": {"TrainingImageConfig": {"TrainingRepositoryAccessMode": "Vpc"}},
        "VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d"], "Subnets": ["subnet-0a1b2c3d"]},
    },
)
def private_registry_needs_vpc(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    TrainingRepositoryAccessMode Vpc needs VpcConfig.
    """
    algorithm = request.algorithm_specification
    if algorithm is not None and (image_config := algorithm.training_image_config):
        mode = image_config.training_repository_access_mode
        if mode == TrainingRepositoryAccessMode.VPC and request.vpc_config is None:
            yield Problem(
                (*_IMAGE_CONFIG, "training_repository_access_mode"),
                "is Vpc, but the job has no VpcConfig.",
            )


@TABLE.rule(
    "registry-auth-needs-vpc-mode",
    "warning",
    when="algorithm_specification.training_image_config",
    source="Developer Guide, images in a private Docker registry for training",
    fix="Set TrainingRepositoryAccessMode to Vpc, or remove TrainingRepositoryAuthConfig",
    bad={
        "AlgorithmSpecification": {
            "TrainingImageConfig": {
                "TrainingRepositoryAccessMode": "Platform",
                "TrainingRepositoryAuthConfig": {
                    "TrainingRepositoryCredentialsProviderArn": "arn:aws:lambda:us-west-2"
                    ":111122223333:function:registry-login"
                },
            }
        }
    },
    fixed={
        "AlgorithmSpecification": {
            "TrainingImageConfig": {"TrainingRepositoryAccessMode": "Platform"}
        }
    },
)
def registry_auth_needs_vpc_mode(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    TrainingRepositoryAuthConfig goes with the access mode Vpc.
    """
    algorithm = request.algorithm_specification
    if algorithm is not None and (image_config := algorithm.training_image_config):
        mode = image_config.training_repository_access_mode
        authenticated = image_config.training_repository_auth_config is not None
        if authenticated and mode == TrainingRepositoryAccessMode.PLATFORM:
            message = "is set, but the access mode is Platform, which needs no login."
            yield Problem((*_IMAGE_CONFIG, "training_repository_auth_config"), message)


# What Python reads in another way than Java, and warns or stumbles about.
_JAVA_ONLY = (
    r"\\[pPhHRXNzGQEkeVc]|\\x\{|\[\^?\[|&&|--|~~|\|\||[*+?}]\+"
    r"|\(\?<[=!]|(?<!^)\(\?[a-zA-Z-]+\)|\(\?[a-z]*[dU-]"
)


@TABLE.rule(
    "metric-regex",
    "warning",
    when="algorithm_specification.metric_definitions",
    source="API reference, MetricDefinition.Regex",
    fix="Correct the regular expression; metrics that it should find are lost otherwise",
    bad={"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "loss", "Regex": "loss=(["}]}},
    fixed={
        "AlgorithmSpecification": {
            "MetricDefinitions": [{"Name": "loss", "Regex": "loss=([0-9.]+)"}]
        }
    },
)
def metric_regex(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    The regular expression of a metric compiles.
    """
    if (algorithm := request.algorithm_specification) is None:
        return
    for position, metric in enumerate(algorithm.metric_definitions or ()):
        if re.search(_JAVA_ONLY, metric.regex):
            continue
        try:
            re.compile(metric.regex.replace("(?<", "(?P<").replace("(?P<=", "(?<=")
                       .replace("(?P<!", "(?<!"))  # fmt: skip
        except (re.error, OverflowError, RecursionError):
            path = ("algorithm_specification", "metric_definitions", position, "regex")
            yield Problem(path, f"{shown(metric.regex)} is not a valid regular expression.")


@TABLE.rule(
    "hyperparameter-line-break",
    "error",
    when="hyper_parameters",
    source="service model, HyperParameterKey and HyperParameterValue: the pattern is one line",
    enforced=True,
    fix="Write the line break as \\n inside JSON, or put the text into a file of the job's input",
    bad={"HyperParameters": {"prompt": "one line\nand another"}},
    fixed={"HyperParameters": {"prompt": '"one line\\nand another"'}},
)
def hyperparameter_line_break(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No key and no value of a hyperparameter holds a line break (LF, CR, U+0085, U+2028, U+2029).
    """
    parameters = request.hyper_parameters or {}
    if is_one_line("".join((*parameters, *parameters.values()))):
        return
    for key, value in parameters.items():
        if not is_one_line(key):
            yield Problem(("hyper_parameters", key), "the key holds a line break; it must not.")
        if not is_one_line(value):
            message = "the value holds a line break; it must not."
            yield Problem(("hyper_parameters", key), message)


@TABLE.rule(
    "hyperparameter-value-documented-length",
    "error",
    when="hyper_parameters",
    source="API reference of CreateTrainingJob, HyperParameters; the service model allows 2,500",
    service="off",
    fix="Shorten the value, or put it into a file of the job's input",
    bad={"HyperParameters": {"layers": "x" * 257}},
    fixed={"HyperParameters": {"layers": "x" * 256}},
)
def hyperparameter_value_documented_length(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    The value of a hyperparameter has at most 256 characters, as the documentation says.
    """
    for key, value in (request.hyper_parameters or {}).items():
        if len(value) > 256:
            message = (
                f"the value has {len(value):,} characters; the documentation allows 256, and the"
                " service itself takes 2,500."
            )
            yield Problem(("hyper_parameters", key), message)


@TABLE.rule(
    "environment-reserved",
    "warning",
    when="environment",
    source="Developer Guide, how SageMaker provides training information",
    fix="Choose another name; SageMaker sets this variable itself",
    bad={"Environment": {"TRAINING_JOB_NAME": "mine"}},
    fixed={"Environment": {"MY_JOB_NAME": "mine"}},
)
def environment_reserved(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    The variables TRAINING_JOB_NAME and TRAINING_JOB_ARN are left to SageMaker.
    """
    for key in request.environment or ():
        if key in ("TRAINING_JOB_NAME", "TRAINING_JOB_ARN"):
            yield Problem(("environment", key), "is a variable that SageMaker sets itself.")
