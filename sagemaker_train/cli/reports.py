"""
How ``check`` tells what it found: text for people, JSON, and SARIF for code scanning.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sagemaker_train.checks.policy import CONSTRAINTS, FIXED
from sagemaker_train.checks.rules import RULES
from sagemaker_train.checks.secrets import RULES as SECRETS
from sagemaker_train.cli.examination import Examined, LineFinding, shown_name
from sagemaker_train.findings import Severity
from sagemaker_train.version import __version__

SARIF_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
HOME: Final = "https://pypi.org/project/sagemaker-train-client/"


def as_text(files: Sequence[Examined]) -> str:
    """
    Write one paragraph for each finding, and a line that sums up.
    """
    lines: list[str] = []
    for file in files:
        name = shown_name(file.name)
        if file.problem:
            at = "" if file.problem.line is None else f":{file.problem.line}"
            lines.append(f"{name}{at}: cannot be checked: {file.problem.message}")
        for line, finding in file.findings:
            lines += [
                f"{name}:{line}: {finding.severity}: {finding.path}: {finding.message} "
                f"[{finding.rule}]",
                f"    {finding.hint}",
            ]
    requests = sum(len(file.forms) for file in files)
    errors = sum(file.count(Severity.ERROR) for file in files)
    warnings = sum(file.count(Severity.WARNING) for file in files)
    told = [_number(requests, "request"), _number(errors, "error"), _number(warnings, "warning")]
    if problems := sum(file.problem is not None for file in files):
        told.append(f"{_number(problems, 'file')} not checked")
    return "\n".join([*lines, f"{told[0]} checked: {', '.join(told[1:])}"])


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


_TOLD = ("path", "rule", "severity", "message", "hint", "source")


def as_json(files: Sequence[Examined]) -> str:
    """
    Write a JSON object with everything that was found, for programs.
    """
    report = {
        "version": __version__,
        "errors": sum(file.count(Severity.ERROR) for file in files),
        "warnings": sum(file.count(Severity.WARNING) for file in files),
        "files": [
            {
                "path": file.name,
                "forms": [form.value for form in file.forms],
                "problem": file.problem and file.problem._asdict(),
                "findings": [
                    {"line": line, **{name: getattr(finding, name) for name in _TOLD}}
                    for line, finding in file.findings
                ],
            }
            for file in files
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def as_sarif(files: Sequence[Examined]) -> str:
    """
    Write a SARIF 2.1.0 log, as code scanning takes it.
    """
    rules = sorted({found.finding.rule for file in files for found in file.findings})
    notifications = [
        {
            "level": "error",
            "message": {"text": file.problem.message},
            "locations": [_location(file, file.problem.line, None)],
        }
        for file in files
        if file.problem
    ]
    run = {
        "tool": {
            "driver": {
                "name": "sagemaker-train-client",
                "version": __version__,
                "informationUri": HOME,
                "rules": [
                    {"id": rule, "shortDescription": {"text": rule_text(rule)}} for rule in rules
                ],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not notifications,
                "toolExecutionNotifications": notifications,
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(file, found, rules.index(found.finding.rule))
            for file in files
            for found in file.findings
        ],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _result(file: Examined, found: LineFinding, rule_index: int) -> dict[str, Any]:
    finding = found.finding
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "message": {"text": f"{finding.path}: {finding.message} {finding.hint}"},
        "locations": [_location(file, found.line, finding.path)],
        "properties": {"source": finding.source},
    }


def _location(file: Examined, line: int | None, path: str | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file.name)}}
    if line is not None:
        physical["region"] = {"startLine": line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if path is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": path, "kind": "member"}]
    return location


def _uri(name: str) -> str:
    """
    Give a path as a URI: relative to where the command runs, as code scanning wants it.
    """
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def rule_text(rule: str) -> str:
    """
    Say a rule in a sentence.
    """
    if rule in RULES:
        return RULES[rule].summary
    if rule in SECRETS:
        return f"A setting holds no secret ({SECRETS[rule]})."
    return {**CONSTRAINTS, **FIXED}[rule]


FORMATS: Final[Mapping[str, Callable[[Sequence[Examined]], str]]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
}
"""The reports by name."""
