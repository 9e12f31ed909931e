"""
Read a regular expression of Java with Python's engine.

The service takes ``MetricDefinition.Regex`` in Java's syntax (``java.util.regex.Pattern``). Most
expressions mean the same in both; the differences are translated here, and what cannot be is
named. Python (from 3.11) knows possessive quantifiers and atomic groups as Java does.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

import attrs

LINE_ENDS = r"\n\r\u0085\u2028\u2029"

CLASSES = {
    "h": r" \t\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
    "v": r"\n\x0b\f\r\u0085\u2028\u2029",
}
"""Escapes that stand for several characters and that Python reads otherwise or not at all."""

PROPERTIES = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": r"\x00-\x7f",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~",
    "Graph": "!-~",
    "Print": " -~",
    "Blank": r" \t",
    "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9a-fA-F",
    "Space": r" \t\n\x0b\f\r",
}
r"""``\p{...}`` of ASCII characters."""

SAME = frozenset("dDwWsSbBAtnfra")
"""Letters that mean the same after a backslash, given ``re.ASCII``."""

INSTEAD = {
    "e": r"\x1b",
    "z": r"\Z",
    "Z": rf"(?=(?:\r\n|[{LINE_ENDS}])?\Z)",
    "R": rf"(?:\r\n|[\x0b\f{LINE_ENDS}])",
}

_TOKEN = re.compile(
    r"""
      \\Q (?P<quoted> .*?) (?: \\E | \Z )
    | \\ (?P<negated> [pP]) (?: \{ (?P<property> \w+) \} | (?P<short> \w) )
    | \\ x \{ (?P<point> [0-9a-fA-F]+) \}
    | \\ 0 (?P<octal> [0-3]?[0-7]{1,2})
    | \\ c (?P<control> .)
    | \\ k < (?P<reference> \w+) >
    | \\ (?P<escaped> . )
    | \( \? < (?P<group> [a-zA-Z]\w*) >
    | (?P<python_group> \( \? P [<=>])
    | (?P<flags> \( \? [a-zA-Z-]+ \))
    | (?P<repetition> \{ \d+ (?: , \d* )? \} )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@attrs.frozen
class JavaRegex:
    """
    A regular expression, translated.
    """

    source: str
    """As it was written."""
    compiled: re.Pattern[str] | None
    """``None`` if it does not compile or has no translation."""
    problems: tuple[str, ...]
    """What is wrong with it, or understood otherwise than it may be meant."""

    @classmethod
    def read(cls, source: str) -> JavaRegex:
        """
        Translate and compile.
        """
        translator = _Translator(source)
        expression = "".join(translator.pieces())
        problems = list(dict.fromkeys(translator.problems))
        if translator.untranslated:
            return cls(source, None, tuple(problems))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # sets of sets were sorted out
                compiled = re.compile(expression, re.ASCII)
        except (re.error, OverflowError, RecursionError) as error:
            return cls(source, None, (*problems, f"is not a regular expression: {error}"))
        return cls(source, compiled, tuple(problems))


class _Translator:
    def __init__(self, source: str) -> None:
        self.problems: list[str] = []
        self.untranslated = False
        self._source = source
        self._in_class = False
        self._members = ""
        """What was read of the class so far."""
        self._dot_all = False

    def pieces(self) -> Iterator[str]:
        previous = ""
        for token in _TOKEN.finditer(self._source):
            kind, text, opened = token.lastgroup, token.group(), self._in_class
            if kind in ("property", "short"):
                kind = "negated"
            if kind == "other":
                yield self._plain(text, previous)
            else:
                yield getattr(self, f"_{kind}")(token)
            self._members = self._members + text if self._in_class and opened else ""
            previous = text

    def _no_way(self, problem: str) -> str:
        self.untranslated = True
        self.problems.append(problem)
        return ""

    def _quoted(self, token: re.Match[str]) -> str:
        return re.escape(token["quoted"])

    def _negated(self, token: re.Match[str]) -> str:
        members = PROPERTIES.get(token["property"] or "")
        if members is None:
            return self._no_way(f"{token.group()} has no translation to try it with")
        return self._several(members, negated=token["negated"] == "P", text=token.group())

    def _several(self, members: str, *, negated: bool, text: str) -> str:
        if not self._in_class:
            return f"[{'^' * negated}{members}]"
        if negated:
            return self._no_way(f"{text} within [...] has no translation to try it with")
        return members

    def _point(self, token: re.Match[str]) -> str:
        number = int(token["point"], 16)
        if number > 0x10FFFF:
            return self._no_way(f"{token.group()} is not a character")
        return re.escape(chr(number))

    def _octal(self, token: re.Match[str]) -> str:
        return f"\\x{int(token['octal'], 8):02x}"

    def _control(self, token: re.Match[str]) -> str:
        return f"\\x{ord(token['control'][0]) ^ 64 & 0x7F:02x}"

    def _reference(self, token: re.Match[str]) -> str:
        return f"(?P={token['reference']})"

    def _escaped(self, token: re.Match[str]) -> str:
        letter = token["escaped"]
        if letter in CLASSES or letter.lower() in CLASSES:
            members = CLASSES[letter.lower()]
            return self._several(members, negated=letter.isupper(), text=token.group())
        if letter in INSTEAD:
            if self._in_class and letter != "e":
                return self._no_way(f"{token.group()} within [...] is an error in Java")
            return INSTEAD[letter]
        if letter == "b" and self._in_class:
            return self._no_way(r"\b within [...] is an error in Java")
        if letter in SAME or letter in "xu" or letter.isdigit() or not letter.isalpha():
            return token.group()
        return self._no_way(f"{token.group()} is an error in Java, or has no translation")

    def _group(self, token: re.Match[str]) -> str:
        return token.group() if self._in_class else f"(?P<{token['group']}>"

    def _python_group(self, token: re.Match[str]) -> str:
        if not self._in_class:
            self.problems.append("(?P is Python's syntax, an error in Java: write (?<name>...)")
        return token.group()

    def _flags(self, token: re.Match[str]) -> str:
        if self._in_class:
            return token.group()
        if token.start() > 0 or "-" in token.group():
            return self._no_way(f"{token.group()} after the beginning has no translation")
        self._dot_all = "s" in token.group()
        letters = "".join(letter for letter in token.group()[2:-1] if letter in "imsx")
        return f"(?{letters})" if letters else ""

    def _repetition(self, token: re.Match[str]) -> str:
        return token.group()

    def _plain(self, text: str, previous: str) -> str:
        if self._in_class:
            if text == "]" and self._members not in ("", "^"):
                self._in_class = False
            elif text == "[" or (text == "&" and previous == "&"):
                return self._no_way("a class within a class, or &&, has no translation")
            return text
        if text == "[":
            self._in_class = True
        elif text == "." and not self._dot_all:
            return f"[^{LINE_ENDS}]"
        elif text == "{":
            self.problems.append(r"{ begins a repetition in Java, and this is none: write \{")
            return r"\{"
        return text
