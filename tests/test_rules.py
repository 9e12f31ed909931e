"""
The cross-field rules: their examples, their cases, their boundaries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from sagemaker_train.checks import Policy, check
from sagemaker_train.checks.instances import EBS_ONLY, LOCAL_DISK, ULTRA_SERVERS
from sagemaker_train.checks.policy import CONSTRAINTS
from sagemaker_train.checks.rule import Rule
from sagemaker_train.checks.rules import RULES
from sagemaker_train.models.enums import TrainingInstanceType
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.models.structures import ResourceConfig
from sagemaker_train.transport.codec import from_wire
from tests.examples import DOCUMENTED, MINIMAL, REGION, example, found, merged, rules_of

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def test_the_minimal_request_is_clean() -> None:
    """
    The request that the examples change breaks no rule.
    """
    assert check(MINIMAL, region=REGION) == []


@each_rule
def test_the_bad_example_is_caught(rule: Rule) -> None:
    """
    The bad example breaks its rule at the declared severity, and no other rule as an error.
    """
    request = example(rule.bad)
    assert (rule.id, rule.severity.value) in {(name, level) for _, name, level in found(request)}
    assert rules_of(request, "error") <= {rule.id}


@each_rule
def test_the_fixed_example_is_silent(rule: Rule) -> None:
    """
    The fixed form of the bad example breaks no rule as an error, and its own not at all.
    """
    request = example(rule.fixed)
    assert rules_of(request, "error") == set()
    assert rule.id not in rules_of(request)


@each_rule
def test_models_and_mappings_get_the_same_findings(rule: Rule) -> None:
    """
    A model and its mapping get the same findings; only the spelling of the paths differs.
    """
    mapping = example(rule.bad)
    model = from_wire(CreateTrainingJobRequest, mapping)
    by_name = check(mapping, region=REGION)
    by_attribute = check(model, region=REGION)
    spelt = [finding.path.replace("_", "").lower() for finding in by_attribute]
    assert spelt == [finding.path.replace("_", "").lower() for finding in by_name]
    assert [finding.rule for finding in by_attribute] == [finding.rule for finding in by_name]
    assert [finding.message for finding in by_attribute] == [f.message for f in by_name]


@each_rule
def test_each_finding_says_how_to_fix_it_and_how_to_turn_it_down(rule: Rule) -> None:
    """
    The policy that the hint of a finding writes out is accepted and turns the finding down.
    """
    for finding in check(example(rule.bad), region=REGION):
        assert finding.hint.startswith(rule.fix) or finding.rule != rule.id
        assert finding.hint.endswith(f" {finding.override}.")
        policy = eval(finding.override, {"Policy": Policy})
        assert (finding.path, finding.rule, finding.severity.value) not in found(
            example(rule.bad), policy
        )


@each_rule
def test_each_rule_is_documented(rule: Rule) -> None:
    """
    Every rule has a summary of one sentence, a source and a way out.
    """
    assert rule.summary.endswith(".")
    assert rule.source
    assert rule.fix
    assert not rule.fix.endswith(".")
    assert rule.bad != rule.fixed
    assert (rule.find is None) is not (rule.find_in_region is None)


@each_rule
def test_a_rule_that_is_off_says_nothing(rule: Rule) -> None:
    """
    A rule that the policy turns off gives no findings, and takes no other with it.
    """
    request = example(rule.bad)
    rest = [finding for finding in found(request) if finding[1] != rule.id]
    assert found(request, Policy().set(rule.id, "off")) == rest


@pytest.mark.parametrize(
    "rule", [r for r in RULES.values() if r.find_in_region], ids=lambda r: r.id
)
def test_rules_of_the_region_rest_without_it(rule: Rule) -> None:
    """
    Without a region, what compares the request with it says nothing.
    """
    assert rule.id not in {finding.rule for finding in check(example(rule.bad))}


MODEL = "application/x-sagemaker-model"


def s3_channel(name: str = "train", **changes: Any) -> dict[str, Any]:
    """
    Make a channel on S3; ``s3`` changes its data source, the rest the channel.
    """
    source = {"S3DataType": "S3Prefix", "S3Uri": "s3://b/x"} | changes.pop("s3", {})
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}} | changes


def preferences(*counts: int | None, **changes: Any) -> dict[str, Any]:
    """
    Make a change to InstancePreferences with a count each, or without.
    """
    types = ("ml.g5.xlarge", "ml.g6.xlarge", "ml.m5.xlarge")
    items = [
        {"InstanceType": kind} | ({} if count is None else {"InstanceCount": count})
        for kind, count in zip(types, counts, strict=False)
    ]
    return {"InstanceType": None, "InstancePreferences": items} | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # Exactly one of two, empty strings counting as unset.
        (
            {"AlgorithmSpecification": {"TrainingImage": ""}},
            {("AlgorithmSpecification.TrainingImage", "algorithm-image-or-name")},
        ),
        ({"AlgorithmSpecification": {"TrainingImage": "", "AlgorithmName": "a"}}, set()),
        # A channel's own input mode goes before the algorithm's.
        (
            {
                "InputDataConfig": [
                    s3_channel(InputMode="FastFile", s3={"S3DataType": "ManifestFile"})
                ]
            },
            {
                (
                    "InputDataConfig[0].DataSource.S3DataSource.S3DataType",
                    "fast-file-needs-s3-prefix",
                )
            },
        ),
        (
            {
                "AlgorithmSpecification": {"TrainingInputMode": "Pipe"},
                "InputDataConfig": [s3_channel(CompressionType="Gzip")],
            },
            set(),
        ),
        (
            {
                "AlgorithmSpecification": {"TrainingInputMode": "Pipe"},
                "InputDataConfig": [s3_channel(CompressionType="Gzip", InputMode="File")],
            },
            {("InputDataConfig[0].CompressionType", "channel-gzip-needs-pipe")},
        ),
        (
            {
                "InputDataConfig": [
                    s3_channel(ContentType=MODEL, s3={"S3DataDistributionType": "ShardedByS3Key"})
                ]
            },
            {
                (
                    "InputDataConfig[0].DataSource.S3DataSource.S3DataDistributionType",
                    "incremental-model-channel",
                )
            },
        ),
        # Counts of preferences: on all, or once for all.
        ({"ResourceConfig": preferences(1, 2, InstanceCount=None)}, set()),
        ({"ResourceConfig": preferences(None, None, InstanceCount=2)}, set()),
        (
            {"ResourceConfig": preferences(None, None, InstanceCount=None)},
            {("ResourceConfig.InstanceCount", "instance-preferences-count")},
        ),
        (
            {"ResourceConfig": preferences(1, None, InstanceCount=None)},
            {
                (
                    "ResourceConfig.InstancePreferences[1].InstanceCount",
                    "instance-preferences-count",
                )
            },
        ),
        (
            {"ResourceConfig": preferences(0, InstanceCount=None)},
            {("ResourceConfig.InstancePreferences[0].InstanceCount", "instance-count-positive")},
        ),
        # The counts of a placement add up.
        (
            {
                "ResourceConfig": {
                    "InstanceType": "ml.p6e-gb200.36xlarge",
                    "InstanceCount": 3,
                    "InstancePlacementConfig": {
                        "PlacementSpecifications": [{"InstanceCount": 2}, {"InstanceCount": 0}]
                    },
                }
            },
            {
                (
                    "ResourceConfig.InstancePlacementConfig.PlacementSpecifications",
                    "placement-needs-ultraserver",
                ),
                (
                    "ResourceConfig.InstancePlacementConfig.PlacementSpecifications[1]"
                    ".InstanceCount",
                    "instance-count-positive",
                ),
            },
        ),
        # The region decides about image and role.
        (
            {
                "AlgorithmSpecification": {
                    "TrainingImage": "111122223333.dkr.ecr.us-west-2.amazonaws.com.cn/train:1"
                }
            },
            {("AlgorithmSpecification.TrainingImage", "image-region")},
        ),
        ({"AlgorithmSpecification": {"TrainingImage": "docker.io/library/train:1"}}, set()),
        # TensorBoard's own default is under a reserved path.
        (
            {
                "TensorBoardOutputConfig": {
                    "S3OutputPath": "s3://b/t",
                    "LocalPath": "/opt/ml/output/tensorboard",
                }
            },
            set(),
        ),
        # A warm pool of no length is none.
        (
            {
                "ResourceConfig": {"KeepAlivePeriodInSeconds": 0},
                **RULES["spot-needs-max-wait"].fixed,
            },
            set(),
        ),
        ({"Tags": [{"Key": "awsome", "Value": ""}]}, set()),
        ({"VpcConfig": {"SecurityGroupIds": ["sg-1", "sg-1"], "Subnets": ["subnet-1"]}},
         {("VpcConfig.SecurityGroupIds[1]", "vpc-duplicate")}),
    ],
)  # fmt: skip
def test_cases_of_rules(changes: Mapping[str, Any], expected: set[tuple[str, str]]) -> None:
    """
    The cases of a rule beyond its example are told apart, each at its place.
    """
    assert {(path, rule) for path, rule, _ in found(example(changes))} == expected


@pytest.mark.parametrize("region", ["us-west-2", "cn-north-1", "cn-northwest-1", "moon-base-1"])
def test_the_region_decides_about_partitions(region: str) -> None:
    """
    Image and role belong to the region's partition; about an unknown region less is said.
    """
    request = example(
        {
            "AlgorithmSpecification": {
                "TrainingImage": "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/train:1"
            },
            "RoleArn": "arn:aws-cn:iam::111122223333:role/Training",
        }
    )
    rules = {finding.rule for finding in check(request, region=region)}
    assert ("image-region" in rules) is (region != "cn-north-1")
    assert ("role-partition" in rules) is (region == "us-west-2")


@pytest.mark.parametrize(
    ("registry", "region", "fits"),
    [
        ("dkr-ecr.us-west-2.on.aws", "us-west-2", True),
        ("dkr-ecr-fips.us-gov-west-1.on.aws", "us-gov-west-1", True),
        ("dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1", True),
        ("dkr-ecr.eu-west-1.on.aws", "us-west-2", False),
        ("dkr.ecr.us-west-2.on.aws", "us-west-2", False),
        ("dkr.ecr.us-east-1.amazonaws.com", "fips-us-east-1", True),
        ("dkr.ecr.us-east-1.amazonaws.com", "us-east-1-fips", True),
        ("dkr.ecr.us-east-1.amazonaws.com", "fips-us-west-2", False),
    ],
)
def test_every_name_of_a_region_and_a_registry_is_known(
    registry: str, region: str, fits: bool
) -> None:
    """
    Registries have addresses for IPv6 too, and a region may be named as the old FIPS endpoints.
    """
    image = f"111122223333.{registry}/train:1"
    request = example({"AlgorithmSpecification": {"TrainingImage": image}})
    rules = {finding.rule for finding in check(request, region=region)}
    assert ("image-region" not in rules) is fits
    is_commercial = "gov" not in region and "cn" not in region
    assert ("role-partition" in rules) is not is_commercial


# What must never be enforced


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"InputDataConfig": None}, id="no input data"),
        pytest.param(
            {
                "AlgorithmSpecification": {
                    "MetricDefinitions": [
                        {"Name": "loss", "Regex": "a=(.*)"},
                        {"Name": "loss", "Regex": "b"},
                    ]
                }
            },
            id="metric names twice, and a regex without a group",
        ),
        pytest.param(
            {"AlgorithmSpecification": {"ContainerArguments": ["--epochs", "3"]}},
            id="arguments without an entry point",
        ),
        pytest.param(
            {"OutputDataConfig": {"S3OutputPath": "https://s3.us-west-2.amazonaws.com/b/out"}},
            id="https for S3",
        ),
        pytest.param(
            {"CheckpointConfig": {"S3Uri": "s3://amzn-s3-demo-bucket/c/"}},
            id="checkpoints without spot",
        ),
        pytest.param(
            {
                "DebugHookConfig": {
                    "S3OutputPath": "s3://amzn-s3-demo-bucket/d/",
                    "CollectionConfigurations": [
                        {"CollectionName": "c", "CollectionParameters": {"my.own": "1"}}
                    ],
                },
                "ProfilerConfig": {"ProfilingParameters": {"MyOwnConfig": "{}"}},
            },
            id="parameters of one's own for debugger and profiler",
        ),
        pytest.param({"ExperimentConfig": {"TrialName": "t"}}, id="a trial without experiment"),
        pytest.param(
            {"ResourceConfig": {"KeepAlivePeriodInSeconds": 21600}}, id="a warm pool of 6 hours"
        ),
        pytest.param(
            {"ResourceConfig": {"InstanceType": "ml.p4d.24xlarge", "VolumeSizeInGB": 500}},
            id="a volume size on local disks",
        ),
        pytest.param({"HyperParameters": {"learning rate": "0.1"}}, id="a key with a space"),
        pytest.param(
            {"StoppingCondition": {"MaxRuntimeInSeconds": 432_001}}, id="more than five days"
        ),
    ],
)
def test_what_is_known_to_be_wrong_is_never_enforced(changes: Mapping[str, Any]) -> None:
    """
    What the service accepts although it is often said not to passes in silence.
    """
    assert found(example(changes)) == []


@pytest.mark.parametrize("name", ["a_b", "a.b", "a:b", "a=b"])
def test_job_names_are_those_that_the_service_takes(name: str) -> None:
    """
    Job names with characters that only one guide lists are refused, as the service does.
    """
    assert found(example({"TrainingJobName": name})) == [("TrainingJobName", "pattern", "error")]


# Boundaries


@pytest.mark.parametrize(
    ("count", "rules"), [(0, set()), (99, set()), (100, set()), (101, {"length"})]
)
def test_number_of_hyperparameters(count: int, rules: set[str]) -> None:
    """
    A job has at most 100 hyperparameters.
    """
    parameters = {f"p{number}": "1" for number in range(count)}
    assert rules_of(example({"HyperParameters": parameters})) == rules


@pytest.mark.parametrize(("length", "rules"), [(255, set()), (256, set()), (257, {"length"})])
def test_length_of_a_hyperparameter_key(length: int, rules: set[str]) -> None:
    """
    The key of a hyperparameter has at most 256 characters.
    """
    assert rules_of(example({"HyperParameters": {"k" * length: "1"}})) == rules


@pytest.mark.parametrize(
    ("length", "default", "service"),
    [
        (0, set(), set()),
        (255, set(), set()),
        (256, set(), set()),
        (257, {DOCUMENTED}, set()),
        (2499, {DOCUMENTED}, set()),
        (2500, {DOCUMENTED}, set()),
        (2501, {"length"}, {"length"}),
    ],
)
def test_length_of_a_hyperparameter_value(
    length: int, default: set[str], service: set[str]
) -> None:
    """
    A value has at most 256 characters by default, 2,500 by ``Policy.service()``, told once.
    """
    request = example({"HyperParameters": {"layers": "x " * (length // 2) + "x" * (length % 2)}})
    assert rules_of(request, "error") == default
    lifted = {rule for _, rule, _ in found(request, Policy.service())}
    assert lifted == service


def test_the_documented_length_names_the_policy_that_lifts_it() -> None:
    """
    The finding for 257 characters shows the policy that lifts the limit.
    """
    (finding,) = check(example({"HyperParameters": {"layers": "1" * 257}}))
    assert finding.override == f"Policy().set('{DOCUMENTED}', 'warning')"


@pytest.mark.parametrize("character", ["\n", "\r", "\x85", "\u2028", "\u2029"])
def test_line_breaks_in_hyperparameters(character: str) -> None:
    """
    Each of Java's line terminators is told once, by the rule that explains it.
    """
    in_value = example({"HyperParameters": {"text": f"a{character}b"}})
    assert found(in_value) == [("HyperParameters.text", "hyperparameter-line-break", "error")]
    in_key = example({"HyperParameters": {f"a{character}b": "1"}})
    assert [rule for _, rule, _ in found(in_key)] == ["hyperparameter-line-break"]


@pytest.mark.parametrize(
    ("wait", "runtime", "breaks"),
    [(3600, 3600, False), (3599, 3600, True), (86_400, None, False), (86_399, None, True)],
)
def test_waiting_covers_running(wait: int, runtime: int | None, breaks: bool) -> None:
    """
    MaxWaitTimeInSeconds may equal MaxRuntimeInSeconds, whose default is a day.
    """
    request = example({
        "EnableManagedSpotTraining": True,
        "StoppingCondition": {"MaxRuntimeInSeconds": runtime, "MaxWaitTimeInSeconds": wait},
    })  # fmt: skip
    assert ("max-wait-at-least-runtime" in rules_of(request)) is breaks


@pytest.mark.parametrize("thousands", [0, 1, 1024, 1025])
def test_sequence_length(thousands: int) -> None:
    """
    SequenceLength is from 1K to 1024K, both included.
    """
    bad = RULES["serverless-sequence-length"].bad
    request = merged(example(bad), {"ServerlessJobConfig": {"SequenceLength": f"{thousands}K"}})
    assert ("serverless-sequence-length" in rules_of(request)) is (thousands in (0, 1025))


@pytest.mark.parametrize(
    "image",
    [
        "train",
        "library/train",
        "111122223333.dkr.ecr.us-west-2.amazonaws.com/team/train:1.2-gpu",
        "111122223333.dkr.ecr.us-west-2.amazonaws.com/train@sha256:" + "0a" * 32,
        "localhost:5000/team/train:latest",
    ],
)
def test_image_forms(image: str) -> None:
    """
    Tags, digests and ports are part of an image URI; a name without a registry is not one.
    """
    request = example({"AlgorithmSpecification": {"TrainingImage": image}})
    assert ("image-uri-form" in rules_of(request)) is ("/" not in image)


@pytest.mark.parametrize(
    ("key", "output", "volume"),
    [
        ("1234abcd-12ab-34cd-56ef-1234567890ab", True, True),
        ("mrk-1234abcd12ab34cd56ef1234567890ab", True, True),
        ("arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", True, True),
        ("alias/example", True, False),
        ("arn:aws-cn:kms:cn-north-1:111122223333:alias/example", True, False),
        ("", True, True),
        ("example", False, False),
    ],
)
def test_kms_key_forms(key: str, output: bool, volume: bool) -> None:
    """
    A volume's key is named by id or ARN; the output's also by alias.
    """
    in_output = example({"OutputDataConfig": {"KmsKeyId": key}})
    assert ("kms-key-form" not in rules_of(in_output)) is output
    in_volume = example({"ResourceConfig": {"VolumeKmsKeyId": key}})
    assert ("kms-key-form" not in rules_of(in_volume)) is volume


@pytest.mark.parametrize(
    ("regex", "bad"),
    [
        ("(?<loss>[0-9.]+)", False),
        (r"\p{Alpha}+", False),
        ("a++", False),
        (r"(?<quote>['\"])(.*)\k<quote>", False),
        (r"\x{1F600} ([0-9.]+)", False),
        ("(?<=a{1,3})b", False),
        ("loss(?i)=([0-9.]+)", False),
        (r"(?d)loss\e\z", False),
        ("(?i)loss=([", True),
        ("(?<n>a)(?<n>b)", True),
        ("(", True),
        ("[a", True),
    ],
)
def test_metric_regexes_are_read_as_java_does(regex: str, bad: bool) -> None:
    """
    Java's own notation, such as named groups and possessive repetition, is no mistake.
    """
    metrics = [{"Name": "loss", "Regex": regex}]
    request = example({"AlgorithmSpecification": {"MetricDefinitions": metrics}})
    assert ("metric-regex" in rules_of(request)) is bad


def test_instance_families_are_in_one_group_and_known() -> None:
    """
    No family is said to have local disks and to have none, and the model's families are covered.
    """
    assert not LOCAL_DISK & EBS_ONLY
    families = {TrainingInstanceType(name.value).family for name in TrainingInstanceType}
    assert families - LOCAL_DISK - EBS_ONLY <= {"g7"}
    assert (LOCAL_DISK | EBS_ONLY | ULTRA_SERVERS) & families


def test_nothing_is_concluded_about_unknown_families() -> None:
    """
    An instance type newer than the library gets one warning, that it is not known.
    """
    changes: dict[str, Any] = {"InstanceType": "ml.z99.xlarge", "VolumeKmsKeyId": "mrk-" + "0" * 32,
               "VolumeSizeInGB": None, "InstancePlacementConfig": {}}  # fmt: skip
    request = example({"ResourceConfig": changes})
    assert found(request) == [("ResourceConfig.InstanceType", "enum", "warning")]


def test_empty_lists_of_groups_count_as_none() -> None:
    """
    ``InstanceGroups: []``, as Describe returns it, is the same as no groups.
    """
    assert found(example({"ResourceConfig": {"InstanceGroups": []}})) == []
    config = ResourceConfig(instance_type="ml.m5.xlarge", instance_count=0, instance_groups=())
    request = attrs.evolve(from_wire(CreateTrainingJobRequest, MINIMAL), resource_config=config)
    assert "instance-count-positive" in rules_of(request)


def test_the_table_and_the_constraints_share_no_id() -> None:
    """
    An id names one rule, of the table or of the service model.
    """
    assert not set(RULES) & set(CONSTRAINTS)
    assert [rule.id for rule in RULES.values()] == list(RULES)
