from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from sagemaker_train.jobs.java_regex import PROPERTIES, JavaRegex
from sagemaker_train.jobs.log_streams import LogEvent
from sagemaker_train.jobs.metric_definitions import java_double, preview_metrics
from sagemaker_train.models.structures import MetricDefinition
from tests.log_group import START

LINES = [
    "Starting",
    "epoch 1 loss=0.75; acc=0.5 loss=9",
    "epoch 2 loss=0.5; acc=nan",
    "loss=",
]


def values(regex: str, *lines: str) -> tuple[float, ...]:
    """What one definition records."""
    return preview_metrics({"m": regex}, lines).values("m")


# What is captured


def test_the_first_group_of_the_first_match_counts() -> None:
    """Of each line one value: the first group of the first match."""
    assert values(r"loss=([0-9.]+)", *LINES) == (0.75, 0.5)
    assert values(r"epoch (\d+) loss=([0-9.]+)", *LINES) == (1.0, 2.0)


def test_a_readable_report() -> None:
    """Metric by metric, how many values, which, and of which lines nothing is recorded and why."""
    preview = preview_metrics(
        [
            MetricDefinition(name="loss", regex=r"loss=([0-9.]*)"),
            MetricDefinition(name="acc", regex=r"acc=(\S+)"),
            MetricDefinition(name="f1", regex=r"f1=([0-9.]+"),
            MetricDefinition(name="epoch", regex=r"epoch \d+"),
        ],
        "\n".join(LINES),
    )
    assert str(preview) == (
        "loss: 2 values from 4 lines: 0.75, 0.5\n"
        "  ! line 4: '' is not a number\n"
        "acc: 1 value from 4 lines: 0.5\n"
        "  ! line 3: 'nan' is not a number\n"
        "f1: 0 values from 4 lines\n"
        "  ! is not a regular expression: missing ), unterminated subpattern at position 3\n"
        "epoch: 0 values from 4 lines\n"
        "  ! has no group: put ( ) round the number, or nothing is recorded\n"
        "  ! line 2: 'epoch 1' matched, but there is no group\n"
        "  ! line 3: 'epoch 2' matched, but there is no group"
    )
    assert not preview.fine
    assert [capture.line for capture in preview.trials[0].captures] == [2, 3, 4]
    with pytest.raises(KeyError):
        preview.values("recall")


def test_when_all_is_fine() -> None:
    """A preview is fine when each definition records something and loses nothing."""
    assert preview_metrics({"loss": r"loss=([0-9.]+)"}, LINES).fine
    assert not preview_metrics({"loss": r"Loss=([0-9.]+)"}, LINES).fine
    assert str(preview_metrics({}, LINES)) == "no metric definitions"


def test_log_events_are_lines() -> None:
    """What ``logs()`` tells can be tried at once, and two definitions may share a name."""
    events = [
        LogEvent(timestamp=START, message=line, node="algo-1", stream="s")
        for line in ("loss=1", "loss: 2")
    ]
    definitions = [
        MetricDefinition(name="loss", regex=regex) for regex in (r"loss=(\d)", r"loss: (\d)")
    ]
    assert preview_metrics(definitions, events).values("loss") == (1.0, 2.0)


def test_long_reports_are_cut() -> None:
    """Many values and many lost lines are counted rather than listed."""
    lines = [f"m={number}" for number in range(20)] + [f"m=x{number}" for number in range(20)]
    report = str(preview_metrics({"m": r"m=(\w+)"}, lines))
    assert "0, 1, 2, 3, 4, 5, 6, 7, …" in report
    assert "and 12 more lines" in report


def test_secrets_are_not_shown() -> None:
    """What is captured by mistake and looks like a secret is hidden."""
    secret = "ghp_k7Qm2xVb9RtY4wLz8NcF3hJd6GsP1aTe5UoW"
    preview = preview_metrics({"m": r"token=(\S+)"}, [f"token={secret}"])
    assert preview.trials[0].captures[0].text == secret
    assert secret not in str(preview) + repr(preview.trials[0].captures)


def test_an_optional_group() -> None:
    """A match in which the first group took no part records nothing, and says so."""
    preview = preview_metrics({"m": r"done(?: in (\d+) s)?"}, ["done", "done in 5 s"])
    assert preview.values("m") == (5.0,)
    assert preview.trials[0].captures[0].problem == "matched without the first group"


# Numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        ("-1.5e-3", -0.0015),
        ("+.5", 0.5),
        ("5.", 5.0),
        (" 7\t", 7.0),
        ("1.5f", 1.5),
        ("2D", 2.0),
        ("0x1.8p1", 3.0),
    ],
)
def test_numbers_of_java(text: str, value: float) -> None:
    """What ``Double.parseDouble`` takes."""
    assert java_double(text) == (value, "")


@pytest.mark.parametrize(
    "text",
    ["", ".", "1_000", "1,000", "nan", "inf", "1e", "0x10", "١", "NaN", "-Infinity", "1e999", "5%"],
)
def test_what_is_no_number(text: str) -> None:
    """What Java does not take although Python may, and what CloudWatch does not take."""
    value, problem = java_double(text)
    assert value is None
    assert problem.startswith("is ")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_survives(number: float) -> None:
    """What Python prints, Java reads as the same number."""
    assert java_double(repr(number)) == (number, "")


# Java's syntax


@pytest.mark.parametrize(
    ("java", "yes", "no"),
    [
        (r"(?<value>[0-9]+)\k<value>", "77", "78"),
        (r"\Qa.b(\E([0-9])", "a.b(5", "axb(5"),
        (r"\p{Alpha}+=(\p{Digit})", "loss=5", "1=5"),
        (r"[\p{Upper}_]+=(\d)", "LOSS=5", "loss=5"),
        (r"\P{Space}(\d)", "x5", " 5"),
        (r"loss\h(\d)", "loss\u00a05", "loss\n5"),
        (r"[\h:]+(\d)", " : 5", "x5"),
        (r"\H(\d)", "x5", " 5"),
        (r"a\v(\d)", "a\u20285", "a 5"),
        (r"a\R(\d)", "a\r\n5", "a\t5"),
        (r"(\d)\z", "5", "5\n"),
        (r"(\d)\Z", "5\n", "5\n\n"),
        (r"\x{41}(\d)", "A5", "B5"),
        (r"\0101(\d)", "A5", "B5"),
        (r"\cA(\d)", "\x015", "A5"),
        (r"\e(\d)", "\x1b5", "e5"),
        (r"(?i)LOSS=(\d)", "loss=5", "lost=5"),
        (r"(?u)a(\d)", "a5", "b5"),
        (r"a.(\d)", "a\t5", "a\u20285"),
        (r"(?s)a.(\d)", "a\u20285", "a5"),
        (r"\d++(x)", "12x", "12"),
        (r"(?>a|ab)(c)", "ac", "abc"),
        (r"'loss': ([0-9.]+)[,}]", "{'loss': 0.5}", "loss: 0.5"),
        (r"x{2}(\d)", "xx5", "x5"),
        (r"[]x](\d)", "]5", "a5"),
        (r"[^]x](\d)", "a5", "]5"),
        (r"[a^](\d)", "^5", "]5"),
        (r"[]](\d)", "]5", "[5"),
        (r"[\Qa-c]\E-](\d)", "]5", "b5"),
        (r"(?<=a)(\d)", "a5", "b5"),
        (r"(?<!a)(\d)", "b5", "a5"),
        (r"é(\d)", "é5", "e5"),
        (r"[(?i)<](\d)", "?5", "a5"),
    ],
)
def test_expressions_of_java(java: str, yes: str, no: str) -> None:
    """What means the same in both languages, and what has a translation."""
    regex = JavaRegex.read(java)
    assert regex.problems == ()
    assert regex.compiled is not None
    assert regex.compiled.search(yes)
    assert not regex.compiled.search(no)


@pytest.mark.parametrize(
    ("java", "words"),
    [
        (r"[a-z&&[^b]](\d)", "class"),
        (r"[a[bc]](\d)", "class within a class"),
        (r"\p{IsGreek}(\d)", r"\p{IsGreek} has no translation"),
        (r"\pL(\d)", r"\pL has no translation"),
        (r"[\P{Alpha}](\d)", "within [...]"),
        (r"[\H](\d)", "within [...]"),
        (r"[\b](\d)", "within [...] is an error"),
        (r"[\R](\d)", "within [...] is an error"),
        (r"\G(\d)", r"\G is an error in Java, or has no translation"),
        (r"\y(\d)", r"\y is an error"),
        (r"a(?i)b(\d)", "after the beginning"),
        (r"\x{110000}(\d)", "is not a character"),
        (r"(\d", "is not a regular expression"),
        (r"(?<=a+)(\d)", "is not a regular expression"),
    ],
)
def test_what_cannot_be_tried(java: str, words: str) -> None:
    """What has no translation is named and matches nothing, rather than something else."""
    regex = JavaRegex.read(java)
    assert regex.compiled is None
    assert any(words in problem for problem in regex.problems)


@pytest.mark.parametrize(
    ("java", "line", "words"),
    [
        (r"(?P<value>\d+)", "5", "(?P is Python's syntax"),
        (r"{'loss': ([0-9.]+)", "{'loss': 0.5}", r"write \{"),
    ],
)
def test_what_java_would_refuse_is_named(java: str, line: str, words: str) -> None:
    """What only Python takes is tried all the same, with a warning that Java refuses it."""
    preview = preview_metrics({"m": java}, [line])
    assert len(preview.values("m")) == 1
    assert words in preview.trials[0].problems[0]
    assert not preview.fine


@given(st.text(max_size=12))
def test_any_text_is_read(text: str) -> None:
    """Whatever is written, it is compiled or a problem says why not."""
    regex = JavaRegex.read(text)
    assert regex.source == text
    assert regex.compiled is not None or regex.problems


@given(st.text(st.characters(codec="ascii"), min_size=1, max_size=8))
def test_quoted_text_is_itself(text: str) -> None:
    r"""What stands between ``\Q`` and ``\E`` matches itself and nothing else."""
    regex = JavaRegex.read(rf"\Q{text}\E") if r"\E" not in text else JavaRegex.read(re.escape(text))
    assert regex.compiled is not None
    assert regex.compiled.fullmatch(text)


@pytest.mark.parametrize("name", list(PROPERTIES))
def test_properties_are_those_of_ascii(name: str) -> None:
    r"""``\p{Alpha}`` and the like are exactly what ``str`` says of ASCII characters."""
    regex = JavaRegex.read(rf"\p{{{name}}}").compiled
    assert regex is not None
    found = {chr(code) for code in range(256) if regex.fullmatch(chr(code))}
    ascii_only = [chr(code) for code in range(128)]
    expected: dict[str, Callable[[str], bool]] = {
        "Lower": str.islower,
        "Upper": str.isupper,
        "ASCII": str.isascii,
        "Alpha": str.isalpha,
        "Digit": str.isdigit,
        "Alnum": str.isalnum,
        "Punct": lambda c: c.isprintable() and not c.isalnum() and c != " ",
        "Graph": lambda c: c.isprintable() and c != " ",
        "Print": str.isprintable,
        "Blank": lambda c: c in " \t",
        "Cntrl": lambda c: not c.isprintable(),
        "XDigit": lambda c: c in "0123456789abcdefABCDEF",
        "Space": lambda c: c in " \t\n\x0b\f\r",
    }
    assert found == {character for character in ascii_only if expected[name](character)}
