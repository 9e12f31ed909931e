"""
Says what is wrong with a request, and what to do, without showing a secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import NamedTuple

from sagemaker_train.checks.constraints import Path, Violation
from sagemaker_train.checks.placeholders import SUFFIX
from sagemaker_train.checks.places import class_at
from sagemaker_train.checks.settings import Suspicion, setting_name
from sagemaker_train.checks.wording import did_you_mean, either, shown, shown_path
from sagemaker_train.findings import Severity
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import InstanceType, Length, Model


class Explanation(NamedTuple):
    """
    A violation in words.
    """

    severity: Severity
    """How serious it is unless a policy says otherwise."""
    message: str
    fix: str
    """How to fix it, as a sentence without its full stop."""


def explain(violation: Violation, path: Path, request: Model) -> Explanation:
    """
    Put a violation of the service model into words.

    Args:
        violation: What was found.
        path: Its path in attribute names.
        request: The request as a model, in which settings have their names.
    """
    severity = Severity.ERROR
    match violation.rule:
        case "required":
            message, fix = "is required, but missing", _setting(violation, path, request)
        case "type" | "json-value":
            message = f"{_value(violation, path, request)}; it must be {violation.expected}"
            fix = _retyping(violation)
        case "length":
            message = f"has {_size(violation)}; it must have {violation.expected}"
            fix = _resizing(violation)
        case "range":
            message = f"{_value(violation, path, request)}; it must be {violation.expected}"
            fix = "Give a number within these limits"
        case "pattern":
            message = f"{_value(violation, path, request)}; it must be {violation.expected}"
            fix = "Correct the text"
        case "enum":
            message = f"{_value(violation, path, request)}, which is not a known value"
            message += _candidates(violation)
            fix = "Correct the value, unless it is newer than this library"
            if isinstance(violation.mark, type) and issubclass(violation.mark, InstanceType):
                severity = Severity.WARNING  # AWS adds instance types all the time
        case "unknown-member":
            structure = class_at(type(request), path[:-1])
            message = f"is not a member of {structure.__name__ if structure else 'the structure'}"
            message += f"; {did_you_mean([violation.expected])}" if violation.expected else ""
            fix = "Correct the name, or remove it, unless it is newer than this library"
            if not violation.expected:
                severity = Severity.WARNING  # it looks like no known member, so it may be a new one
        case "shadowed-member":
            message = f"is an unknown member, but known here as {violation.expected!r}; "
            message += "it would be sent unchecked in place of that"
            fix = f"Set {violation.expected}=... and take it out of unknown_members"
        case "placeholder":
            message = "is left to run time, which only Step Functions fills in"
            name = shown_path(path[-1:])
            fix = f"Give {name.removesuffix(SUFFIX)} its value in place of {name}"
            fix += ", or write the request as a state"
        case _:
            message = "has no time zone"
            fix = "Give one: datetime.now(UTC), or moment.replace(tzinfo=UTC)"
    subject = "the key " if violation.on_key else ""
    return Explanation(severity, f"{subject}{message.rstrip('?.')}{_stop(message)}", fix)


BUILDER_CALLS: Mapping[tuple[str, ...], str] = {
    ("training_job_name",): '.named("churn-2026-01")',
    ("role_arn",): '.role("arn:aws:iam::123456789012:role/name")',
    ("output_data_config",): '.output("s3://bucket/prefix/")',
    ("output_data_config", "s3_output_path"): '.output("s3://bucket/prefix/")',
    ("algorithm_specification", "training_input_mode"): '.input_mode("File")',
}
"""What a builder is told for a required member, by its path."""


def _setting(violation: Violation, path: Path, request: Model) -> str:
    """
    Say how to set what is missing, in the caller's spelling.
    """
    name = violation.path[-1]
    if path != violation.path:
        return f'Add "{name}"'
    call = (
        BUILDER_CALLS.get(tuple(map(str, path)))
        if isinstance(request, CreateTrainingJobRequest)
        else None
    )
    return f"Set {name}=..." + (f"; with a builder: {call}" if call else "")


def _retyping(violation: Violation) -> str:
    """
    Say how to make a value one of the type that is needed.
    """
    value, expected = violation.value, violation.expected
    if violation.rule == "json-value" and isinstance(value, Model):
        return "Give what sagemaker_train.to_wire makes of it"
    if expected == "a JSON value":
        return "Write it as a string, a finite number, true, false, a list or an object"
    if expected == "a string" and isinstance(value, (bool, int, float)):
        return "Write it as a string, in quotes"
    if expected == "a whole number" and isinstance(value, str):
        return "Write it as a whole number, without quotes"
    if expected == "true or false" and isinstance(value, str):
        return "Write true or false, without quotes"
    if expected == "a list" and isinstance(value, (str, Mapping)):
        return "Put it in a list: [...]"
    return f"Give {expected}"


def _candidates(violation: Violation) -> str:
    """
    Name the values that an unknown one may stand for, or all of a small vocabulary.
    """
    if not violation.expected or not isinstance(violation.mark, type):
        return ""
    if violation.expected == either([repr(member.value) for member in violation.mark]):
        return f"; the known values are {violation.expected}"
    return f"; did you mean {violation.expected}?"


def _stop(message: str) -> str:
    return "?" if message.endswith("?") else "."


def _value(violation: Violation, path: Path, request: Model) -> str:
    """
    Say what the value is: itself if it may be shown, else its kind and size.
    """
    value = violation.value
    name = None if violation.on_key else setting_name(request, path)
    match value:
        case None:
            return "is null"
        case str() if name == "":
            return f"is a text of {len(value):,} characters"
        case str():
            return f"is {shown(value, name)}"
        case int() if value.bit_length() > _LONGEST_NUMBER:
            return f"is a number of {value.bit_length():,} bits"
        case bool() | int() | float() if name != "":
            kind = type(value).__name__
            return f"is {shown(str(value), name).strip(chr(39))} ({kind})"
        case Mapping():
            return "is an object"
        case list() | tuple():
            return "is a list"
        case _:
            return f"is of type {type(value).__name__}"


_LONGEST_NUMBER = 1_000  # bits; Python refuses to write much longer ones in digits


def _size(violation: Violation) -> str:
    size = len(violation.value) if isinstance(violation.value, Sized) else 0
    return f"{size:,} {_unit(violation, size)}"


def _unit(violation: Violation, size: int) -> str:
    match violation.value:
        case str():
            return "character" if size == 1 else "characters"
        case Mapping():
            return "entry" if size == 1 else "entries"
        case _:
            return "item" if size == 1 else "items"


def _resizing(violation: Violation) -> str:
    size = len(violation.value) if isinstance(violation.value, Sized) else 0
    is_short = isinstance(violation.mark, Length) and size < violation.mark.minimum
    if isinstance(violation.value, str):
        return "Give a longer text" if is_short else "Shorten it"
    return f"{'Add' if is_short else 'Remove'} {_unit(violation, 2)}"


def explain_secret(suspicion: Suspicion) -> tuple[str, str]:
    """
    Say that something looks like a secret, and what to do; the secret itself is not shown.

    Returns:
        The message and the fix.
    """
    secret = suspicion.secret
    subject = "the key" if suspicion.on_key else "the value"
    message = (
        f"{subject} looks like a secret ({secret.kind}, {secret.length:,} characters); everyone "
        "who may describe the job can read it."
    )
    fix = (
        "Keep it in AWS Secrets Manager or Systems Manager Parameter Store and pass its name, or "
        "give the role the access."
    )
    return message, fix
