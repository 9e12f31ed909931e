"""Locks and attributes in a process that was forked while other threads were busy."""

import os
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import sagemaker_train as smt
from sagemaker_train.forking import ProcessLock, lazy
from sagemaker_train.testing import LocalSageMaker
from sagemaker_train.transport.credentials import ChainCredentials, Credentials
from sagemaker_train.transport.retry import RetryQuota


def in_a_child(works: Callable[[], bool]) -> bool:
    """Whether something works in a forked process, which is given ten seconds for it."""
    child = os.fork()
    if child == 0:
        # No test machinery runs here, whatever is raised; what hangs is ended from outside.
        worked = False
        try:
            worked = works()
        finally:
            os._exit(0 if worked else 1)
    for _ in range(1000):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return False


@contextmanager
def busy(
    work: Callable[[], object], entered: threading.Event, go: threading.Event
) -> Generator[None]:
    """Another thread in the middle of something."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert entered.wait(10)
        yield
    finally:
        go.set()
        thread.join()


class Slow(ChainCredentials):
    """A chain whose first search lasts until the test lets it go."""

    def __init__(self) -> None:
        super().__init__(None)
        self.entered, self.go = threading.Event(), threading.Event()

    def _look(self) -> Credentials:
        if not self.entered.is_set():
            self.entered.set()
            self.go.wait(10)
        return Credentials("AKID", "secret")


def test_a_fork_during_a_search_for_credentials_can_search() -> None:
    """The search of a thread that did not come along is not waited for."""
    chain = Slow()
    with busy(chain.current, chain.entered, chain.go):
        assert in_a_child(lambda: chain.current(within=5).access_key_id == "AKID")


def test_a_fork_has_retries_and_links_of_its_own() -> None:
    """Budget and links can be used, whichever thread used them when the process was forked."""
    quota = RetryQuota()
    with (
        LocalSageMaker() as local,
        smt.Client(
            local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
        ) as client,
    ):
        links = client._links
        with quota._lock.here(), links._lock.here():
            assert in_a_child(lambda: quota.take("transient") == 14 and len(links.senders()) == 1)


class Once:
    """Something with an attribute that takes its time."""

    def __init__(self) -> None:
        self.entered, self.go = threading.Event(), threading.Event()
        self.computed = 0

    @lazy
    def value(self) -> int:
        """A number."""
        if not self.entered.is_set():
            self.entered.set()
            self.go.wait(10)
        self.computed += 1
        return self.computed


def test_a_lazy_attribute_is_computed_once() -> None:
    """It is kept, and documented as the method that computes it."""
    once = Once()
    once.entered.set()
    once.go.set()
    assert (once.value, once.value, once.computed) == (1, 1, 1)
    assert Once.value.__doc__ == "A number."


def test_a_fork_while_an_attribute_is_computed_computes_it() -> None:
    """No lock of the class keeps the child waiting."""
    once = Once()
    with busy(lambda: once.value, once.entered, once.go):
        assert in_a_child(lambda: once.value == 1)


def test_threads_of_one_process_share_its_lock() -> None:
    """Who comes second waits."""
    lock = ProcessLock()
    with lock.here():
        assert not lock.here().acquire(blocking=False)
    assert lock.here().acquire(blocking=False)
