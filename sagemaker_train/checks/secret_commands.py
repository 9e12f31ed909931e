"""
Finds secrets where commands, headers and sentences have them: after "Bearer", behind "login -p".

Each such place is a row of a table; a value there must besides be what such a place has.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from sagemaker_train.checks.secret_names import Strength, is_credible
from sagemaker_train.checks.secret_values import (
    has_digit,
    is_harmless,
    is_hexadecimal,
    is_uuid,
    looks_random,
)


class Place(NamedTuple):
    """
    A place in a command, a header or a sentence where a secret may stand.
    """

    rule: str
    """The rule id, without its "secret-" in front."""

    is_secret: Callable[[str], bool]
    """What must be true of the value."""

    when: str
    """What the text must have somewhere, which is cheaper to find than the pattern."""

    pattern: str
    """The pattern; its group is the value."""


def find_in_commands(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """
    Find the secrets in commands, headers and sentences.

    Args:
        text: A text with a blank or a parenthesis in it.

    Yields:
        Where each secret starts and ends, and its rule id without "secret-" in front.
    """
    has_tool = _compiled(_TOOLS).search(text) is not None
    for place in (*_PLACES, *_PLACES_OF_TOOLS) if has_tool else _PLACES:
        if _compiled(place.when).search(text) is not None:
            for found in _compiled(place.pattern).finditer(text):
                if place.is_secret(found[1]):
                    yield found.span(1), place.rule


def is_basic_auth(value: str) -> bool:
    """
    Tell whether a value is "user:password" in base64.
    """
    try:
        decoded = binascii.a2b_base64(value, strict_mode=True).decode()
    except ValueError:
        return False
    user, _, password = decoded.partition(":")
    return bool(user and password) and user.isprintable() and password.isprintable()


def without_scheme(value: str) -> str:
    """
    Return what is left of a header's value without its scheme: "abc" of "Bearer abc".
    """
    return _compiled(rf"(?i:{_SCHEMES})\s++(?=\S)").sub("", value, 1) if " " in value else value


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_meant(value: str) -> bool:
    return not is_harmless(value)


def _is_typed(value: str) -> bool:
    return is_credible(value, Strength.CREDENTIAL)


def _is_issued(value: str) -> bool:
    # "bearer authentication-required" names none.
    return (has_digit(value) or looks_random(value, 8)) and _is_typed(value)


def _is_drawn(value: str) -> bool:
    return looks_random(value, 20)


def _is_mixed(value: str) -> bool:
    # "token 5310a067f87c" and "token <UUID>" name an id as well as a credential.
    return looks_random(value, 16) and not (is_hexadecimal(value) or is_uuid(value))


def _is_told(value: str) -> bool:
    # "The password is base64-encoded" tells none.
    mixed = not value.islower() and looks_random(value, 8)
    odd = mixed or _compiled(r"[@#$%^&*!+=~]\w").search(value) is not None
    return odd and has_digit(value) and _is_typed(value)


_SCHEMES = "bearer|token|api-?key|key|splunk|ssws|sso-key|geniekey|oauth"

_BASIC = r"(?i:\bbasic)\s++([A-Za-z0-9+/]{6,}={0,2})(?![A-Za-z0-9+/=])"
_AUTHORIZATION = (
    rf"""(?i:\bauthorization["'\\]*\s*[:=]\s*["']?(?:{_SCHEMES}))\s++([^\s"',;\\]{{8,}})"""
)
_BEARER = r"(?i:(?<![\w-])bearer)\s++([A-Za-z0-9._~+/=-]{16,})"
_SCHEME = r"(?i:(?<![\w-])(?:token|api-?key|splunk))[ :]\s*+(?:token=)?([\w.~+/|-]{16,}={0,2})"
_USER_OPTION = (
    r"""(?<![\w-])(?:-[uU]|--user|--proxy-user)[\s=]*+["']?[^\s"':]{1,128}:([^\s"']{4,})"""
)
_SHORT_OPTION = r"""(?<![\w-])-[pPaw]\s*+["']?([^\s"'/-][^\s"']{3,})"""
_LOGIN_TOOL = (
    r"\b(?:login|\w*sql\w*|mariadb|mongo\w*|beeline|redis-cli|ldap\w+|sshpass|htpasswd|kinit|bcp"
    r"|(?:un)?zip|7z\w?|unrar|cqlsh|rabbitmqadmin|mosquitto_\w+)\b"
)
_LOGIN_KEY = (
    r"""\b(?:login|key\s-v|http-basic\.\S{1,64}\s\S{1,64})"""
    r"""(?:\s(?:\s*--?[\w-]+\s)?\s*+|\((?:\w+=)?["'])([\w-]{20,256})(?![^\s"'])"""
)
# What reads a password from its input.
_READER = (
    r"(?:(?:pass\w*|token|secret|key)[\s-]+(?:\w+-)?stdin|\bsudo\s+-\w*S|--with-token|\bchpasswd"
    r"|\bpasswd|\bkinit|\bcryptsetup)"
)
_PIPED = (
    r"""\b(?:echo\s(?:-n\s)?|printf\s(?:["']?%s(?:\\n)?["']?\s)?)["']?([^\s"'|]{4,256})["']?\s?\|"""
    rf"[^|\n]{{0,80}}?{_READER}"
)
_HERE_STRING = rf"""{_READER}[^<|;&\n]{{0,80}}<<<\s*["']?([^\s"']{{4,256}})"""
_STORED = (
    r"\b(?:put-parameter\b(?=[^\n]{0,512}SecureString)|secrets?\s(?:set|create|put)[\w-]*)"
    r"""[^\n]{0,256}?\s(?:--(?:string-)?value|--body|-b)[\s=]\s*["']?([^\s"']{4,})"""
)
_NETRC = r"\blogin\s{1,8}\S{1,256}\s{1,8}password\s{1,8}(\S+)"
_SQL = r"""(?i:\bpassword\s*[\s(]|\bidentified\s+by\s+)['"]([^'"\s]{4,256})['"]"""
_SENTENCE = (
    r"""(?i:\b(?:password|passwd|pwd|passphrase)\s(?:is|was|to)\s)["'`]?([^\s"'`]{8,64})"""
    r"(?<![.,;:!?)])"
)
# Options and arguments of a single command each.
_PLACES_OF_TOOLS = tuple(
    Place(
        "login",
        _is_issued,
        tool,
        rf"""\b{tool}\b[^\n;&|]{{0,160}}?\s{place}["']?([^\s"']{{4,256}})""",
    )
    for tool, place in (
        ("(?:smbclient|rpcclient|winexe)", r"(?:-U|--user)[\s=]*[\"']?[^\s%]{1,128}%"),
        ("lftp", r"-u\s*[^\s,]{1,128},"),
        (r"https?(?=\s)", r"(?:-a|--auth)[\s=]*[\"']?[^\s:]{1,128}:"),
        ("rclone", r"obscure\s+"),
        ("vault", r"login\s+(?:-\S+\s+){0,4}(?!-|\w+=)"),
        ("kaggle", r"-n\s+key\s+-v\s+"),
        ("mc", r"(?:alias\s+set|config\s+host\s+add)\s+\S+\s+\S+\s+\S+\s+"),
        ("mysqladmin", r"password\s+"),
        ("openssl", r"-k\s+"),
        ("net", r"use\s[^\n]{0,80}?/user:\S{1,128}\s+"),
        ("snyk", r"auth\s+"),
        ("nmcli", r"password\s+"),
        ("ConvertTo-SecureString", r"(?:-String\s+)?"),
        ("redis-cli", r"(?i:auth)\s+"),
        ("htpasswd", r"-\w*n\w*\s+\S+\s+"),
        ("htpasswd", r"-[a-mo-z]*b[a-mo-z]*\s+\S+\s+\S+\s+"),
        ("redis-server", r"--(?:requirepass|masterauth)\s+"),
    )
)

_TOOLS = rf"\b(?:{'|'.join(sorted({place.when for place in _PLACES_OF_TOOLS}))})\b"

_PLACES: tuple[Place, ...] = (
    Place("basic-auth", is_basic_auth, "(?i:basic)", _BASIC),
    Place("authorization-header", _is_typed, "(?i:authorization)", _AUTHORIZATION),
    Place("authorization-header", _is_issued, "(?i:bearer)", _BEARER),
    Place("authorization-header", _is_mixed, "(?i:token|api-?key|splunk)", _SCHEME),
    Place("login", _is_typed, "-[uU]|--proxy", _USER_OPTION),
    Place("login", _is_typed, _LOGIN_TOOL, _SHORT_OPTION),
    Place("login", _is_drawn, "login|kaggle|http-basic", _LOGIN_KEY),
    Place("login", _is_meant, r"\|", _PIPED),
    Place("login", _is_meant, "<<<", _HERE_STRING),
    Place("login", _is_meant, "-value|--body|-b", _STORED),
    Place("netrc", _is_meant, "login", _NETRC),
    Place("assignment", _is_meant, "(?i:password|identified)", _SQL),
    Place("assignment", _is_told, "(?i:pass|pwd)", _SENTENCE),
)
