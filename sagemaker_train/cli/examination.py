"""
What ``check`` finds in one file.
"""

from __future__ import annotations

import re
import shlex
import sys
from errno import EBADF
from pathlib import Path
from typing import NamedTuple

from sagemaker_train.checks import Policy
from sagemaker_train.checks.wording import shown_path
from sagemaker_train.errors import ConfigurationError, WireError
from sagemaker_train.findings import Finding, Severity
from sagemaker_train.interop.documents import MARKS, Form
from sagemaker_train.interop.files import requests_in_text
from sagemaker_train.interop.placed import check_located


class LineFinding(NamedTuple):
    """
    A finding and its line in the file, counted from 1.
    """

    line: int
    finding: Finding
    """It speaks of options of the command line."""


class Problem(NamedTuple):
    """
    Why a file could not be checked.
    """

    line: int | None
    message: str


class Examined(NamedTuple):
    """
    One file.
    """

    name: str
    """As it was given; ``<stdin>`` for standard input."""
    forms: tuple[Form, ...]
    """The requests that are in it, by the tool they are for."""
    findings: tuple[LineFinding, ...]
    problem: Problem | None

    def count(self, severity: Severity) -> int:
        """
        Count the findings of a severity.
        """
        return sum(found.finding.severity is severity for found in self.findings)

    @property
    def status(self) -> int:
        """
        What the file adds to the exit status: 0, 1 for an error, 2 where it cannot be checked.
        """
        return 2 if self.problem else 1 if self.count(Severity.ERROR) else 0


def examine(name: str, policy: Policy, *, region: str | None, skip_others: bool) -> Examined:
    """
    Check the requests in a file.

    Args:
        name: The path of the file; ``-`` for standard input.
        policy: How serious each rule is.
        region: Where the requests will go; ``None`` leaves out the rules that compare with it.
        skip_others: Whether a file is fine that is not certain to hold a request.
    """
    nothing = Examined("<stdin>" if name == "-" else name, (), (), None)
    try:
        text = content(name)
        if skip_others and not _MENTION.search(text):
            return nothing
        found = requests_in_text(text, name)
    except OSError as error:
        return nothing._replace(problem=Problem(None, error.strerror or "cannot be read"))
    except ConfigurationError as error:
        return nothing._replace(problem=Problem(None, str(error)))
    except WireError as error:
        if skip_others:  # whatever it is, such as a template
            return nothing
        where = shown_path(error.path)
        message = f"{where}: {error.problem}" if where else error.problem
        return nothing._replace(problem=Problem(error.line, message))
    if skip_others:
        found = [each for each in found if each.located.is_certain]
    elif not found:
        message = "holds no request for a training job (--skip-others passes over it)"
        return nothing._replace(problem=Problem(None, message))
    findings = [
        LineFinding(document.line(placed.place), _for_command_line(placed.finding))
        for located, document in found
        for placed in check_located(located, policy, region=region)
    ]
    findings.sort(key=lambda found: found.line)
    forms = tuple(each.located.form for each in found)
    return nothing._replace(forms=forms, findings=tuple(findings))


# Every request says one of these. Without them, YAML of whatever tool need not be read: reading it
# takes a second for some ten thousand lines.
_MENTION = re.compile("|".join(sorted({"TrainingJob", *MARKS})).encode(), re.IGNORECASE)


def content(name: str) -> bytes:
    """
    Read a file, or standard input for ``-``.

    Raises:
        OSError: It cannot be read.
    """
    if name != "-":
        return Path(name).read_bytes()
    if sys.stdin is None:
        raise OSError(EBADF, "standard input is closed")
    return sys.stdin.buffer.read()


def shown_name(name: str) -> str:
    """
    Give a file's name as people are shown it, on one line.
    """
    if name == "-":
        return "<stdin>"
    return name if name.isprintable() else repr(name)


def _for_command_line(finding: Finding) -> Finding:
    """
    Let a finding say the option instead of the method.
    """
    if not finding.override:
        return finding
    if finding.is_suspicion:
        option = f"--allow {shlex.quote(finding.path)}"
    else:
        option = f"--set {finding.rule}={finding.severity.milder}"
    hint = finding.hint.replace(finding.override, option)
    return finding._replace(hint=hint, override=option)
