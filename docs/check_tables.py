"""
Writes what ``docs/checks.md`` says about single rules, from the rules themselves.

    python docs/check_tables.py            writes it
    python docs/check_tables.py --check    exits with 1 if it would change
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from sagemaker_train.checks import (
    Policy,
    rules_algorithm,
    rules_channels,
    rules_input_modes,
    rules_monitoring,
    rules_preferences,
    rules_region,
    rules_resources,
    rules_runtime,
    rules_serverless,
)
from sagemaker_train.checks.policy import CONSTRAINTS, FIXED
from sagemaker_train.checks.rule import Rule
from sagemaker_train.checks.secrets import RULES as SECRETS

PAGE = Path(__file__).with_name("checks.md")
BEGIN, END = "<!-- rules -->\n", "<!-- end of rules -->\n"

SUBJECTS: Mapping[str, Mapping[str, Rule]] = {
    "Image and algorithm": rules_algorithm.TABLE,
    "Serverless jobs": rules_serverless.TABLE,
    "Channels": rules_channels.TABLE,
    "Input modes": rules_input_modes.TABLE,
    "Instances, volumes, warm pools": rules_resources.TABLE,
    "Instance preferences": rules_preferences.TABLE,
    "Time, spot, network, tags": rules_runtime.TABLE,
    "Debugger, profiler, TensorBoard": rules_monitoring.TABLE,
    "Region": rules_region.TABLE,
}


def lines() -> Iterator[str]:
    """
    Write every rule as Markdown.
    """
    default, service = Policy(), Policy.service()
    yield "## Constraints of the service model\n"
    yield "They hold for the request of every operation, at every level."
    yield "Source: the service model.\n"
    yield "| rule | default | under `Policy.service()` | what it says |"
    yield "|---|---|---|---|"
    for rule, summary in CONSTRAINTS.items():
        levels = f"{default.severity(rule)} | {service.severity(rule)}"
        yield f"| `{rule}` | {levels} | {summary} |"
    yield ""
    yield "An instance type that is not known is a warning, as AWS adds some every month."
    yield "So is a member that resembles no known one: it may be newer than this library."
    for subject, table in SUBJECTS.items():
        yield f"\n## {subject}"
        for one in table.values():
            yield from _rule(one)
    yield "\n## Secrets\n"
    yield "| rule | default | kind of secret |"
    yield "|---|---|---|"
    for rule, kind in sorted(SECRETS.items()):
        yield f"| `{rule}` | {default.severity(rule)} | {kind} |"
    yield "\n## Rules that no policy turns down\n"
    yield "They are errors of files, hyperparameters, new members and searches: nothing could be"
    yield "sent instead.\n"
    yield "| rule | what it says |"
    yield "|---|---|"
    for rule, summary in FIXED.items():
        yield f"| `{rule}` | {summary} |"
    yield ""


def _rule(rule: Rule) -> Iterator[str]:
    severity = f"**{rule.severity}**"
    if rule.service != rule.severity:
        severity += f" ({rule.service} under `Policy.service()`)"
    yield f"\n### {rule.id}\n"
    yield f"{severity}. {_prose(rule.summary)}\n"
    yield f"- To obey: {_prose(rule.fix)}."
    yield f"- Source: {_prose(rule.source)}."


def _prose(text: str) -> str:
    return text.replace("``", "`").replace("[:", r"\[:").replace("[@", r"\[@").replace("_", r"\_")


def main() -> None:
    """
    Write the page, or tell whether it is up to date.
    """
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, marker, after = rest.partition(END)
    if not marker:
        raise SystemExit(f"{PAGE.name} lacks its markers {BEGIN.strip()} and {END.strip()}")
    written = "".join([before, BEGIN, "\n".join(lines()), END, after])
    if "--check" not in sys.argv:
        PAGE.write_text(written, encoding="utf-8")
    elif written != page:
        raise SystemExit(f"{PAGE.name} is not what the rules say: python docs/check_tables.py")


if __name__ == "__main__":
    main()
