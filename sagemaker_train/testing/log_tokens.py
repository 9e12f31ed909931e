"""
The tokens of CloudWatch Logs: where a list or a reading stands, in a form that tells nothing.
"""

from __future__ import annotations

import base64
import json
from typing import Any, NamedTuple

from sagemaker_train.testing.log_streams import Place
from sagemaker_train.testing.refusals import Refusal

TOKEN_LIFE = 86_400
"""Seconds that a token of a stream is good for."""


def invalid_parameter(message: str) -> Refusal:
    """
    Make the refusal that CloudWatch Logs has for wrong requests.
    """
    return Refusal("InvalidParameterException", message)


def bad_token() -> Refusal:
    """
    Make the refusal of a token that was never given out, or too long ago.
    """
    return invalid_parameter("The specified nextToken is invalid.")


def opaque(*parts: str | int) -> str:
    """
    Write the parts of a token.
    """
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def parts_of(token: str) -> list[Any]:
    """
    Read the parts of a token.

    Raises:
        Refusal: It is none.
    """
    try:
        written: Any = json.loads(base64.urlsafe_b64decode(token.encode()))
    except ValueError:
        raise bad_token() from None
    match written:
        case [*parts]:
            return parts
        case _:
            raise bad_token()


class StreamToken(NamedTuple):
    """
    Where a reading of a stream stands, and in which direction it goes.
    """

    forward: bool
    place: Place
    issued: int
    """Epoch seconds."""

    def write(self) -> str:
        """
        Write it as the service does: ``f/`` or ``b/`` and something opaque.
        """
        return f"{'f' if self.forward else 'b'}/{opaque(*self.place, self.issued)}"

    @classmethod
    def read(cls, text: str, now: float) -> StreamToken:
        """
        Read a token that was given out.

        Raises:
            Refusal: It is none, or older than a day.
        """
        direction, _, rest = text.partition("/")
        match parts_of(rest):
            case [int(moment), int(number), int(issued)] if direction in ("f", "b"):
                token = cls(direction == "f", (moment, number), issued)
            case _:
                raise bad_token()
        if now - token.issued > TOKEN_LIFE:
            raise bad_token()
        return token


class MergedPlace(NamedTuple):
    """
    Where a reading of several streams stands: behind which line of which stream.
    """

    moment: int = -1
    stream: str = ""
    number: int = -1

    @classmethod
    def read(cls, token: str | None) -> MergedPlace:
        """
        Read a token that was given out; no token stands before all.

        Raises:
            Refusal: It is none.
        """
        match [] if token is None else parts_of(token):
            case []:
                return cls()
            case [int(moment), str(stream), int(number)]:
                return cls(moment, stream, number)
            case _:
                raise bad_token()
