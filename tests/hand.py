"""
Steps fed by hand: who asks is answered by a function, pauses are noted and take no time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sagemaker_train.errors import SageMakerTrainError
from sagemaker_train.jobs.steps import Ask, Pause, Steps, Tell


class Hand:
    """What steps did: whom they asked, how long they paused, what they told, how they ended."""

    def __init__(
        self,
        answer: Callable[[Ask], Any],
        *,
        paused: Callable[[float], object] = lambda seconds: None,
    ) -> None:
        self.answer = answer
        self.paused = paused
        self.asked: list[Ask] = []
        self.pauses: list[float] = []
        self.told: list[Any] = []
        self.result: Any = None

    def drive(self, steps: Steps[Any], *, most: int = 100_000) -> Any:
        """Drive steps to their end; an answer that is an error is thrown in."""
        try:
            step = next(steps)
            for _ in range(most):
                match step:
                    case Tell(value):
                        self.told.append(value)
                        step = next(steps)
                    case Pause(seconds):
                        self.pauses.append(seconds)
                        self.paused(seconds)
                        step = next(steps)
                    case Ask():
                        self.asked.append(step)
                        answer = self.answer(step)
                        if isinstance(answer, SageMakerTrainError):
                            step = steps.throw(answer)
                        else:
                            step = steps.send(answer)
        except StopIteration as done:
            self.result = done.value
            return done.value
        raise AssertionError(f"no end after {most} steps")

    def asked_for(self, operation: str) -> list[Any]:
        """The requests of one operation."""
        return [ask.request for ask in self.asked if ask.operation.name == operation]
