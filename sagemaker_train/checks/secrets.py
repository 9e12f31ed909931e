"""
Finds secrets in the settings of a job, and masks them.

A suspicion comes from one of four places: a form that only a credential has (`secret_shapes`), a
place in a text where only a credential stands (`secret_texts`), a name that only a credential has
(`secret_names`), or, as a warning, a value that only chance can have written (`secret_values`).
This module takes values apart until one of them applies: it undoes JSON quoting and base64, walks
JSON, and reads argument lists.

A suspicion never holds the value, nor any part of it.
"""

from __future__ import annotations

import binascii
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

from sagemaker_train.checks.secret_commands import is_basic_auth, without_scheme
from sagemaker_train.checks.secret_names import (
    Strength,
    is_credible,
    is_name_of_chance,
    name_strength,
)
from sagemaker_train.checks.secret_shapes import SHAPES, SHORTEST_FORM, Match
from sagemaker_train.checks.secret_texts import CONTEXTS, LONGEST_TEXT, find_in_text
from sagemaker_train.checks.secret_values import is_chance


class Secret(NamedTuple):
    """
    A suspicion that a value is a secret.
    """

    rule: str
    """The rule id: "secret-" and the kind of credential."""

    kind: str
    """The kind in words."""

    severity: Literal["error", "warning"]
    """An error for a recognisable form or a credential's name, a warning for high entropy alone."""

    length: int
    """The number of characters of the suspicious part."""


_NAMED = Match(0, 0, "credential-name", "value under a credential's name")
_RANDOM = Match(0, 0, "high-entropy", "high-entropy value")

RULES: Mapping[str, str] = MappingProxyType(
    {f"secret-{shape.rule}": shape.kind for shape in reversed(SHAPES)}
    | {f"secret-{rule}": kind for rule, kind in CONTEXTS.items()}
    | {f"secret-{match.rule}": match.kind for match in (_NAMED, _RANDOM)}
)
"""Every rule id, with the kind of secret that it finds."""

# What most settings are: numbers, short words, small paths, S3 URIs, a short word in JSON's quotes.
# Nothing below can find a secret in them unless their name says so.
_PLAIN = r"""[a-z_./ -]*|[\w.,/+-]{0,15}|s3://[^?@\s]*|"[\w.,/+-]{0,15}\""""

_BASE64 = r"[A-Za-z0-9+/_-]{24,}={0,2}"

# How deep values may be wrapped: JSON in base64 in JSON, and one level to spare.
_DEPTH = 4

# Members whose name says nothing, so that the name above them counts: {"password": {"value": …}}.
_UNNAMED = frozenset({"value", "default", "values", "data", "val", "text", "string", "plaintext"})


class _Members(list[tuple[str, object]]):
    """
    The members of a JSON object, in order; a name may be given twice.
    """


_JSON = json.JSONDecoder(object_pairs_hook=_Members)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def find_secret(name: str | None, value: str) -> Secret | None:
    """
    Find the worst suspicion about a setting.

    One level of JSON quoting is undone. JSON inside the value is walked, and its names count.
    URLs, connection strings, headers, assignments and command lines are read, up to 16,384
    characters; forms are searched for in the whole value.

    Args:
        name: The name of the hyperparameter, environment variable, tag or parameter, if any.
        value: Its value, of any length.

    Returns:
        The suspicion, or None for a value without one. References to secrets (ARNs, "${NAME}",
        "{{resolve:…}}", paths) and placeholders are without one.

    Example:
        >>> find_secret("tokenizer_name", "gpt2") is None
        True
        >>> find_secret("DB_PASSWORD", "hunter2")
        Secret(rule='secret-credential-name', kind="value under a credential's name", \
severity='error', length=7)
    """
    if name_strength(name or "") is Strength.NONE and _compiled(_PLAIN).fullmatch(value):
        return None
    return _find(name or "", value, _DEPTH)


def is_innocent(name: str, value: str) -> bool:
    """
    Tell quickly that neither the name nor the value of a setting can be a secret.

    Returns:
        True if ``find_secret`` finds nothing in either; False if it may.
    """
    return _is_innocent_name(name) and _compiled(_PLAIN).fullmatch(value) is not None


def are_innocent(names: Iterable[str], values: Iterable[str]) -> bool:
    """
    Tell as ``is_innocent`` does, of all names and all values of some settings at once.
    """
    return all(map(_is_innocent_name, names)) and all(map(_compiled(_PLAIN).fullmatch, values))


@lru_cache(maxsize=4096)  # programs use few names, and the same ones again and again
def _is_innocent_name(name: str) -> bool:
    is_plain = _compiled(_PLAIN).fullmatch(name) is not None
    return is_plain and name_strength(name) is Strength.NONE


def find_secrets_in_words(words: Sequence[str]) -> list[tuple[int, Secret]]:
    """
    Find the secrets in a list of arguments, such as a container's entry point.

    Args:
        words: The words of a command. An option's value may be in the next word.

    Returns:
        For each word that holds a secret, its index and the suspicion.

    Example:
        >>> [index for index, secret in find_secrets_in_words(["--password", "hunter2"])]
        [1]
    """
    return list(_in_words(words, _DEPTH))


def mask(name: str | None, value: str) -> str:
    """
    Return a value as it may be shown.

    Args:
        name: The name of the setting, if any.
        value: Its value.

    Returns:
        The value itself if there is no suspicion about it, else a placeholder with the kind and
        the length of the secret.

    Example:
        >>> mask("DB_PASSWORD", "hunter2")
        "<hidden: value under a credential's name, 7 characters>"
    """
    secret = find_secret(name, value)
    return value if secret is None else _placeholder(secret.kind, secret.length)


def mask_words(words: Sequence[str]) -> list[str]:
    """
    Return a list of arguments as it may be shown.

    Returns:
        The words, those with a secret replaced by a placeholder.
    """
    shown = list(words)
    for index, secret in find_secrets_in_words(words):
        shown[index] = _placeholder(secret.kind, secret.length)
    return shown


def mask_text(text: str) -> str:
    """
    Return free text, such as an error message or a log line, as it may be shown.

    Returns:
        The text with a placeholder for each secret in it; the rest is unchanged. What is beyond
        the first 16,384 characters is left out.
    """
    shown: list[str] = []
    end = 0
    # The sort is stable: of matches that start together, the most particular comes first.
    for match in sorted(find_in_text(text), key=lambda match: match.start):
        if end <= match.start < LONGEST_TEXT:
            shown += text[end : match.start], _placeholder(match.kind, match.end - match.start)
        end = max(end, match.end)
    shown.append(text[end:LONGEST_TEXT])
    if len(text) > LONGEST_TEXT:
        shown.append(f"… ({len(text) - LONGEST_TEXT} more characters)")
    return "".join(shown)


def _placeholder(kind: str, length: int) -> str:
    return f"<hidden: {kind}, {length} characters>"


def _secret(match: Match, length: int) -> Secret:
    severity: Literal["error", "warning"] = "warning" if match is _RANDOM else "error"
    return Secret("secret-" + match.rule, match.kind, severity, length)


def _find(name: str, value: str, depth: int) -> Secret | None:
    text = value.strip()
    unwrapped = _unwrapped(text) if depth else None
    if isinstance(unwrapped, str):
        secret = _find(name, unwrapped, depth - 1)
        if secret is not None or text.startswith('"'):
            return secret
    elif unwrapped is not None:
        return _worst(_in_json(name, unwrapped, depth - 1))
    strength = name_strength(name)
    for match in find_in_text(text):
        # The one form without fixed text is that of many an id, cursor or digest as well.
        formless = match.rule == "aws-secret-access-key" and strength is Strength.NONE
        if not (formless and is_name_of_chance(name)):
            return _secret(match, match.end - match.start)
    if strength is not Strength.NONE and (
        is_credible(without_scheme(text), strength) or is_basic_auth(text)
    ):
        return _secret(_NAMED, len(text))
    if unwrapped is None and is_chance(text) and not is_name_of_chance(name):
        return _secret(_RANDOM, len(text))
    return None


def _worst(secrets: Iterator[Secret]) -> Secret | None:
    worst: Secret | None = None
    for secret in secrets:
        if secret.severity == "error":
            return secret
        worst = worst or secret
    return worst


def _unwrapped(text: str) -> object:
    """
    Undo JSON or base64; None if the text is neither.
    """
    if text[:1] in ('"', "{", "["):
        try:
            return cast(object, _JSON.decode(text))
        except (ValueError, RecursionError):
            return None
    if _compiled(_BASE64).fullmatch(text) is not None:
        padded = text.rstrip("=").translate({45: "+", 95: "/"})
        try:
            return binascii.a2b_base64(padded + "=" * (-len(padded) % 4)).decode()
        except ValueError:
            return None
    return None


def _in_json(name: str, document: object, depth: int) -> Iterator[Secret]:
    # A stack of our own: a document may be nested deeper than Python calls may be.
    pending = [(name, document)]
    while pending:
        name, node = pending.pop()
        if isinstance(node, _Members):
            pending += _named(name, node)
        elif isinstance(node, list):
            items = cast(list[object], node)
            words = [item for item in items if isinstance(item, str)]
            yield from (secret for _, secret in _in_words(words, depth, name))
            pending += ((name, item) for item in items if not isinstance(item, str))
        elif isinstance(node, str):
            secret = _find(name, node, depth)
            if secret is not None:
                yield secret
        elif isinstance(node, int) and name_strength(name) is Strength.PASSWORD:
            yield from _in_json(name, str(node), depth)


def _named(name: str, node: _Members) -> Iterator[tuple[str, object]]:
    # {"Name": "DB_PASSWORD", "Value": …} is how lists of variables and tags are written.
    titles = (member for key, member in node if key in ("name", "Name", "key", "Key"))
    title = next((title for title in titles if isinstance(title, str)), name)
    names = {key for key, _ in node}
    for key, member in node:
        if len(key) >= SHORTEST_FORM:
            yield "", key
        if key == "key" and "username" in names:
            # kaggle.json and its like: {"username": …, "key": …}.
            yield "api_key", member
        elif "kty" in names:
            # A JSON web key, whose private members are "d" and "k" (RFC 7518).
            yield "private_key" if key in ("d", "k") else "public_key", member
        else:
            yield (title if key.lower() in _UNNAMED else key), member


def _in_words(words: Sequence[str], depth: int, name: str = "") -> Iterator[tuple[int, Secret]]:
    found: dict[int, Secret] = {}
    option = ""
    for index, word in enumerate(words):
        secret = _find(option or name, word, depth)
        if secret is not None:
            found[index] = secret
        option = word if word.startswith("-") and "=" not in word and " " not in word else ""
    # Some commands only make sense as a whole: ["mysql", "-p", …], ["set", "api_key", …].
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    for match in find_in_text(" ".join(words)):
        index = bisect_right(starts, match.start) - 1
        found.setdefault(index, _secret(match, match.end - match.start))
    yield from sorted(found.items())
