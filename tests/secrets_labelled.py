"""
A labelled set of settings, to judge the secrets engine by.

`made_up_secrets()` has five secrets of each kind in `secrets_labelled_kinds.KINDS`, drawn from a
seeded generator. Their fixed pieces are joined at run time, so that scanners of repositories do
not take this file for a leak. `clean_settings()` has what training jobs really set, and
`tricky_settings()` what looks like a secret and is none.
"""

import base64
import json
import random
import re
import string
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.secrets_labelled_clean import COMMON_NAMES, COMMON_VALUES, TRICKY
from tests.secrets_labelled_kinds import KINDS, PASSWORD_NAMES, PASSWORDS


class Case(NamedTuple):
    """
    A setting with a label.

    Attributes:
        name: Its name.
        value: Its value.
        kind: The kind of secret in it, or of harmless value.
        carrier: How the value carries it.
        secret: The parts of the value that nobody may see; none in a harmless value.
    """

    name: str
    value: str
    kind: str
    carrier: str
    secret: tuple[str, ...] = ()


_ALPHABETS = {
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "digit": string.digits,
    "lower": string.ascii_lowercase,
    "b36": string.ascii_lowercase + string.digits,
    "B36": string.ascii_uppercase + string.digits,
    "b32": string.ascii_uppercase + "234567",
    "b62": string.ascii_letters + string.digits,
    "b64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "-_",
    "any": string.ascii_letters + string.digits + "!@#%^*_+-",
}


def drawn(template: str, rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """
    Draw a secret.

    Args:
        template: Fixed text with holes, "<alphabet*length>" or "<uuid>"; "~" holds the pieces of
            the fixed text apart and is dropped, unless escaped; "b64(...)" is encoded last.
        rng: The generator.

    Returns:
        The text with its holes filled, and what they are filled with.
    """
    filled: list[str] = []

    def hole(found: re.Match[str]) -> str:
        if found[0] == "<uuid>":
            digits = "".join(rng.choices(_ALPHABETS["hex"], k=32))
            cuts = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
            filled.append("-".join(digits[start:end] for start, end in cuts))
            return filled[-1]
        alphabet = _ALPHABETS[found[1]]
        ends = string.ascii_letters if found[1] in ("url", "any") else alphabet
        body = rng.choices(alphabet, k=int(found[2]) - 2)
        filled.append("".join((rng.choice(ends), *body, rng.choice(ends))))
        return filled[-1]

    text = re.sub(r"<uuid>|<(\w+)\*(\d+)>", hole, re.sub(r"(?<!\\)~", "", template))
    encoded = re.fullmatch(r"(.*?)b64\((.*)\)(.*)", text, re.DOTALL)
    if encoded is not None:
        text = encoded[1] + base64.b64encode(encoded[2].encode()).decode() + encoded[3]
    return text.replace("\\~", "~"), tuple(filled)


def _env(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", name).upper()


def _option(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).lower()


# A carrier takes name and secret, and returns the name and the value of a setting.
CARRIERS: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "bare": lambda name, secret: (name, secret),
    "quoted": lambda name, secret: (name, json.dumps(secret)),
    "json": lambda name, secret: (
        "extra_config",
        json.dumps({"seed": 7, "logging": {"project": "demo", name: secret}}),
    ),
    "json list": lambda name, secret: (
        "environment",
        json.dumps([{"name": "EPOCHS", "value": "3"}, {"name": _env(name), "value": secret}]),
    ),
    "option": lambda name, secret: (
        "sagemaker_run_command",
        f"python train.py --epochs 3 --{_option(name)} {secret} --lr 0.1",
    ),
    "assignment": lambda name, secret: (
        "entry_command",
        f"export {_env(name)}={secret} && python train.py --epochs 3",
    ),
    "connection string": lambda name, secret: (
        "connection",
        f"Endpoint=tcp:db.example.net,1433;Database=runs;{name}={secret};Timeout=30",
    ),
    "query": lambda name, secret: (
        "callback_url",
        f"https://api.example.net/v1/runs?user=ann&{name}={secret}&format=json",
    ),
    "text": lambda name, secret: ("notes", f'call with "{name}": "{secret}" in the header'),
}


def made_up_secrets(seed: int = 2024, each: int = 5) -> Iterator[Case]:
    """
    Make secrets of every kind, each kind in several carriers.

    Args:
        seed: The seed; the same seed makes the same set.
        each: How many of each kind.

    Yields:
        The cases.
    """
    rng = random.Random(seed)
    for kind, names, template in KINDS:
        # Whole documents and URLs cannot stand in a query or a connection string unescaped.
        whole = kind.endswith(("alone", "elsewhere")) or re.search(r"://|[{\s]", template)
        fitting = [c for c in CARRIERS if not whole or c in ("bare", "quoted", "json", "json list")]
        for index in range(each):
            secret, parts = drawn(template, rng)
            carrier = "bare" if index == 0 else rng.choice(fitting)
            name, value = CARRIERS[carrier](rng.choice(names.split()), secret)
            yield Case(name, value, kind, carrier, parts or (secret,))
    for index, name in enumerate(PASSWORD_NAMES):
        password = PASSWORDS[index % len(PASSWORDS)] if index % 2 else drawn("<any*14>", rng)[0]
        carrier = "bare" if index % 3 else "quoted"
        yield Case(*CARRIERS[carrier](name, password), "password", carrier, (password,))


def clean_settings() -> Iterator[Case]:
    """
    Make the settings of ordinary jobs.

    Yields:
        The cases: each name with each kind of value that jobs give it, in three spellings.
    """
    for group, names in COMMON_NAMES.items():
        for name in names.split():
            for index, value in enumerate(COMMON_VALUES[group]):
                written = (name, _env(name), _option(name))[index % 3]
                shown = json.dumps(value) if index % 2 else value
                yield Case(written, shown, group, "quoted" if index % 2 else "bare")


def tricky_settings(seed: int = 2024) -> Iterator[Case]:
    """
    Make settings that look like secrets and are none.

    Args:
        seed: The seed for digests and ids.

    Yields:
        The cases.
    """
    rng = random.Random(seed)
    for kind, pairs in TRICKY.items():
        for name, template in pairs:
            value = drawn(template, rng)[0] if kind == "drawn" else template
            yield Case(name, value, kind, "bare")
            if not value.startswith('"'):
                yield Case(name, json.dumps(value), kind, "quoted")
