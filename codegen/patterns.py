r"""
Translate the model's regular expressions from Java's syntax to Python's.

The service matches whole strings with Java's engine. Python's ``re.fullmatch`` with ``re.ASCII``
does the same once three differences are bridged:

- Java's ``.`` stops at five line terminators, Python's at ``\n`` only;
- ``\p{Alnum}`` is ASCII letters and digits in Java and unknown in Python;
- ``\p{L}``, ``\p{N}`` and ``\p{Z}`` are Unicode's letters, numbers and separators. Python's
  Unicode ``\w`` is exactly the letters, the numbers and ``_``; the separators are a list that
  Unicode has not changed in years.
"""

from __future__ import annotations

import re

from codegen.ir import CodegenError

ANY = r"[^\n\r\u0085\u2028\u2029]"
SEPARATORS = r" \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

_TOKEN = re.compile(r"\\p\{(\w+)\}|\\.|\[\^?|.", re.DOTALL)


def translate(java: str) -> str:
    """
    The Python form of a Java pattern; stop at a construct that has no known translation.
    """
    out: list[str] = []
    start_of_class = -1
    unicode_class = False
    for token in _TOKEN.finditer(java):
        piece = token.group()
        inside = start_of_class >= 0
        if token.group(1):
            if not inside:
                raise CodegenError(f"{java!r}: {piece} outside of a character class")
            if piece == r"\p{Alnum}":
                piece = "A-Za-z0-9"
            elif piece in (r"\p{L}", r"\p{N}"):
                piece = "" if unicode_class else r"\w"
                unicode_class = True
            elif piece == r"\p{Z}":
                piece = SEPARATORS
            else:
                raise CodegenError(f"{java!r}: no translation for {piece}")
        elif not inside and piece.startswith("["):
            start_of_class, unicode_class = len(out), False
        elif inside and piece == "]":
            body = "".join(out[start_of_class:])
            if unicode_class:
                _only_letters_and_numbers(java)
                out[start_of_class:] = [f"(?u:{body}"]
                piece = "])"
            start_of_class = -1
        elif inside and piece in ("[", "&", "[^"):
            raise CodegenError(f"{java!r}: nested or intersected classes are not translated")
        elif not inside and piece == ".":
            piece = ANY
        out.append(piece)
    translated = "".join(out)
    try:
        re.compile(translated, re.ASCII)
    except re.error as error:
        raise CodegenError(f"{java!r}: {translated!r} does not compile: {error}") from error
    return translated


def _only_letters_and_numbers(java: str) -> None:
    r"""
    ``\w`` stands for both at once and brings ``_`` along: all three must be meant.
    """
    if not (r"\p{L}" in java and r"\p{N}" in java and "_" in java):
        raise CodegenError(f"{java!r}: \\w would allow more than \\p{{L}} or \\p{{N}} alone")
