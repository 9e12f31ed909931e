"""
What a forked process finds ready for use, whatever other threads did when it was made.

Threads do not come along into a forked process, but locks do, as they were: one that a thread held
would be held for ever. ``functools.cached_property`` of Python 3.11 has such a lock, one for all
instances of a class.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class ProcessLock:
    """
    A lock for the threads of each process. What it guards must be sound at every moment.
    """

    def __init__(self) -> None:
        self._by_process: dict[int, threading.Lock] = {}

    def here(self) -> threading.Lock:
        """
        The lock of this process.
        """
        process = os.getpid()
        return self._by_process.get(process) or self._by_process.setdefault(
            process, threading.Lock()
        )


class lazy(Generic[T]):  # noqa: N801  # it is written as a decorator
    """
    An attribute that is computed when it is first read, and kept; ``cached_property`` with no lock.

    Threads that read it first at the same time may each compute it.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> T | Self:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._compute(instance)
        return value
