"""
The laws of the secrets engine.

They are judged on a set made for it (`secrets_labelled`): 1368 made-up secrets of 264 kinds, from
AWS keys to passwords of people, bare, JSON-quoted, in JSON, in lists of variables, as options and
assignments of command lines, in connection strings, URL queries and running text, in XML, YAML,
TOML and other files, also with escaped line breaks; 987 settings of ordinary jobs (numbers,
switches, words, paths and S3 URIs, models and images, under 115 names in three spellings); 724
tricky harmless ones (references to secret stores, placeholders, special tokens, digests and ids,
public keys and certificates, types and validators, patterns, prompts, names such as "sort_key").
Set `CORPUS` to a folder of `*.jsonl` files with real requests to try those too.
"""

import ast
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, strategies as st

from sagemaker_train.checks import secrets
from sagemaker_train.checks.secret_texts import LONGEST_TEXT
from sagemaker_train.checks.secrets import (
    RULES,
    Secret,
    are_innocent,
    find_secret,
    find_secrets_in_words,
    is_innocent,
    mask,
    mask_text,
    mask_words,
)
from tests.secrets_labelled import Case, clean_settings, made_up_secrets, tricky_settings

SECRETS = list(made_up_secrets())
CLEAN = list(clean_settings())
TRICKY = list(tricky_settings())
CORPUS = sorted(Path(os.environ["CORPUS"]).glob("*.jsonl")) if "CORPUS" in os.environ else []

TOKEN = "gh" + "p_" + "q8Zt3LmN" * 4 + "x1Yw"


def shows(text: str, case: Case) -> str | None:
    """Return a window of six characters of a case's secret that a text shows, if there is one."""
    for part in case.secret:
        for start in range(len(part) - 5):
            if part[start : start + 6] in text:
                return part[start : start + 6]
    return None


class TestGoals:
    """What the engine is for, in numbers."""

    def test_the_set_is_as_broad_as_promised(self) -> None:
        """The set has at least 300 secrets of 86 kinds, 1,000 settings and 300 tricky ones."""
        assert len(SECRETS) >= 300
        assert len({case.kind for case in SECRETS}) >= 86
        assert len(CLEAN) + len(TRICKY) >= 1300
        assert len(TRICKY) >= 300

    def test_recall(self) -> None:
        """At least 98 of 100 secrets are found, whatever carries them."""
        missed = [case for case in SECRETS if find_secret(case.name, case.value) is None]
        assert len(missed) <= 0.02 * len(SECRETS), missed

    def test_precision(self) -> None:
        """At least 99 of 100 suspicions are right."""
        hits = sum(find_secret(case.name, case.value) is not None for case in SECRETS)
        false = [c for c in CLEAN + TRICKY if find_secret(c.name, c.value) is not None]
        assert hits >= 0.99 * (hits + len(false)), false

    def test_no_setting_is_refused(self) -> None:
        """No harmless setting is an error."""
        assert [
            case
            for case in CLEAN + TRICKY
            if (secret := find_secret(case.name, case.value)) and secret.severity == "error"
        ] == []

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_recall_is_no_luck(self, seed: int) -> None:
        """Other draws of the same kinds are found as well."""
        drawn = list(made_up_secrets(seed, each=2))
        missed = [case for case in drawn if find_secret(case.name, case.value) is None]
        assert len(missed) <= 0.02 * len(drawn), missed

    def test_severity_follows_evidence(self) -> None:
        """Only a value that has nothing but its chance against it is a warning."""
        for case in SECRETS:
            secret = find_secret(case.name, case.value)
            if secret is not None:
                alone = case.kind == "high entropy alone"
                assert (secret.severity == "warning") is alone, case.kind
                assert (secret.rule == "secret-high-entropy") is alone, case.kind

    def test_real_requests_are_silent(self) -> None:
        """No member of a real request or response is suspicious."""

        def strings(name: str | None, node: object) -> Iterator[tuple[str | None, str]]:
            if isinstance(node, dict):
                for key, member in cast(dict[str, object], node).items():
                    yield from strings(key, member)
            elif isinstance(node, list):
                for item in cast(list[object], node):
                    yield from strings(name, item)
            elif isinstance(node, str):
                yield name, node

        lines = (line for path in CORPUS for line in path.read_text("utf-8").splitlines())
        for line in (json.dumps({"tokenizer_name": "gpt2", "key": "train"}), *lines):
            for name, value in strings(None, json.loads(line)):
                assert find_secret(name, value) is None, name
                assert mask_text(value) == value


class TestInnocence:
    """What is seen at once to be no secret."""

    def test_what_is_innocent_is_no_secret(self) -> None:
        """In a setting that passes as innocent nothing is found, in its name neither."""
        for case in SECRETS + CLEAN + TRICKY:
            name, value = case.name or "", case.value
            for wrapped in (value, f'"{value}"', value[:15], f'"{value[:15]}"'):
                if is_innocent(name, wrapped):
                    assert find_secret(name, wrapped) is None
                    assert find_secret(None, name) is None

    @given(st.text('aZ9_./,+-"\\ {}\n:@=é', max_size=20))
    def test_short_texts_pass_only_if_they_are_no_secret(self, text: str) -> None:
        """A short text passes as innocent only if a full look finds nothing in it."""
        if is_innocent("name", text):
            assert secrets._find("name", text, secrets._DEPTH) is None

    def test_most_settings_are_innocent(self) -> None:
        """The quick look is enough for most harmless settings."""
        quick = [case for case in CLEAN if is_innocent(case.name or "", case.value)]
        assert len(quick) > len(CLEAN) / 2

    def test_settings_are_judged_at_once_as_one_by_one(self) -> None:
        """Many settings are innocent together if each of them is."""
        cases = [*CLEAN[:100], *SECRETS[:20]]
        for first in cases:
            for second in (CLEAN[0], SECRETS[0], TRICKY[0]):
                pairs = [(case.name or "", case.value) for case in (first, second)]
                names, values = zip(*pairs, strict=True)
                assert are_innocent(names, values) is all(is_innocent(*pair) for pair in pairs)


class TestReading:
    """How values are taken apart."""

    def test_json_quoting_is_undone(self) -> None:
        """A value that an SDK has JSON-quoted once is judged as the value in the quotes."""
        assert find_secret("DB_PASSWORD", '"hunter2"') == find_secret("DB_PASSWORD", "hunter2")
        assert find_secret("tokenizer_name", '"gpt2"') is None
        assert find_secret("DB_PASSWORD", '""') is None

    def test_names_inside_json_count(self) -> None:
        """The names inside a JSON value are names like any other."""
        assert find_secret("config", '{"db": {"password": "hunter2"}}') is not None
        assert find_secret("config", '{"db": {"password": "${DB_PASSWORD}"}}') is None
        assert find_secret("env", '[{"Name": "DB_PASSWORD", "Value": "hunter2"}]') is not None
        assert find_secret("config", '{"password": {"value": "hunter2"}}') is not None
        assert find_secret("config", '{"password": 12345678}') is not None

    def test_json_that_is_cut_short_is_read_as_text(self) -> None:
        """Text that only looks like JSON is searched all the same."""
        assert find_secret("config", '{"lr": 0.1, "password": "hunter2", "x') is not None
        assert find_secret("config", r"{\"password\": \"hunter2\"}") is not None
        assert find_secret("config", "{'password': 'hunter2'}") is not None

    def test_urls(self) -> None:
        """Passwords in URLs are found, also those that should have been escaped."""
        for password in ("hunter2", "p%40ss1", "p@ss/w0rd?"):
            url = f"postgres://ann:{password}@db.example.net:5432/runs"
            assert find_secret("url", url) is not None
        assert find_secret("url", "https://db.example.net:8443/a@b") is None

    def test_a_name_given_twice(self) -> None:
        """A name that a JSON object has twice counts twice."""
        assert find_secret("config", '{"password": "hunter2", "password": ""}') is not None

    def test_masks_reach_the_closing_quote(self) -> None:
        """A password with quotes in it, escaped once or twice, is masked as a whole."""
        hidden = "<hidden: value assigned to a credential's name, {} characters>"
        text = r'{"password": "ab\"cdefgh12 tail99", "n": 1}'
        assert mask_text(text) == f'{{"password": "{hidden.format(19)}", "n": 1}}'
        text = r"{\"password\": \"ab\\\"cdefgh12\"}"
        assert mask_text(text) == rf"{{\"password\": \"{hidden.format(14)}\"}}"

    @pytest.mark.parametrize(
        ("words", "index"),
        [
            (["train.py", "--password", "hunter2"], 2),
            (["train.py", "--password=hunter2"], 1),
            (["bash", "-c", f"export A={TOKEN}; python train.py"], 2),
            (["mysql", "-u", "ann", "-pHunter22"], 3),
            (["curl", "-u", "ann:hunter22", "http://example.net"], 2),
            (["env", "DB_PASSWORD=hunter2", "python", "train.py"], 1),
            (["aws", "configure", "set", "aws_secret_access_key", "aB3/xY9z" * 5], 4),
            (["train.py", "--config", '{"password": "hunter2"}'], 2),
            (["--header", "Authorization: Basic YW5uOmh1bnRlcjI="], 1),
        ],
    )
    def test_words(self, words: list[str], index: int) -> None:
        """An argument list is read as a command: an option's value may be the next word."""
        assert [at for at, _ in find_secrets_in_words(words)] == [index]
        shown = mask_words(words)
        assert shown[index].startswith("<hidden: ")
        assert shown[:index] + shown[index + 1 :] == words[:index] + words[index + 1 :]

    @pytest.mark.parametrize(
        "words",
        [
            ["train.py", "--tokenizer", "bert", "--key", "train"],
            ["train.py", "--password-file", "/run/secrets/db", "--api-key", "$API_KEY"],
            ["bash", "-c", "ssh -p 2222 host && docker run -p 8080:80 -u 1000:1000 x"],
            ["--git-sha", "5310a067f87c0f8ae510242514d7ae714d6d0ade"],
            [],
        ],
    )
    def test_harmless_words(self, words: list[str]) -> None:
        """Ordinary arguments are silent."""
        assert find_secrets_in_words(words) == []
        assert mask_words(words) == words

    def test_a_key_of_the_remote_function_decorator(self) -> None:
        """The decorator's public key is harmless; its older 64-digit HMAC key is a secret."""
        name = "REMOTE_FUNCTION_SECRET_KEY"
        public = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYI\n-----END PUBLIC KEY-----\n"
        assert find_secret(name, public) is None
        assert find_secret(name, "0f1e2d3c" * 8) is not None


class TestSilence:
    """A suspicion and a mask say what was found and how long it is, never what it is."""

    def test_masks_never_leak(self) -> None:
        """No six characters of a secret occur in what is shown of its setting."""
        for case in SECRETS:
            secret = find_secret(case.name, case.value)
            if secret is not None:
                assert shows(mask(case.name, case.value) + repr(secret), case) is None, case.kind

    def test_masked_words_never_leak(self) -> None:
        """Nor in what is shown of an argument list that has it as an option's value."""
        for case in SECRETS:
            words = ["train.py", f"--{case.name}", case.value]
            if find_secret(case.name, case.value) is not None:
                assert shows(" ".join(mask_words(words)), case) is None, case.kind

    def test_masked_texts_never_leak(self) -> None:
        """Nor in a line of text that assigns it to a name or has a form of its own."""
        for case in SECRETS:
            if case.carrier in ("option", "assignment", "connection string", "query", "text"):
                assert shows(mask_text(f"failed: {case.value}"), case) is None, case.value

    def test_only_the_secret_is_masked_in_text(self) -> None:
        """The rest of a text stays as it is."""
        shown = mask_text(f"403 for token {TOKEN} (job demo, run 17)")
        assert shown == "403 for token <hidden: GitHub token, 40 characters> (job demo, run 17)"

    def test_what_is_clean_is_shown(self) -> None:
        """A harmless value is shown as it is, as a value and as text."""
        for case in CLEAN + TRICKY:
            assert mask(case.name, case.value) == case.value
            assert mask_text(case.value) == case.value

    def test_every_rule_is_listed(self) -> None:
        """Each suspicion's rule is in RULES, where every rule has a kind."""
        for case in SECRETS:
            secret = find_secret(case.name, case.value)
            if secret is not None:
                assert secret.rule in RULES
                assert 0 < secret.length <= len(case.value)
        assert all(rule.startswith("secret-") and kind for rule, kind in RULES.items())


class TestRobustness:
    """Any text is taken, and work grows with its length."""

    @given(st.none() | st.text(), st.text(st.characters(codec=None, exclude_categories=[])))
    def test_anything_is_taken(self, name: str | None, value: str) -> None:
        """No name and no value is too odd, lone surrogates included."""
        secret = find_secret(name, value)
        assert secret is None or isinstance(secret, Secret)
        assert mask(name, value) == value or secret is not None
        assert isinstance(mask_text(value), str)
        find_secrets_in_words([name or "", value])

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_a_form_is_found_anywhere(self, before: str, after: str) -> None:
        """A form is found between any two texts that are set off by blanks, and masked."""
        text = f"{before} {TOKEN} {after}"
        assert TOKEN not in mask_text(text)

    @pytest.mark.parametrize(
        "piece",
        [
            *("a", "a-", "a.", "=", ":", "a=", "a:a:", "\\", '"', "'", "://", "://a:", "@", " "),
            *("password=", "password: ", "--password ", "--a ", "{", '{"a":', "[", "{{", "&a="),
            *("eyJ", "eyJa-", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "+AZDO/", "A+", "_a"),
            *("\\n", "<ab>", '("ab", ', "- name: ab\n  value: ", "-----BEGIN A-----", "a %3D"),
            *("echo abcd|", "config ", "sudo -S <<< ", "redis-cli ", '"ab" {default=', "required|"),
            *("login a password ", "basic ", "set a ", "-u a:bbbb ", "0/1", "MM-", "s.", "\ud800"),
        ],
    )
    def test_hostile_values_are_no_burden(self, piece: str) -> None:
        """A pathological value sixteen times as long takes nothing like the square of it."""
        # Quadratic work would take 256 times as long. The least processor time of three counts,
        # since others share the machine; under five milliseconds there is nothing to compare.
        short, longer = (min(_seconds(piece, size) for _ in range(3)) for size in (10_000, 160_000))
        assert longer <= 64 * max(short, 0.005)

    def test_a_longest_text_is_read_for_context(self) -> None:
        """Beyond the longest text only forms are searched for, and nothing more is shown."""
        filling = "lorem ipsum " * (LONGEST_TEXT // 12 + 1)
        assert find_secret("notes", f"{filling} --password hunter22") is None
        shown = mask_text(f"--password hunter22 {filling} {TOKEN}")
        assert "hunter22" not in shown
        assert TOKEN not in shown
        assert shown.endswith("more characters)")

    def test_long_values(self) -> None:
        """A secret at the end of a megabyte is found."""
        assert find_secret("notes", "lorem ipsum " * 90_000 + TOKEN) is not None

    def test_deep_json(self) -> None:
        """JSON nested deeper than Python calls may be is no error."""
        find_secret("config", "[" * 100_000)
        assert find_secret("c", '{"a":' * 400 + '{"password":"hunter2"}' + "}" * 400) is not None

    def test_the_engine_stands_alone(self) -> None:
        """The engine's modules import the standard library and one another only."""
        for module in sorted(Path(secrets.__file__).parent.glob("secret*.py")):
            source = module.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    assert {name.name for name in node.names} <= sys.stdlib_module_names
                elif isinstance(node, ast.ImportFrom):
                    home = (node.module or "").partition(".")[0]
                    near = (node.module or "").startswith("sagemaker_train.checks.secret_")
                    assert near or home in sys.stdlib_module_names


def _seconds(piece: str, size: int) -> float:
    text = piece * (size // len(piece))
    started = time.process_time()
    find_secret("x", text + "!")
    find_secret("password", text)
    mask_text(text)
    return time.process_time() - started
