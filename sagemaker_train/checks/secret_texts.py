"""
Finds secrets by where they stand in a text: in a URL, after a name, after an option, in an element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sagemaker_train.checks.secret_commands import find_in_commands
from sagemaker_train.checks.secret_names import Strength, is_credible, name_strength
from sagemaker_train.checks.secret_shapes import Match, find_shapes
from sagemaker_train.checks.secret_values import is_harmless, is_hexadecimal, looks_random

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
    r"""|N?'([^']{1,256})|([^\s"';]{1,256}))"""
)

# No setting that can be sent is as long, nor a message worth reading.
LONGEST_TEXT = 16_384
"""How many characters of a text are searched for context; forms are searched for in all."""

# A name and its value stand in one line, and "==" before a blank is the padding of base64.
_ASSIGNMENT = (
    r"""(?<![\w.-])([\w.-]++)(?:\\*+["'])?+\]?[^\S\r\n]*+"""
    r"""(=>|:=|: ?(?i:&?str(?:ing)?) ?=(?= ?["'])|(?<=\s)==|==(?!\s)|=(?!=)|:)"""
    r"[^\S\r\n]*+(?=" + _VALUE + ")"
)
_NEXT_ASSIGNMENT = r",[\w.-]++="
_OPTION = r"""(?<![\w-])--?([A-Za-z][\w-]*+)["']?(?:\s|,)\s*+(?=(?!-)""" + _VALUE + ")"
_SETTING = (
    r"(?:\b(?:setx?|setenv|ENV|ARG|config(?!\sset\b)|modify\s[\w.-]{1,64})|%(?:set_)?env)"
    r"(?:\s--?[\w-]{1,32}){0,4}\s+(?:add-)?"
    r"([\w./:-]{3,128})\s++(?=" + _VALUE + ")"
)
_CALL = r"""\(\s*\\*["']([\w.:/-]{2,128})\\*["']\s*,\s*(?=(?=\\*["'])""" + _VALUE + ")"
# name="password" value="…", and the same in YAML and in the shorthand of the AWS CLI.
_PAIR = (
    r"""(?i:\b(?:name|key))\\*["']?\s{0,8}[=:]\s{0,8}\\*["']?([\w.:-]{2,128})\\*["']?[\s,;]{1,64}"""
    r"""\\*["']?(?i:value)\\*["']?\s{0,8}[=:]\s{0,8}(?=""" + _VALUE + ")"
)
_BLOCK = (
    r"""["']([\w.-]{2,128})["']\s{0,8}\{[^{}]{0,256}?\bdefault\s{0,8}=\s{0,8}(?=""" + _VALUE + ")"
)
_ELEMENT = (
    r"<(?:\w{1,64}:)?([\w.-]{2,128})(?:\s[^<>]{0,256})?>\s{0,64}(?:<!\[CDATA\[)?"
    r"([^<>\s]{1,4096}?)(?:\]\]>)?\s{0,64}</"
)
_NAMED_ELEMENT = (
    r"""\b(?:key|name|id)=\\*["']([\w.:-]{2,128})\\*["'][^<>]{0,128}>\s{0,64}"""
    r"([^<>\s]{1,4096})\s{0,64}</"
)
_ELEMENT_PAIR = (
    r"<(?i:key|name)>\s{0,64}([\w.:-]{2,128})\s{0,64}</\w{1,64}>\s{0,64}"
    r"<(?i:value|string)>\s{0,64}([^<>\s]{1,4096})\s{0,64}</"
)
# Where a value follows its name: a piece of text that there must be; the rule; the most that a name
# can say there; the pattern, whose first group is the name and whose last is the value.
_NAMED: tuple[tuple[str, str, Strength, str], ...] = (
    ("", "assignment", Strength.PASSWORD, _ASSIGNMENT),
    ("-", "option", Strength.PASSWORD, _OPTION),
    (" ", "assignment", Strength.CREDENTIAL, _SETTING),
    ("(", "assignment", Strength.CREDENTIAL, _CALL),
    ("alue", "assignment", Strength.PASSWORD, _PAIR),
    ("default", "assignment", Strength.PASSWORD, _BLOCK),
    ("</", "assignment", Strength.PASSWORD, _ELEMENT),
    ("</", "assignment", Strength.PASSWORD, _NAMED_ELEMENT),
    ("</", "assignment", Strength.PASSWORD, _ELEMENT_PAIR),
)

_URL_USER = r"""://([^\s/?#"'<>@:]*+)(?::([^\s/?#"'<>]*))?@"""
_URL_ODD = r"""://[^\s/:@]{1,128}:(?!\d{1,5}[/?#])([^\s"'<>]{1,256})@[\w.-]"""
_ORACLE = (
    r"(?:\bthin:|(?<![\w./:@-]))[\w.$-]{1,128}/([^\s@/]{1,256})@(?=\(|//|[\w.-]{1,128}:\d{2,5}/)"
)
_BARE_HOST = (
    r"""(?<![\w./:-])[\w.-]{1,64}:([^\s"'/@:]{4,256})@"""
    r"(?=\w{0,8}\(|(?!sha256)[\w.-]{1,128}(?::\d{2,5}(?!\w)|/))"
)

# Nothing is looked for in data in armour, such as certificates and public keys; nor by context in
# references in running text, which have colons and equals signs of their own.
_ARMOUR = r"-----BEGIN (?![A-Z0-9 ]*PRIVATE)[A-Z0-9 ]{1,64}-----[^-]*+(?:-(?!----)[^-]*+)*+-----END"
_REFERENCE = (
    r"""arn:aws[\w-]*:[^\s"',;]*|\{\{[^{}]{0,256}\}\}"""
    r"|\$\{\w{1,128}:?(?:[?+][^}]{0,256}|[-=])?\}"
)
# A line break or a tab, escaped once or more: hyperparameters may hold no real ones.
_ESCAPED_BREAK = r"(?<!\\)\\++[nrt]"

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


def find_in_text(text: str) -> Iterator[Match]:
    """
    Find the secrets in a text, by form and by context.

    Args:
        text: A command line, a URL, a connection string, a log line.

    Yields:
        The matches; two of them may overlap.
    """
    if "-----BEGIN" in text:
        text = _covered(_ARMOUR, text)
    yield from find_shapes(text)
    text = text[:LONGEST_TEXT]
    if "\\" in text:
        text = _compiled(_ESCAPED_BREAK).sub(lambda found: "\n".rjust(len(found[0])), text)
    if "arn:" in text or "{{" in text or "${" in text:
        text = _covered(_REFERENCE, text)
    if "@" in text:
        yield from _in_urls(text)
    spaced = " " in text or "\n" in text or "\t" in text
    if spaced or "=" in text or ":" in text or "<" in text or "(" in text:
        yield from _after_names(text)
    if spaced or "(" in text:
        for span, rule in find_in_commands(text):
            yield _match(span, rule)


def _covered(pattern: str, text: str) -> str:
    # As long as before, so that places in one text are places in the other.
    return _compiled(pattern).sub(lambda found: "*" * len(found[0]), text)


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


def _after_names(text: str) -> Iterator[Match]:
    for piece, rule, most, pattern in _NAMED:
        if piece not in text:
            continue
        end = 0
        for found in _compiled(pattern).finditer(text):
            strength = min(name_strength(found[1]), most)
            if strength is Strength.NONE or found.start() < end:
                continue
            group = found.lastindex or 0
            start, end_seen = found.span(group)
            if found[2] == ":" and "/" in (text[found.start() - 1 : found.start()], text[start]):
                continue  # An image with its tag, a scheme, a path.
            if found[2] in ("=", "==") and _is_base64(text, found.end(1)):
                continue
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
            if is_credible(bare if len(bare) > 3 else value, strength) and not is_harmless(value):
                if in_query:
                    end = start + len(value)
                else:  # An element's value ends where the match does.
                    end = end_seen if found.end() > start else _end(text, start, end_seen)
                yield _match((start, end), rule)


def _is_base64(text: str, end: int) -> bool:
    # What ends there is no name but the end of a long piece of base64, and "=" pads it.
    run = _compiled(r"[\w/+-]*\Z").search(text[max(end - 64, 0) : end])
    return run is not None and not run[0].isupper() and looks_random(run[0], 20)


def _end(text: str, start: int, seen: int) -> int:
    # Up to the closing quote, or to white space.
    quote = text[start - 1 : start] if text[start - 1 : start] in _REST else ""
    escaped = quote == '"' and text[start - 2 : start - 1] == "\\"
    rest = _compiled(_REST['\\"' if escaped else quote]).match(text, seen)
    return rest.end() if rest is not None else seen


def _match(span: tuple[int, int], rule: str) -> Match:
    return Match(*span, rule, CONTEXTS[rule])
