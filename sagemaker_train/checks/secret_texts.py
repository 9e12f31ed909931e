"""
Finds secrets by where they stand in a text: in a URL, after a name, after an option, in a header.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from functools import cache

from sagemaker_train.checks.secret_names import Strength, name_strength
from sagemaker_train.checks.secret_shapes import Match, find_shapes
from sagemaker_train.checks.secret_values import (
    has_digit,
    is_harmless,
    is_hexadecimal,
    is_number,
    is_store_name,
    is_uuid,
    looks_random,
)

CONTEXTS = {
    "assignment": "value assigned to a credential's name",
    "option": "value of a credential's option",
    "login": "password or key of a login command",
    "netrc": "password of a .netrc line",
    "url-password": "password in a URL",
    "url-token": "token in a URL",
    "basic-auth": "basic authentication header",
    "authorization-header": "token in a header",
}
"""The rule ids of this module, without "secret-" in front, with their kinds in words."""

# A value in quotes, perhaps escaped ones, or up to white space. The bound keeps the work linear:
# a value is read to its end only once it is known to be a secret.
_VALUE = (
    r"""\\*+(?:(?<!\\)"((?:[^"\\]|\\.){1,256})|"((?:[^"\\]|\\[^"\\]|\\{2,}+"?){1,256})"""
    r"""|'([^']{1,256})|([^\s"';]{1,256}))"""
)

# No setting that can be sent is as long, nor a message worth reading.
LONGEST_TEXT = 16_384
"""How many characters of a text are searched for context; forms are searched for in all."""

_ASSIGNMENT = r"""(?<![\w.-])([\w.-]++)(?:\\*+["'])?+\]?\s*+(=>|:=|==?|:)\s*+(?=""" + _VALUE + ")"
_NEXT_ASSIGNMENT = r",[\w.-]++="
_OPTION = r"""(?<![\w-])--?([A-Za-z][\w-]*+)["']?(?:\s|,)\s*+(?=(?!-)""" + _VALUE + ")"
_SETTING = r"\bset\s+([\w./:-]{3,128})\s++(?=" + _VALUE + ")"

_URL_USER = r"""://([^\s/?#"'<>@:]*+)(?::([^\s/?#"'<>]*))?@"""
_URL_ODD = r"""://[^\s/:@]{1,128}:(?!\d{1,5}[/?#])([^\s"'<>]{1,256})@[\w.-]"""
_ORACLE = (
    r"(?:\bthin:|(?<![\w./:@-]))[\w.$-]{1,128}/([^\s@/]{1,256})@(?=\(|//|[\w.-]{1,128}:\d{2,5}/)"
)
_BARE_HOST = (
    r"""(?<![\w./:-])[\w.-]{1,64}:([^\s"'/@:]{4,256})@"""
    r"(?=\w{0,8}\(|(?!sha256)[\w.-]{1,128}(?::\d{2,5}(?!\w)|/))"
)

_BASIC = r"(?i:\bbasic)\s++([A-Za-z0-9+/]{6,}={0,2})(?![A-Za-z0-9+/=])"
_AUTHORIZATION = (
    r"""(?i:\bauthorization)["'\\]*\s*[:=]\s*["']?(?i:bearer|token)\s++([^\s"',;\\]{8,})"""
)
_BEARER = r"(?i:\bbearer)\s++([A-Za-z0-9._~+/=-]{16,})"
_USER_OPTION = r"""(?<![\w-])(?:-u|--user|--proxy-user)[\s=]*+["']?[^\s"':]{1,128}:([^\s"']{4,})"""
_SHORT_OPTION = r"""(?<![\w-])-[paw]\s*+["']?([^\s"'/-][^\s"']{3,})"""
_LOGIN_KEY = (
    r"""\b(?:login|key\s-v|http-basic\.\S{1,64}\s\S{1,64})"""
    r"""(?:\s(?:\s*--?[\w-]+\s)?\s*+|\((?:\w+=)?["'])([\w-]{20,256})(?![^\s"'])"""
)
_PIPED = r"""\becho\s(?:-n\s)?["']?([^\s"'|]{4,256})["']?\s?\|[^|\n]{1,80}stdin"""
_NETRC = r"\blogin\s{1,8}\S{1,256}\s{1,8}password\s{1,8}(\S+)"
_SQL = r"(?i:\b(?:password|identified\s+by))\s+'([^']{4,256})'"
_SENTENCE = (
    r"""(?i:\b(?:password|passwd|pwd|passphrase)\s(?:is|was|to)\s)["'`]?([^\s"'`]{8,64})"""
    r"(?<![.,;:!?)])"
)

# References in running text, with colons and equals signs of their own.
_REFERENCE = r"""arn:aws[\w-]*:[^\s"',;]*|\{\{[^{}]{0,256}\}\}|\$\{\w{1,128}:?[?+][^}]{0,256}\}"""

# What is left of a value after its first characters, by the quote before it; an escaped quote ends
# at the next one escaped once.
_REST = {
    "": r"""[^\s"';]*+""",
    "'": "[^']*+",
    '"': r"""(?:[^"\\]|\\[\s\S])*+""",
    '\\"': r"""(?:[^"\\]|\\[^"\\]|\\{2,}+"?)*+""",
}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def is_credible(value: str, strength: Strength) -> bool:
    """
    Tell whether a value may be a credential, given what its name says.

    The less a name says, the more the value has to.

    Args:
        value: The value.
        strength: The strength of its name.

    Returns:
        Whether the value is a secret as far as one can tell.
    """
    value = value.strip()
    size = len(value)
    if strength is Strength.NONE or size < 4 or is_harmless(value):
        return False
    if strength is Strength.CIPHER and is_uuid(value):
        return False
    if strength is Strength.KEY:
        return looks_random(value, 20) and not (is_hexadecimal(value) or is_uuid(value))
    if strength is Strength.TOKEN:
        return looks_random(value, 12) or is_uuid(value) or (size >= 32 and is_hexadecimal(value))
    if strength is not Strength.PASSWORD:
        if size < 6 or " " in value or is_number(value) or is_store_name(value, any_words=True):
            return False
        if value.isalpha() and not (value.islower() or value.isupper() or value.istitle()):
            return looks_random(value, 6)
        return size >= 16 or not value.isalpha() or value.isupper()
    if is_number(value) and not value.isdigit():
        return False
    return size <= 512 and not is_store_name(value, any_words=False)


def find_in_text(text: str) -> Iterator[Match]:
    """
    Find the secrets in a text, by form and by context.

    Args:
        text: A command line, a URL, a connection string, a log line.

    Yields:
        The matches; two of them may overlap.
    """
    yield from find_shapes(text)
    text = text[:LONGEST_TEXT]
    if "@" in text:
        yield from _in_urls(text)
    spaced = " " in text or "\n" in text or "\t" in text
    if spaced or "=" in text or ":" in text:
        yield from _after_names(text, spaced=spaced)
    if spaced or "(" in text:
        yield from _in_commands(text)


def _in_urls(text: str) -> Iterator[Match]:
    known = 0
    for found in _compiled(_URL_USER).finditer(text):
        user, password = found[1], found[2]
        if password:
            if not is_harmless(password):
                known = found.end()
                yield _match(found.span(2), "url-password")
        elif looks_random(user, 20) or (len(user) >= 32 and is_hexadecimal(user)):
            yield _match(found.span(1), "url-token")
    # Passwords with "/" or "?", which belong escaped but are not always; Oracle's own form.
    for pattern in (_URL_ODD, _ORACLE, _BARE_HOST):
        for found in _compiled(pattern).finditer(text, known):
            if not is_harmless(found[1]):
                yield _match(found.span(1), "url-password")


def _after_names(text: str, *, spaced: bool) -> Iterator[Match]:
    if "arn:" in text or "{{" in text or "${" in text:
        text = _compiled(_REFERENCE).sub(lambda found: " " * len(found[0]), text)
    patterns = [(_ASSIGNMENT, "assignment")]
    if spaced:
        patterns += [(_OPTION, "option"), (_SETTING, "assignment")]
    for pattern, rule in patterns:
        end = 0
        for found in _compiled(pattern).finditer(text):
            strength = name_strength(found[1])
            if strength is Strength.NONE or found.start() < end:
                continue
            group = found.lastindex or 0
            start, end_seen = found.span(group)
            if found[2] == ":" and "/" in (text[found.start() - 1 : found.start()], text[start]):
                continue  # An image with its tag, a scheme, a path.
            value = found[group].rstrip("\\")
            in_query = text[found.start(1) - 1 : found.start(1)] in ("?", "&")
            if in_query:
                value = value.partition("&")[0]
            elif found[2] == "=":
                value = _compiled(_NEXT_ASSIGNMENT).split(value, 1)[0]
            # "password: " may begin a sentence, so what follows must not be a plain word.
            if strength is Strength.PASSWORD and found[0].endswith((": ", ":\t")):
                quoted = text[start - 1] in "\"'"
                strength = Strength.PASSWORD if quoted else Strength.CREDENTIAL
            bare = value.rstrip(",.)}]")
            if is_credible(bare if len(bare) > 3 else value, strength):
                end = start + len(value) if in_query else _end(text, start, end_seen)
                yield _match((start, end), rule)


def _end(text: str, start: int, seen: int) -> int:
    # Up to the closing quote, or to white space.
    quote = text[start - 1 : start] if text[start - 1 : start] in _REST else ""
    escaped = quote == '"' and text[start - 2 : start - 1] == "\\"
    rest = _compiled(_REST['\\"' if escaped else quote]).match(text, seen)
    return rest.end() if rest is not None else seen


def _in_commands(text: str) -> Iterator[Match]:
    for rule, is_secret, when, pattern in _PLACES:
        if _compiled(when).search(text) is not None:
            for found in _compiled(pattern).finditer(text):
                if is_secret(found[1]):
                    yield _match(found.span(1), rule)


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


def _match(span: tuple[int, int], rule: str) -> Match:
    return Match(*span, rule, CONTEXTS[rule])


def _is_meant(value: str) -> bool:
    return not is_harmless(value)


def _is_typed(value: str) -> bool:
    return is_credible(value, Strength.CREDENTIAL)


def _is_issued(value: str) -> bool:
    # "bearer authentication-required" names none.
    return has_digit(value) and _is_typed(value)


def _is_drawn(value: str) -> bool:
    return looks_random(value, 20)


def _is_told(value: str) -> bool:
    # "The password is base64-encoded" tells none.
    mixed = not value.islower() and looks_random(value, 8)
    odd = mixed or _compiled(_SYMBOL).search(value) is not None
    return odd and has_digit(value) and _is_typed(value)


_SYMBOL = r"[@#$%^&*!+=~]\w"
_LOGIN_TOOL = (
    r"\b(?:login|\w*sql\w*|mariadb|mongo\w*|beeline|redis-cli|ldap\w+|sshpass|htpasswd|kinit|zip)\b"
)

# Where commands, headers and sentences have a secret: the rule; what must be true of the value;
# what the text must have somewhere, which is cheaper to find than the pattern; the pattern, whose
# group is the value.
_PLACES: tuple[tuple[str, Callable[[str], bool], str, str], ...] = (
    ("basic-auth", is_basic_auth, "(?i:basic)", _BASIC),
    ("authorization-header", _is_typed, "(?i:authorization)", _AUTHORIZATION),
    ("authorization-header", _is_issued, "(?i:bearer)", _BEARER),
    ("login", _is_typed, "-u|--proxy", _USER_OPTION),
    ("login", _is_typed, _LOGIN_TOOL, _SHORT_OPTION),
    ("login", _is_drawn, "login|kaggle|http-basic", _LOGIN_KEY),
    ("login", _is_meant, "stdin", _PIPED),
    ("netrc", _is_meant, "login", _NETRC),
    ("assignment", _is_meant, "(?i:password|identified)", _SQL),
    ("assignment", _is_told, "(?i:pass|pwd)", _SENTENCE),
)
