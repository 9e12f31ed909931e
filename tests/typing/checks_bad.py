"""
What type checkers refuse about checks and errors. Checked, never run.
"""

import sagemaker_train as smt


def wrong(error: smt.ApiError, finding: smt.Finding) -> None:
    """Wrong arguments of checks, and what findings and errors do not have."""
    smt.check("churn.json")  # error: "str"
    smt.check({}, "service")  # error: "Policy | None"
    smt.check({}, None, "us-east-1")  # error: positional argument
    smt.check({})[0].value  # error: "value"
    smt.Policy().set("spot-needs-max-wait", "fatal")  # error: "Severity"
    smt.Policy().set("spot-needs-max-wait")  # error: "severity"
    smt.Policy().allow(["environment.SALT"])  # error: "list[str]"
    finding.severity = smt.Severity.OFF  # error: "severity"
    smt.Severity.FATAL  # error: "FATAL"
    error.findings  # error: "findings"
    error.request_id.upper()  # error: "None"
    raise smt.ConstraintError("churn")  # error: "Sequence[Finding]"
