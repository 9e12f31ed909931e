"""
How seriously rules are taken.
"""

from __future__ import annotations

import pickle
from datetime import datetime
from typing import Any

import attrs
import pytest

from sagemaker_train.builder.hyperparameters import encode
from sagemaker_train.checks import Policy, Severity, check
from sagemaker_train.checks.policy import CONSTRAINTS, FIXED
from sagemaker_train.checks.rules import RULES
from sagemaker_train.checks.secrets import RULES as SECRETS
from sagemaker_train.errors import ConstraintError, WireError
from sagemaker_train.interop.documents import Form, Located
from sagemaker_train.interop.placed import check_located
from sagemaker_train.jobs.search import JobFilter
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.transport.codec import from_wire
from tests.examples import MINIMAL, example, found, merged

SPOT = example({"EnableManagedSpotTraining": True})


def test_the_default_takes_each_rule_as_its_table_says() -> None:
    """
    Without anything set, a rule has its own severity; constraints are errors.
    """
    policy = Policy()
    assert all(policy.severity(rule.id) is rule.severity for rule in RULES.values())
    assert all(policy.severity(rule) is Severity.ERROR for rule in CONSTRAINTS)


def test_setting_a_rule_gives_a_new_policy() -> None:
    """
    A policy is not changed by what is made of it.
    """
    policy = Policy()
    softer = policy.set("spot-needs-max-wait", "warning")
    assert policy.severity("spot-needs-max-wait") is Severity.ERROR
    assert softer.severity("spot-needs-max-wait") is Severity.WARNING
    assert policy == Policy()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        policy._preset = "service"  # type: ignore[misc]  # pyright: ignore  # must fail, that is the test


@pytest.mark.parametrize("level", ["error", "warning", "off"])
@pytest.mark.parametrize("rule", ["spot-needs-max-wait", "pattern", "secret-credential-name"])
def test_every_kind_of_rule_can_be_set(rule: str, level: str) -> None:
    """
    Rules of the table, constraints and secrets take each severity, by name or member.
    """
    severity = Severity(level)
    assert Policy().set(rule, severity).severity(rule) is severity
    assert Policy().set(rule, severity) == Policy().set(rule, severity.value)


def test_the_last_setting_counts() -> None:
    """
    Setting a rule again replaces what was set, so that the order of settings does not matter.
    """
    once = Policy().set("pattern", "off").set("length", "off")
    again = Policy().set("length", "error").set("length", "off").set("pattern", "off")
    assert once == again
    assert hash(once) == hash(again)


@pytest.mark.parametrize(
    ("rule", "meant"),
    [("spot-need-max-wait", "spot-needs-max-wait"), ("Pattern", "pattern"), ("xyzzy", None)],
)
def test_unknown_rules_are_refused(rule: str, meant: str | None) -> None:
    """
    A rule that does not exist is a ValueError that names the one that was meant.
    """
    with pytest.raises(
        ValueError, match=f"did you mean '{meant}'" if meant else "there is no rule"
    ):
        Policy().set(rule, "off")
    with pytest.raises(ValueError, match="there is no rule"):
        Policy().severity(rule)


def test_unknown_severities_are_refused() -> None:
    """
    A severity is one of three.
    """
    with pytest.raises(ValueError, match="'error', 'warning' or 'off'"):
        Policy().set("pattern", "ignore")  # type: ignore[arg-type]  # pyright: ignore  # wrong on purpose


@pytest.mark.parametrize(
    "policy",
    [
        Policy(),
        Policy.service(),
        Policy().set("pattern", "off").set("length", "warning"),
        Policy.service().allow("tags[*].value", "environment.X").set("pattern", "off"),
    ],
)
def test_policies_are_values(policy: Policy) -> None:
    """
    A policy can be pickled, hashed, and read back from its repr.
    """
    copy = pickle.loads(pickle.dumps(policy))
    assert copy == policy
    assert hash(copy) == hash(policy)
    assert eval(repr(policy), {"Policy": Policy}) == policy


def test_the_repr_reads_like_the_code_that_makes_it() -> None:
    """
    The repr shows the preset, the rules and the paths.
    """
    policy = Policy.service().set("pattern", "off").allow("environment.X")
    assert repr(policy) == "Policy.service().set('pattern', 'off').allow('environment.X')"


def test_severities_reach_the_findings() -> None:
    """
    A rule turned down warns, a rule turned off is silent, and a constraint can be turned down.
    """
    rule = "spot-needs-max-wait"
    assert rule in [name for _, name, level in found(SPOT) if level == "error"]
    warned = found(SPOT, Policy().set(rule, "warning"))
    assert rule in [name for _, name, level in warned if level == "warning"]
    assert rule not in [name for _, name, _ in found(SPOT, Policy().set(rule, "off"))]
    named = example({"TrainingJobName": "a_b"})
    assert found(named, Policy().set("pattern", "off")) == []


def test_a_setting_also_counts_for_cases_that_are_milder_by_default() -> None:
    """
    Where a rule has a milder case, setting the rule sets that case too.
    """
    request = example({"ResourceConfig": {"InstanceType": "ml.new.large"}})
    path = "ResourceConfig.InstanceType"
    assert found(request) == [(path, "enum", "warning")]
    assert found(request, Policy().set("enum", "error")) == [(path, "enum", "error")]
    assert found(request, Policy().set("enum", "off")) == []


def test_the_service_preset_keeps_what_the_service_enforces() -> None:
    """
    Under ``Policy.service()`` an error is one that the service is known to refuse.
    """
    policy = Policy.service()
    for rule in RULES.values():
        assert (policy.severity(rule.id) is Severity.ERROR) is (
            rule.enforced and rule.severity is Severity.ERROR
        ), rule.id
    assert policy.severity("hyperparameter-value-documented-length") is Severity.OFF
    assert policy.severity("stopping-condition-missing") is Severity.WARNING
    assert policy.severity("pattern") is Severity.ERROR
    assert policy.severity("unknown-member") is Severity.WARNING
    assert policy.severity("secret-credential-name") is Severity.ERROR


@pytest.mark.parametrize(
    "policy",
    [
        Policy.service(),
        Policy().set("length", "off"),
        Policy.service().set("max-wait-needs-spot", "error").allow("Environment.it's"),
    ],
    ids=repr,
)
def test_advice_keeps_the_policy_that_was_in_force(policy: Policy) -> None:
    """
    Who follows a hint changes the severity of that finding alone.
    """
    request = merged(SECRET, {"ResourceConfig": {"InstanceCount": 0}, "RoleArn": 5})
    findings = check(request, policy)
    assert len(findings) == 3
    for finding in findings:
        advised = eval(finding.override, {"Policy": Policy})
        after = {item[:2]: item[2] for item in found(request, advised)}
        before = {item[:2]: item[2] for item in found(request, policy)}
        told = finding.path, finding.rule
        assert after.pop(told, "off") == ("off" if finding.is_suspicion else "warning")
        assert before.pop(told) == "error"
        assert after == before


def refused() -> list[str]:
    """
    The rules of findings that other parts of the library make.
    """
    document = Located(Form.REQUEST, None, (), problems=(WireError("is odd"),))
    (placed,) = check_located(document)
    new = from_wire(CreateTrainingJobRequest, {**MINIMAL, "New": object()})
    rules = [placed.finding.rule, check(new)[0].rule]
    for call in (
        lambda: encode({"lr": None}),
        lambda: JobFilter().created(after=datetime(2026, 1, 1)),
        lambda: JobFilter().expression(),
    ):
        with pytest.raises(ConstraintError) as caught:
            call()
        rules += [finding.rule for finding in caught.value.findings]
    return rules


def test_rules_that_cannot_be_turned_down_say_so() -> None:
    """
    Every rule of another part of the library is known, and what to do instead is told.
    """
    assert sorted(refused()) == sorted(FIXED)
    for rule in FIXED:
        assert Policy().severity(rule) is Severity.ERROR
        with pytest.raises(ValueError, match=f"'{rule}' cannot be turned down.*correct what"):
            Policy().set(rule, "warning")


def test_every_secret_rule_is_known() -> None:
    """
    Every kind of secret can be set by its rule.
    """
    for rule in SECRETS:
        assert Policy().set(rule, "off").severity(rule) is Severity.OFF


SECRET = example({"Environment": {"DB_PASSWORD": "hunter2-hunter2"}})


@pytest.mark.parametrize(
    "path", ["environment.DB_PASSWORD", "Environment.DB_PASSWORD", "Environment.*", "*.DB_*", "*"]
)
def test_allowed_paths_silence_secrets(path: str) -> None:
    """
    A path, in either spelling and with ``*`` for any text, silences the secrets found there.
    """
    assert check(SECRET, Policy().allow(path)) == []


@pytest.mark.parametrize(
    "path", ["DB_PASSWORD", "environment", "environment.DB", "Environment.DB.PASSWORD", "?*"]
)
def test_other_paths_do_not(path: str) -> None:
    """
    A path stands for itself: neither its parts nor patterns other than ``*`` match.
    """
    assert len(check(SECRET, Policy().allow(path))) == 1


def test_positions_are_no_character_classes() -> None:
    """
    Brackets in an allowed path are list positions.
    """
    request = example({"Tags": [{"Key": "db_password", "Value": "hunter2-hunter2"}]})
    assert check(request, Policy().allow("tags[0].value")) == []
    assert check(request, Policy().allow("tags[*].value")) == []
    assert len(check(request, Policy().allow("tags[1].value"))) == 1


def test_allowing_a_path_silences_no_other_rule() -> None:
    """
    What is allowed is that something looks like a secret, nothing else.
    """
    request = example({"HyperParameters": {"db_password": "hunter2-hunter2\n"}})
    remaining = check(request, Policy().allow("*"))
    assert [finding.rule for finding in remaining] == ["hyperparameter-line-break"]


@pytest.mark.parametrize("given", [None, ["environment.SALT"], 5])
def test_what_is_no_text_is_neither_a_rule_nor_a_path(given: Any) -> None:
    """It is refused where it is given, and not when something is checked."""
    with pytest.raises(TypeError, match="rule must be a string"):
        Policy().set(given, "off")
    with pytest.raises(TypeError, match="path must be a string"):
        Policy().allow(given)
