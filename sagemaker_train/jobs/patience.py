"""
How long a watcher of a job puts up with trouble: longer than one call does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from sagemaker_train.errors import (
    CredentialsError,
    ExpiredTokenError,
    SageMakerTrainError,
    ServiceError,
    SignatureError,
    ThrottlingError,
    TransportError,
)
from sagemaker_train.jobs.steps import Ask, Pause, Steps
from sagemaker_train.schema import Model, Operation

FIRST_PAUSE = 1.0
"""Seconds after the first failure of a call that had its own retries; doubled for each further."""

LONGEST_PAUSE = 60.0

FIRST_LIMIT = 60.0
"""Seconds of trouble before the first answer, when it is more likely that the address is wrong."""

APPEARING = 60.0
"""Seconds that a job which was just created may be unknown to Describe."""

PASSING = (ThrottlingError, ServiceError)
"""What passes by itself, from the first call on."""

UNTRUSTED = (ExpiredTokenError, CredentialsError, SignatureError)
"""What passes when somebody logs in again; a signature, when a suspended machine has woken up."""

PASSING_LATER = (TransportError, *UNTRUSTED)
"""What passes if calls went well before: otherwise the address or the credentials are wrong."""


class Patience:
    """
    Asks again when the trouble is of the kind that passes.

    Args:
        limit: Seconds of pauses in a row, without an answer, after which the trouble is raised.
        draw: Gives numbers from 0 to 1, so that watchers do not come back together.
        first_limit: The same before the first answer, for what may be a wrong address.
        untrusted_limit: The same for credentials that are refused or gone; ``limit`` by default.
    """

    def __init__(
        self,
        limit: float = 1800.0,
        draw: Callable[[], float] = random.random,
        *,
        first_limit: float = 0.0,
        untrusted_limit: float | None = None,
    ) -> None:
        self.limit = limit
        self.draw = draw
        self.first_limit = first_limit
        self.untrusted_limit: float = limit if untrusted_limit is None else untrusted_limit
        self.trouble: SageMakerTrainError | None = None
        """What is being put up with at the moment."""
        self.answered: bool = False
        """Whether the service has answered at all."""

    def ask(self, operation: Operation[Any, Any], request: Model) -> Steps[Any]:
        """
        Call an operation until it answers.

        Raises:
            ApiError: The service refused; or it did not recover within the limit.
            TransportError: No answer within the limit, or none to the very first call.
        """
        longest, waited = FIRST_PAUSE, 0.0
        while True:
            try:
                answer = yield Ask(operation, request, self.call_timeout())
            except (*PASSING, *PASSING_LATER) as error:
                self.trouble = error
                limit = self.limit_for(error)
                if waited >= limit:
                    if limit:
                        error.add_note(f"gave up after {waited:.0f} seconds without an answer")
                    raise
            else:
                self.answered = True
                self.trouble = None
                return answer
            pause = longest * (0.5 + self.draw() / 2)
            yield from self.sit_out(pause)
            waited += pause
            longest = min(2 * longest, LONGEST_PAUSE)

    def sit_out(self, seconds: float) -> Steps[None]:
        """
        Let time pass. Overridden where there is a deadline, or somebody to be told meanwhile.
        """
        yield Pause(seconds)

    def call_timeout(self) -> float | None:
        """
        Seconds that the next call may take; ``None`` leaves it to the client.
        """
        return None

    def limit_for(self, trouble: SageMakerTrainError) -> float:
        """
        Seconds without an answer that are put up with for such a trouble.
        """
        if isinstance(trouble, PASSING):
            return self.limit
        if not self.answered:
            return 0.0 if isinstance(trouble, UNTRUSTED) else self.first_limit
        return self.untrusted_limit if isinstance(trouble, UNTRUSTED) else self.limit
