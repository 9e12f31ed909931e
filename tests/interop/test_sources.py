"""The text of files: what is in it, and on which line."""

import json
import sys
import tracemalloc
import typing
from typing import Any

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from sagemaker_train.errors import ConfigurationError, WireError
from sagemaker_train.interop.files import requests_in_text
from sagemaker_train.interop.shapes import paths
from sagemaker_train.interop.sources import (
    Document,
    Language,
    language_of,
    parse,
    parse_json,
    refuse,
)
from sagemaker_train.interop.yaml_source import dump_yaml, is_ambiguous, parse_yaml

texts = st.text() | st.sampled_from(
    ["no", "ON", "y", "~", "", "null", "010", "1_000", "0x1F", "0b1", "0o17", "1:30", "2026-01-31",
     "2026-01-31 10:00:00", "1e3", "1.0", "-1", "+1", ".5", "5.", ".inf", ".NaN", "=", "<<", "- a",
     "a: b", "#c", "&a", "*a", "!t", "%d", "@x", "`", "'", '"', "{}", "[]", "? ", "a #b", " a ",
     "\ta", "\n", "a\n", "\u0085", "\u2028", "\ufeff", "---", "...", "|", ">", "1,000", "12:"]
)  # fmt: skip
numbers = (
    st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
)  # fmt: skip
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(texts, values, min_size=1, max_size=5)


@settings(deadline=None)
@given(objects)
def test_yaml_survives_the_round_trip(value: dict[str, Any]) -> None:
    """What is written as YAML is read back as it was, whatever texts and numbers look like."""
    (document,) = parse_yaml(dump_yaml(value))
    assert document.value == value
    assert document.problems == ()


@settings(deadline=None)
@given(objects)
def test_yaml_means_the_same_to_others(value: dict[str, Any]) -> None:
    """PyYAML's own reader, which follows YAML 1.1, understands what is written as we do."""
    read = yaml.safe_load(dump_yaml(value))
    assert read == value
    assert json.dumps(read) == json.dumps(value)


@settings(deadline=None)
@given(values, st.sampled_from([None, 1, 3]))
def test_every_path_of_a_json_text_has_its_line(value: object, indent: int | None) -> None:
    """The place of everything is known, and lines do not go backwards in the order of the text."""
    document = parse_json(json.dumps(value, indent=indent))
    assert document.value == value
    every = list(paths(value))
    assert all(path in document.lines for path in every)
    lines = [document.line(path) for path in every]
    assert lines == sorted(lines)
    assert indent is not None or set(lines) == {1}


@pytest.mark.parametrize("language", ["json", "yaml"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(language: Language, end: str) -> None:
    """Lines are counted alike, whether they end in LF, CR LF or CR; so are those of errors."""
    (document,) = parse(f'{{"a":{end}1,{end}{end}"b": 2}}'.replace(f":{end}", f": {end}"), language)
    assert (document.line(("a",)), document.line(("b",))) == (1, 4)
    with pytest.raises(WireError) as caught:
        parse(f'{{"a": 1,{end}{end}"b": ]}}', language)
    assert caught.value.line == 3
    with pytest.raises(WireError) as caught:
        requests_in_text(f"a: 1{end}b: ".encode() + b"\xff", "a.yaml")
    assert caught.value.line == 2


@pytest.mark.parametrize("text", ["x" * 10**6, r"\n" * 10**6], ids=["plain", "escaped"])
def test_long_texts_take_little_memory(text: str) -> None:
    """Reading takes some times the size of a text, and not a hundred times."""
    source = f'{{"HyperParameters": {{"a": "{text}"}}}}'
    tracemalloc.start()
    try:
        parse_json(source)
        assert tracemalloc.get_traced_memory()[1] < 10 * len(source)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("language", ["json", "yaml"])
def test_lines_are_those_of_the_file(language: str) -> None:
    """Counted from 1, at the key of a member and the start of an item."""
    text = '\n{\n  "a": [\n    {"b": 1},\n    2\n  ],\n\n  "c": {"d": "x\\ny"}\n}\n'
    (document,) = parse(text, "json" if language == "json" else "yaml")
    known = {(): 2, ("a",): 3, ("a", 0): 4, ("a", 0, "b"): 4, ("a", 1): 5, ("c", "d"): 8}
    assert {path: document.lines[path] for path in known} == known
    assert document.line(("a", 0, "nothing", "here")) == 4
    assert document.line(("nothing",)) == 2


@pytest.mark.parametrize(
    "word",
    ["no", "No", "NO", "yes", "on", "Off", "y", "N", "010", "0o17", "0x1F", "0b101", "1_000",
     "1:30", "12:30:45", "1e3", "1.5e3", "+1", ".5", "5.", ".inf", "-.INF", ".nan", "=",
     "2026-01-31", "2026-01-31T10:00:00Z", "012345678901"],
)  # fmt: skip
def test_what_tools_read_differently_is_a_problem(word: str) -> None:
    """A bare word on which YAML versions differ is told with its place, and read as text."""
    (bare,) = parse_yaml(f"TrainingJobName: x\nHyperParameters:\n  a: {word}\n")
    (problem,) = bare.problems
    assert (problem.line, problem.path) == (3, ("HyperParameters", "a"))
    assert "quote it if it is text, as all of HyperParameters and Environment" in problem.problem
    (quoted,) = parse_yaml(f"a: '{word}'")
    assert (quoted.value, quoted.problems) == ({"a": word}, ())
    assert bare.value["HyperParameters"] == {"a": word}
    assert is_ambiguous(word)


def test_a_value_is_not_shown() -> None:
    """A number without quotes may be a password."""
    key = "AKIA" + "IOSFODNN7EXAMPL2"
    told = problems(parse_yaml(f"Environment: {{PASSWORD: 0123456789, A: !{key} b}}"))
    assert len(told) == 2
    assert "0123456789" not in told[0]
    assert key not in told[1]


def problems(documents: list[Document]) -> list[str]:
    """What is wrong with the one document, as a person reads it."""
    (document,) = documents
    return [str(problem) for problem in document.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: true", True),
        ("a: False", False),
        ("a: null", None),
        ("a: ~", None),
        ("a:", None),
        ("a: 10", 10),
        ("a: -1", -1),
        ("a: 0.10", 0.1),
        ("a: 1.5e+3", 1500.0),
        ("a: 1.2.3", "1.2.3"),
        ("a: e5", "e5"),
        ("a: s3://b/2026-01-31", "s3://b/2026-01-31"),
        ("a: nothing", "nothing"),
        ("a: '10'", "10"),
        ("a: !!str 10", "10"),
        ("a: |\n  b\n  c\n", "b\nc\n"),
        ("b: &x {c: 1}\na: *x", {"c": 1}),
    ],
)
def test_what_all_tools_read_alike_is_read(text: str, value: object) -> None:
    """JSON's words and numbers, texts that are nothing else, quotes, blocks and aliases."""
    (document,) = parse_yaml(text)
    assert document.problems == ()
    assert document.value["a"] == value
    assert type(document.value["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "complaint", "value"),
    [
        ("a: 1\na: 2", "line 2: a: is there twice", {"a": 2}),
        ("on: 1", "line 1: on: is a key that some tools do not read as text", {"on": 1}),
        ("{1: x}", "line 1: 1: is a key that some tools do not read as text", {"1": "x"}),
        ("? [a]\n: b\nc: d", "line 1: has a key that is not a text", {"c": "d"}),
        ("a: !Ref b", "line 1: a: has the tag !Ref", {"a": "b"}),
        ("a: !Sub 'b'", "line 1: a: has the tag !Sub", {"a": "b"}),
        ("a: !Join [b]", "line 1: a: has the tag !Join", {"a": ["b"]}),
        ("a: !!set {b}", "line 1: a: has the tag", {"a": {"b": None}}),
        ("a: !!binary aGk=", "line 1: a: has the tag", {"a": "aGk="}),
    ],
)
def test_what_is_no_json_in_yaml_is_a_problem(text: str, complaint: str, value: object) -> None:
    """The message says where and why, and what is around it is read."""
    documents = parse_yaml(text)
    (problem,) = problems(documents)
    assert problem.startswith(complaint)
    assert documents[0].value == value


@pytest.mark.parametrize(
    ("merge", "value"),
    [
        ("  <<: *x\n  d: 3", {"c": 1, "d": 3}),
        ("  d: 3\n  <<: *x", {"c": 1, "d": 3}),
        ("  <<: [*w, *x]", {"c": 4, "d": 2}),
        ("  <<: *z", {}),
    ],
)
def test_merge_keys_are_a_problem_and_are_merged(merge: str, value: object) -> None:
    """Nothing seems to be missing that a reader of YAML 1.1 finds there."""
    documents = parse_yaml(f"x: &x {{c: 1, d: 2}}\nw: &w {{c: 4}}\nz: &z 5\na:\n{merge}\n")
    (problem,) = problems(documents)
    assert ": a: merges with <<, which YAML 1.2 dropped" in problem
    assert documents[0].value["a"] == value


def test_every_problem_is_told() -> None:
    """In the order of the text, and in one error where it is refused."""
    text = "a: no\nb: [1e3, !Ref c]\nd: {e: 1, e: 010}\n"
    (document,) = parse_yaml(text)
    places = [(problem.line, problem.path) for problem in document.problems]
    assert places == [(1, ("a",)), (2, ("b", 0)), (2, ("b", 1)), (3, ("d", "e")), (3, ("d", "e"))]
    with pytest.raises(WireError) as caught:
        refuse(document.problems)
    assert str(caught.value).splitlines() == problems([document])
    assert (caught.value.line, caught.value.path) == (1, ("a",))
    refuse(())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [1", "line 1: this is not YAML"),
        ("a: *nothing", "line 1: this is not YAML"),
        ("a: \x00", "this is not YAML"),
        ("a: &x [*x]", "line 1: a"),
        ("[" * 5000, "this is nested too deeply"),
    ],
)
def test_what_is_no_yaml_is_refused(text: str, complaint: str) -> None:
    """The message says where and why."""
    with pytest.raises(WireError) as caught:
        parse_yaml(text)
    assert str(caught.value).startswith(complaint)


def test_aliases_cannot_blow_up() -> None:
    """A few lines that stand for billions of values are refused in a moment."""
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(WireError, match="more than 100,000 values"):
        parse_yaml("\n".join(lines))


def test_a_stream_has_several_documents() -> None:
    """Each is read for itself, with the lines of the file; empty ones are none."""
    documents = parse_yaml("a: 1\n---\n---\nb: 2\n")
    assert [document.value for document in documents] == [{"a": 1}, {"b": 2}]
    assert documents[1].line(("b",)) == 4


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{\n'a': 1}", "line 2: this is not JSON: "),
        ('{"a": NaN}', "this is not JSON that can be read: JSON has no number NaN"),
        ("", "line 1: this is not JSON: "),
        ("[" * 100_000, "this is nested too deeply"),
    ],
)
def test_what_is_not_json_is_refused(text: str, complaint: str) -> None:
    """Python's extensions included."""
    with pytest.raises(WireError) as caught:
        parse_json(text)
    assert str(caught.value).startswith(complaint)


def test_names_that_are_there_twice_are_problems_of_json() -> None:
    """All of them are told; the last one counts, as it does to most tools."""
    document = parse_json('{"a": [{"b": 1, "b": 2}],\n "c": 1,\n "c": 2}')
    assert document.value == {"a": [{"b": 2}], "c": 2}
    assert problems([document]) == [
        "line 1: a[0].b: is there twice; keep one",
        "line 3: c: is there twice; keep one",
    ]


def test_another_language_is_refused() -> None:
    """It is not taken for YAML."""
    with pytest.raises(ValueError, match="language must be 'json' or 'yaml', found 'toml'"):
        parse("a = 1", typing.cast("Language", "toml"))


def test_the_language_is_told_by_the_name_or_else_by_the_text() -> None:
    """JSON begins with a bracket; anything else may be YAML, of which JSON is nearly a part."""
    assert language_of("job.json", "a: 1") == "json"
    assert language_of("job.asl.JSON", "a: 1") == "json"
    assert language_of("job.yml", "{}") == "yaml"
    assert language_of("-", " \n{}") == "json"
    assert language_of("-", "a: {}") == "yaml"


def test_without_pyyaml_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """YAML is an extra; JSON goes on without it."""
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ConfigurationError, match=r"sagemaker-train-client\[yaml\]"):
        parse("a: 1", "yaml")
    assert parse('\ufeff{"a": 1}', "json")[0].value == {"a": 1}
