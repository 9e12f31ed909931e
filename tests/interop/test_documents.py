"""Requests are recognised in documents, and findings are placed in them."""

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from sagemaker_train.checks import Policy, check
from sagemaker_train.errors import WireError
from sagemaker_train.interop.documents import Form, check_located, requests_in
from sagemaker_train.interop.kubernetes import to_manifest
from sagemaker_train.interop.shapes import paths
from sagemaker_train.interop.step_functions import to_state
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
        assert item.request() == complete().request()
        assert check_located(item) == []


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
