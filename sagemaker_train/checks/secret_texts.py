"""
Finds secrets by where they stand in a text: in a URL, after a name, after an option, in a header.
"""

import binascii
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from .secret_names import Strength, name_strength
from .secret_shapes import Match, find_shapes
from .secret_values import (
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
    r"""|'([^']{1,256})"""
    r"""|([^\s"';]{1,256}))"""
)

# No setting that can be sent is as long, nor a message worth reading.
LONGEST_TEXT = 16_384
"""How many characters of a text are searched for context; forms are searched for in all."""

_ASSIGNMENT = r"""(?<![\w.-])([\w.-]++)(?:\\*+["'])?+\]?\s*+(=>|:=|==?|:)\s*+(?=""" + _VALUE + ")"
_NEXT_ASSIGNMENT = r",[\w.-]++="
_OPTION = r"""(?<![\w-])--?([A-Za-z][\w-]*+)["']?(?:\s|,)\s*+(?=(?!-)""" + _VALUE + ")"
_SETTING = r"\bset\s+([\w./:-]{3,128})\s++(?=" + _VALUE + ")"
_SENTENCE = r"""(?i:\b(?:password|passwd|pwd|passphrase)\s(?:is|was|to)\s)["'`]?([^\s"'`]{8,64})"""

_URL_USER = r"""://([^\s/?#"'<>@:]*+)(?::([^\s/?#"'<>]*))?@"""
_URL_ODD = r"""://[^\s/:@]{1,128}:(?!\d{1,5}[/?#])([^\s"'<>]{1,256})@[\w.-]"""
_ORACLE = r"(?:\bthin:|^)[^\s/@:]{1,128}/([^\s@/]{1,256})@(?=\(|//|[\w.-]{1,128}:\d{2,5}/)"
_BARE_HOST = (
    r"""(?<![\w./:-])[\w.-]{1,64}:([^\s"'/@:]{4,256})@"""
    r"(?=\w{0,8}\(|(?!sha256)[\w.-]{1,128}(?::\d{2,5}(?!\w)|/))"
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
            if found[2] == ":" and text[found.start(1) - 1 : found.start(1)] == "/":
                continue  # An image with its tag.
            group = found.lastindex or 0
            start, end_seen = found.span(group)
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
    for command in _COMMANDS:
        if _compiled(command.when).search(text) is not None:
            for found in _compiled(command.pattern).finditer(text):
                if command.is_secret(found[1]):
                    yield _match(found.span(1), command.rule)


def is_basic_auth(value: str) -> bool:
    """Tell whether a value is "user:password" in base64."""
    try:
        decoded = binascii.a2b_base64(value, strict_mode=True).decode()
    except ValueError:
        return False
    user, _, password = decoded.partition(":")
    return bool(user and password) and user.isprintable() and password.isprintable()


def _match(span: tuple[int, int], rule: str) -> Match:
    return Match(*span, rule, CONTEXTS[rule])


class _Command(NamedTuple):
    """
    A command, header or sentence that has a secret in a place of its own.

    Attributes:
        when: What the text must have somewhere: cheaper to find than the pattern.
        pattern: Its group is the place.
        rule: A rule id of `CONTEXTS`.
        is_secret: Whether what stands there is a secret.
    """

    when: str
    pattern: str
    rule: str
    is_secret: Callable[[str], bool]


def _is_typed(value: str) -> bool:
    return is_credible(value, Strength.CREDENTIAL)


def _is_told(value: str) -> bool:
    # "The password is base64-encoded" tells none.
    odd = has_digit(value) and (looks_random(value, 8) or _compiled(_SYMBOL).search(value))
    return bool(odd) and _is_typed(value)


_SYMBOL = r"[@#$%^&*!+=~]\w"
_LOGIN_TOOL = (
    r"\b(?:login|\w*sql\w*|mariadb|mongo\w*|beeline|redis-cli|ldap\w+|sshpass|htpasswd|kinit|zip)\b"
)

_COMMANDS = (
    _Command(
        "(?i:basic)",
        r"(?i:\bbasic)\s++([A-Za-z0-9+/]{6,}={0,2})(?![A-Za-z0-9+/=])",
        "basic-auth",
        is_basic_auth,
    ),
    _Command(
        "(?i:authorization)",
        r"""(?i:\bauthorization)["'\\]*\s*[:=]\s*["']?(?i:bearer|token)\s++([^\s"',;\\]{8,})""",
        "authorization-header",
        _is_typed,
    ),
    _Command(
        "-u|--proxy",
        r"""(?<![\w-])(?:-u|--user|--proxy-user)[\s=]*+["']?[^\s"':]{1,128}:([^\s"']{4,})""",
        "login",
        _is_typed,
    ),
    _Command(
        "login",
        r"\blogin\s{1,8}\S{1,256}\s{1,8}password\s{1,8}(\S+)",
        "netrc",
        lambda value: not is_harmless(value),
    ),
    _Command(
        "stdin",
        r"""\becho\s(?:-n\s)?["']?([^\s"'|]{4,256})["']?\s?\|[^|\n]{1,80}stdin""",
        "login",
        lambda value: is_credible(value, Strength.PASSWORD),
    ),
    _Command(
        "login|kaggle|http-basic",
        r"""\b(?:login|key\s-v|http-basic\.\S{1,64}\s\S{1,64})"""
        r"""(?:\s(?:\s*--?[\w-]+\s)?\s*+|\((?:\w+=)?["'])([\w-]{20,256})(?![^\s"'])""",
        "login",
        lambda value: looks_random(value, 20),
    ),
    _Command(
        _LOGIN_TOOL, r"""(?<![\w-])-[paw]\s*+["']?([^\s"'/-][^\s"']{3,})""", "login", _is_typed
    ),
    _Command(
        "(?i:password|identified)",
        r"(?i:\b(?:password|identified\s+by))\s+'([^']{4,256})'",
        "assignment",
        lambda value: not is_harmless(value),
    ),
    _Command(
        "(?i:pass|pwd)",
        r"""(?i:\b(?:password|passwd|pwd|passphrase)\s(?:is|was|to)\s)["'`]?([^\s"'`]{8,64})"""
        r"(?<![.,;:!?)])",
        "assignment",
        _is_told,
    ),
)
