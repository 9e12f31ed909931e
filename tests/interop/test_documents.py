"""Requests are recognised in documents, and findings are placed in them."""

import contextlib
from typing import Any

import botocore.session
import pytest
from hypothesis import given, settings, strategies as st

from sagemaker_train.checks import Policy, check
from sagemaker_train.errors import WireError
from sagemaker_train.interop.documents import MARKS, Form, requests_in, requests_in_source
from sagemaker_train.interop.kubernetes import to_manifest
from sagemaker_train.interop.placed import check_located
from sagemaker_train.interop.shapes import paths
from sagemaker_train.interop.step_functions import to_state
from sagemaker_train.models import CreateTrainingJobRequest
from tests.job_examples import complete, wire

STATE = to_state(complete().request())
MANIFEST = to_manifest(complete().request())
MACHINE: dict[str, Any] = {
    "StartAt": "Both",
    "States": {
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": "Train", "States": {"Train": STATE}},
                {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1}}},
            ],
        },
        "Each": {"Type": "Map", "ItemProcessor": {"States": {"Train one": STATE}}},
        "Later": {"Type": "Task", "Resource": STATE["Resource"], "Arguments": "{% $all %}"},
    },
}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (wire(complete()), [(Form.REQUEST, ())]),
        (STATE, [(Form.STATE, ("Parameters",))]),
        (MANIFEST, [(Form.MANIFEST, ())]),
        (
            MACHINE,
            [
                (Form.STATE, ("States", "Both", "Branches", 0, "States", "Train", "Parameters")),
                (
                    Form.STATE,
                    ("States", "Each", "ItemProcessor", "States", "Train one", "Parameters"),
                ),
                (Form.STATE, ("States", "Later", "Arguments")),
            ],
        ),
        (
            {"kind": "List", "items": [{"kind": "Service"}, MANIFEST]},
            [(Form.MANIFEST, ("items", 1))],
        ),
        ({"kind": "Service"}, []),
        ({"States": {}}, []),
        ([], []),
        ("text", []),
        (None, []),
    ],
)
def test_requests_are_recognised(
    document: object, found: list[tuple[Form, tuple[str | int, ...]]]
) -> None:
    """By their content, however deep in a state machine."""
    located = requests_in(document)
    assert [(item.form, item.at) for item in located] == found
    for item in located:
        assert check_located(item) == []
        if item.members is not None:
            assert item.request() == complete().request()


def test_marks_are_those_of_training_jobs() -> None:
    """No other operation of SageMaker takes them, unless it is about a training job as well."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    others = {"StopTrainingJob", "DeleteTrainingJob", "DescribeTrainingJob", "UpdateTrainingJob"}
    for name in set(model.operation_names) - others - {"CreateTrainingJob"}:
        shape = model.operation_model(name).input_shape
        assert shape is None or MARKS.isdisjoint(shape.members), name
    assert set(CreateTrainingJobRequest.WIRE_NAMES.values()) >= MARKS


def test_only_marks_make_a_request_certain() -> None:
    """The request of another operation, or of another service, may have names in common."""
    function = {"FunctionName": "f", "VpcConfig": {}, "Environment": {}, "Tags": {}}
    automl = {"RoleArn": "arn", "InputDataConfig": [], "OutputDataConfig": {}}
    certain = [STATE, MANIFEST, wire(complete()), {"HyperParameters": {}}]
    located = [requests_in(document)[0] for document in (function, automl, *certain)]
    assert [each.is_certain for each in located] == [False, False, True, True, True, True]


BAD: dict[str, Any] = {
    "HyperParameters": {"a.b": 3, "c": "d"},
    "VpcConfig": {"SecurityGroupIds": ["sg 1"], "Subnets": ["subnet-1"]},
    "InputDataConfig": [{"ChannelName": "train"}],
    "Environment": {"API_TOKEN": "hunter2hunter2"},
}


def test_findings_have_the_spelling_of_the_document() -> None:
    """For a manifest ACK's, below its spec; what is missing is placed at what is around it."""
    plain = {**wire(complete()), **BAD}
    spec = {
        **MANIFEST["spec"],
        "hyperParameters": BAD["HyperParameters"],
        "vpcConfig": {"securityGroupIDs": ["sg 1"], "subnets": ["subnet-1"]},
        "inputDataConfig": [{"channelName": "train"}],
        "environment": BAD["Environment"],
    }
    (request,) = requests_in(plain)
    (manifest,) = requests_in({**MANIFEST, "spec": spec})
    placed = check_located(request)
    assert [item.finding for item in placed] == list(check(plain))
    shown = {item.finding.path: item.place for item in check_located(manifest)}
    assert shown == {
        "spec.hyperParameters.a.b": ("spec", "hyperParameters", "a.b"),
        "spec.inputDataConfig[0].dataSource": ("spec", "inputDataConfig", 0),
        "spec.vpcConfig.securityGroupIDs[0]": ("spec", "vpcConfig", "securityGroupIDs", 0),
        "spec.environment.API_TOKEN": ("spec", "environment", "API_TOKEN"),
    }
    assert [item.finding.rule for item in check_located(manifest)] == [
        item.finding.rule for item in placed
    ]


def test_misspelt_members_are_told_and_checked() -> None:
    """Beside everything else that is wrong, with the paths that the document has."""
    spec = {
        "TrainingJobName": "a_b",
        "roleArn": "arn:aws:iam::123456789012:role/trainer",
        "OutputDataConfig": {"S3OutputPath": "http://b"},
        "environment": BAD["Environment"],
    }
    (located,) = requests_in({"kind": "List", "items": [{**MANIFEST, "spec": spec}]})
    found = {(i.finding.path, i.finding.rule): i.place for i in check_located(located)}
    at = ("items", 0, "spec")
    assert found[f"{AT}.TrainingJobName", "notation"] == (*at, "TrainingJobName")
    assert found[f"{AT}.roleArn", "notation"] == (*at, "roleArn")
    output = (*at, "OutputDataConfig", "S3OutputPath")
    assert found[f"{AT}.OutputDataConfig.S3OutputPath", "notation"] == output
    assert found[f"{AT}.environment.API_TOKEN", "secret-credential-name"]
    assert found[f"{AT}.resourceConfig", "server-job-members"] == at
    assert found[f"{AT}.TrainingJobName", "pattern"] == (*at, "TrainingJobName")
    assert found[f"{AT}.OutputDataConfig.S3OutputPath", "pattern"] == output
    assert not any(rule in ("required", "unknown-member") for _, rule in found)
    with pytest.raises(WireError) as caught:
        located.request()
    assert str(caught.value).splitlines() == [
        f"{AT}.TrainingJobName: is spelt trainingJobName in a manifest",
        f"{AT}.roleArn: is spelt roleARN in a manifest",
        f"{AT}.OutputDataConfig: is spelt outputDataConfig in a manifest",
        f"{AT}.OutputDataConfig.S3OutputPath: is spelt s3OutputPath in a manifest",
    ]


AT = "items[0].spec"


def test_a_doubtful_value_is_told_once_unless_it_is_a_secret() -> None:
    """What it was read as may not be what was meant."""
    text = "RoleArn: !GetAtt a.b\nStoppingCondition: {MaxRuntimeInSeconds: 010}\n"
    (request,) = requests_in_source(f"{text}Environment: {{DB_PASSWORD: 0123456789}}\n", "yaml")
    found = [(i.finding.path, i.finding.rule) for i in check_located(request.located)]
    password = "Environment.DB_PASSWORD"
    assert [rule for path, rule in found if path == "RoleArn"] == ["notation"]
    assert [rule for path, rule in found if path.endswith("Seconds")] == ["notation"]
    assert [rule for path, rule in found if path == password] == [
        "notation", "secret-credential-name",
    ]  # fmt: skip


def test_a_manifest_without_a_spec_is_told() -> None:
    """Once; what would be in it is not told as missing."""
    (located,) = requests_in({**MANIFEST, "spec": None})
    (placed,) = check_located(located)
    assert (placed.finding.path, placed.place) == ("spec", ("spec",))
    with pytest.raises(WireError, match=r"^spec: expected an object"):
        located.request()


def test_problems_elsewhere_in_the_text_are_none_of_the_request() -> None:
    """Those around it and in it are; each request of a text has its own."""
    text = (
        "kind: List\nitems:\n- {kind: Service, a: no}\n- apiVersion: sagemaker.services.k8s.aws/v1"
        "\n  kind: TrainingJob\n  spec: {hyperParameters: {a: no}}\n  spec: {}\n"
        "---\nHyperParameters: {b: no}\n"
    )
    manifest, request = requests_in_source(text, "yaml")
    assert [str(problem).partition(": is")[0] for problem in manifest.located.problems] == [
        "line 6: items[1].spec.hyperParameters.a",
        "line 7: items[1].spec",
    ]
    (problem,) = request.located.problems
    assert str(problem).startswith("line 9: HyperParameters.b: is no without quotes")
    with pytest.raises(WireError, match=r"^line 9: "):
        request.request()


@pytest.mark.parametrize("path", ["spec.environment.*", "Environment.API_TOKEN", "environment.*"])
def test_secrets_may_be_allowed_in_any_spelling(path: str) -> None:
    """That of the document, AWS's, or that of attributes."""
    spec = {**MANIFEST["spec"], "environment": BAD["Environment"]}
    (manifest,) = requests_in({**MANIFEST, "spec": spec})
    assert len(check_located(manifest)) == 1
    assert check_located(manifest, Policy().allow(path)) == []


def test_the_region_counts() -> None:
    """The rules that compare with a region rest without one."""
    (request,) = requests_in(wire(complete()))
    assert check_located(request) == []
    rules = [item.finding.rule for item in check_located(request, region="eu-west-1")]
    assert rules == ["image-region"]


ANYTHING: list[object] = [
    None, True, 0, 1.5, "", "x", "{% $x %}", "${A}", [], {}, [1], [[]], [{"x": None}],
    {"a": 1}, {"a.$": "$.b"}, {"Key": "a", "Value": 1},
]  # fmt: skip
junk = st.sampled_from(ANYTHING)
documents = st.sampled_from([wire(complete()), STATE, MACHINE, MANIFEST])


@settings(deadline=None, max_examples=300)
@given(documents, st.data())
def test_whatever_a_document_holds_is_judged(document: Any, data: st.DataObject) -> None:
    """Values of any type in any place are findings or a WireError, and nothing worse."""
    place = data.draw(st.sampled_from([path for path in paths(document) if path]))
    changed = replaced(document, place, data.draw(junk))
    with contextlib.suppress(WireError):
        for located in requests_in(changed):
            assert all(placed.finding.path for placed in check_located(located))
            located.request()


def replaced(value: Any, path: tuple[str | int, ...], new: object) -> Any:
    """A copy of a document with another value at a path."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, step: replaced(value[step], rest, new)}
    position = int(step)
    after = value[position + 1 :]
    return [*value[:position], replaced(value[position], rest, new), *after]
