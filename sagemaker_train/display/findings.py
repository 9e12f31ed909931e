"""
Findings as a page: how serious, where, what, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from sagemaker_train.display.page import (
    Cell,
    Column,
    Heading,
    Page,
    Table,
    Tone,
    cell,
    clean,
    plain,
    shortened,
)
from sagemaker_train.findings import Finding, Severity

_SIGNS = {
    Severity.ERROR: plain("✗ error", Tone.BAD),
    Severity.WARNING: plain("! warning", Tone.WARN),
}


def findings_page(findings: Sequence[Finding]) -> Page:
    """
    Show what a check has found.
    """
    if not findings:
        good = plain("✓ nothing wrong with it", Tone.GOOD)
        return Page("Findings", [Heading("Checked", good)])
    rows = [(cell(_SIGNS.get(one.severity, plain(one.severity))), _what(one)) for one in findings]
    columns = [Column("Severity", short=True), Column("Finding")]
    heading = Heading("Checked", plain(counted(findings)))
    return Page("Findings", [heading, Table("Findings", columns, rows)])


def counted(findings: Sequence[Finding]) -> str:
    """
    Say how many there are of each severity: ``2 errors, 1 warning``.
    """
    counts = [
        (sum(one.severity is severity for one in findings), severity)
        for severity in (Severity.ERROR, Severity.WARNING)
    ]
    return ", ".join(f"{n} {severity}{'s' if n != 1 else ''}" for n, severity in counts if n)


def _what(finding: Finding) -> Cell:
    # A finding holds no secret: it names the place and the kind.
    return (
        (shortened(clean(finding.path)),),
        (plain(finding.message),),
        (plain(finding.hint, Tone.MUTED),),
        (plain(f"{finding.rule} · {finding.source}", Tone.MUTED),),
    )
