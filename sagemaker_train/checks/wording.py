"""
Puts limits into words, and guesses which known word a misspelt one was meant to be.
"""

from __future__ import annotations

from collections.abc import Iterable

from sagemaker_train.checks.secrets import mask
from sagemaker_train.schema import Length, OpenEnum, Pattern, Range


def suggestions(word: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """
    Give the known words that are most like a word, best first.

    Letter case and the marks that separate words do not count, so that the attribute spelling
    ``instance_type`` finds ``InstanceType`` and ``ML_P4D_24XLARGE`` finds ``ml.p4d.24xlarge``.
    """
    from difflib import get_close_matches  # only needed once something is wrong

    by_letters: dict[str, str] = {}
    for candidate in known:
        by_letters.setdefault(_letters(candidate), candidate)
    letters = _letters(word)
    if letters in by_letters:
        return [by_letters[letters]]
    # Longer words are no words of an API, and comparing them would take long.
    close = get_close_matches(letters[:128], by_letters, n=limit, cutoff=0.75)
    close.sort(key=lambda match: not match.endswith(letters))  # only the beginning was left out
    return [by_letters[match] for match in close]


def did_you_mean(words: Iterable[str]) -> str:
    """
    Put suggestions into words: ``did you mean 'File' or 'FastFile'?``; empty for none.
    """
    quoted = [repr(word) for word in words]
    return f"did you mean {either(quoted)}?" if quoted else ""


def either(words: list[str]) -> str:
    """
    Join words with commas and a last ``or``.
    """
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _letters(word: str) -> str:
    return "".join(character for character in word.lower() if character not in "_-. ")


def allowed_length(length: Length, unit: str) -> str:
    """
    Put a length into words: ``1 to 63 characters``.
    """
    words = _span(length.minimum or None, length.maximum)
    if length.maximum == 1 or (length.maximum is None and length.minimum == 1):
        return f"{words} {unit}"
    return f"{words} {unit.removesuffix('y') + 'ies' if unit.endswith('y') else unit + 's'}"


def allowed_range(limits: Range) -> str:
    """
    Put a range of numbers into words: ``1 to 30``, ``at least 1800``.
    """
    return _span(limits.minimum, limits.maximum)


def _span(minimum: float | None, maximum: float | None) -> str:
    if minimum is None and maximum is None:
        return "any number of"
    if minimum is None:
        return f"at most {maximum:,}"
    if maximum is None:
        return f"at least {minimum:,}"
    return f"exactly {maximum:,}" if minimum == maximum else f"{minimum:,} to {maximum:,}"


def allowed_text(pattern: Pattern) -> str:
    """
    Put a pattern into words where it says no more than "one line", else show it as published.
    """
    if pattern.published in (".*", ".+"):
        return "text without line breaks"
    example = EXAMPLES.get(pattern.published)
    such_as = f", such as {example}" if example else ""
    return f"text that matches {pattern.published}{such_as}"


EXAMPLES = {
    r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+": (
        "arn:aws:iam::123456789012:role/name"
    ),
    r"(https|s3)://([^/]+)/?(.*)": "s3://bucket/prefix/",
    r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}": "churn-2026-01",
    r"(fs-[0-9a-f]{8,})": "fs-0123456789abcdef0",
}
"""Texts that match the patterns that people meet most, by the published form."""


def allowed_values(enum: type[OpenEnum], value: str) -> str:
    """
    Name the values of an enum that look like the one found, or all of a small vocabulary.
    """
    known = [member.value for member in enum]
    candidates = suggestions(value, known)
    if not candidates and len(known) <= 12:
        candidates = known
    return either([repr(candidate) for candidate in candidates])


# Values in words


def shown(value: str, name: str | None = None) -> str:
    """
    Give a value as a message may show it: secrets hidden, on one line, at most 60 characters.

    Args:
        value: What was found.
        name: The name of the setting that holds it, which says whether it is a credential's.
    """
    text = mask(name, value)
    return repr(str(_brief(text))) if text == value else text  # of an enum, its value


def shown_path(path: Iterable[str | int]) -> str:
    """
    Write a path as text: ``input_data_config[0].channel_name``; a key that is a secret is hidden.
    """
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        else:
            text = _brief(mask(None, step))
            parts.append(f".{text if text.isprintable() else repr(text)}")
    return "".join(parts).removeprefix(".")


def _brief(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:30]}…{text[-29:]}"
