"""
The local SageMaker: books, gate, faults and HTTP put together.
"""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import Self

from sagemaker_train.models.enums import TrainingInstanceType
from sagemaker_train.testing.books import Books
from sagemaker_train.testing.clock import VirtualClock
from sagemaker_train.testing.cloudwatch import CloudWatch
from sagemaker_train.testing.cloudwatch_logs import CloudWatchLogs
from sagemaker_train.testing.dispatch import Dispatcher, RecordedCall
from sagemaker_train.testing.environment import variables
from sagemaker_train.testing.expected import check_number, check_type, check_word
from sagemaker_train.testing.faults import FaultPlan, Mishaps, RateLimit
from sagemaker_train.testing.job_plan import JobPlan
from sagemaker_train.testing.server import HttpServer
from sagemaker_train.testing.service import SageMaker
from sagemaker_train.testing.signatures import Gate
from sagemaker_train.transport.credentials import Credentials
from sagemaker_train.transport.endpoint import partition_of

USER = Credentials("AKIALOCALSAGEMAKER00", "local-secret-of-nobody-and-good-for-nothing")
"""The one user of a server that is given no others. Good for nothing anywhere else."""


class LocalSageMaker:
    """
    A SageMaker for tests: real HTTP on 127.0.0.1, with signatures, limits and lives of jobs.

    The same port answers for CloudWatch Logs and CloudWatch: what the jobs' containers write, what
    their metric definitions find in it, and the load of their instances.

    It is a context manager; ``start`` and ``stop`` do the same by hand. Any SDK can use it: see
    ``endpoint_url``, ``credentials`` and ``environment``.

    Args:
        region: Which region it plays.
        account: Whose account, 12 digits.
        clock: What jobs live by. By default it runs fast, ten minutes in a second; a
            ``VirtualClock()`` stands still until a test moves it.
        plan: How jobs fare for which ``plan()`` has said nothing.
        faults: Which calls are damaged.
        users: Who may call; by default one user with fake credentials.
        verify_signatures: Whether calls must be signed by one of the users.
        tolerance: How far off the time of a signature may be; the service takes 5 minutes.
        empty_pages: Begin every list, and every reading of a log stream, with an empty page that
            has a token.
        port: 0 takes a free one.

    Example:
        >>> with LocalSageMaker() as local:
        ...     local.endpoint_url.startswith("http://127.0.0.1:")
        True
    """

    def __init__(
        self,
        *,
        region: str = "us-east-1",
        account: str = "123456789012",
        clock: VirtualClock | None = None,
        plan: JobPlan | None = None,
        faults: FaultPlan | None = None,
        users: tuple[Credentials, ...] = (USER,),
        verify_signatures: bool = True,
        tolerance: timedelta = timedelta(minutes=5),
        empty_pages: bool = False,
        port: int = 0,
    ) -> None:
        plan, faults = plan or JobPlan(), faults or FaultPlan()
        check_type("plan", plan, JobPlan)
        check_type("faults", faults, FaultPlan)
        self.region = region
        self.account = account
        self.clock: VirtualClock = clock or VirtualClock.fast_forward()
        partition = partition_of(region)
        self._books = Books(self.clock, plan)
        self._service = SageMaker(
            self._books,
            region=region,
            account=account,
            partition=partition,
            empty_pages=empty_pages,
        )
        self._users = users
        self._gate = Gate(users, region, tolerance=tolerance)
        self._dispatcher = Dispatcher(
            # One table for every service on the port: CloudWatch's operations have other targets.
            {
                **self._service.handlers(),
                **CloudWatchLogs(
                    self._books,
                    arn_prefix=f"arn:{partition}:logs:{region}:{account}:log-group:",
                    empty_pages=empty_pages,
                ).handlers(),
                **CloudWatch(self._books).handlers(),
            },
            self._books,
            self._gate if verify_signatures else None,
            faults,
        )
        self._server = HttpServer(self._dispatcher.answer, port=port)

    # Life of the server

    def start(self) -> Self:
        """
        Start to serve; takes about a millisecond.

        Raises:
            RuntimeError: It serves already.
            OSError: The port is taken.
        """
        self._server.start()
        return self

    def stop(self) -> None:
        """
        Stop serving: every socket is closed and the thread has ended. The books stay.

        Raises:
            RuntimeError: The server itself had failed during a call, which then got a 500.
        """
        self._server.stop()
        if (broken := self._dispatcher.broken) is not None:
            self._dispatcher.broken = None
            raise RuntimeError("the local SageMaker failed while it answered a call") from broken

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        where = f"at {self.endpoint_url}" if self._server.running else "not started"
        return f"LocalSageMaker({self.region}, {where}, {len(self._books)} training jobs)"

    # How to reach it

    @property
    def endpoint_url(self) -> str:
        """
        Where it is: ``http://127.0.0.1:PORT``.

        Raises:
            RuntimeError: It was never started.
        """
        if not self._server.port:
            raise RuntimeError(
                "the local SageMaker has no address before it is started; use it in a with"
                " statement or call start()"
            )
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def credentials(self) -> Credentials:
        """
        The credentials of the first user.
        """
        return self._users[0]

    def environment(self) -> dict[str, str]:
        """
        Make the environment variables that lead any AWS SDK of a process here.

        Whatever else is set there: temporary credentials, profiles, other addresses, proxies.
        """
        return variables(self.endpoint_url, self.region, self.credentials)

    # What tests look at

    @property
    def jobs(self) -> Books:
        """
        The training jobs by name, as the service knows them at this moment.
        """
        return self._books

    @property
    def requests(self) -> tuple[RecordedCall, ...]:
        """
        The last 10,000 calls, oldest first.
        """
        return tuple(self._dispatcher.calls)

    # What tests decide

    def plan(self, pattern: str, plan: JobPlan) -> None:
        """
        Decide how jobs created from now on will fare.

        Args:
            pattern: A shell pattern of names: ``spot-*``. The last plan made for a name counts.
            plan: Times, interruptions and the end.
        """
        check_type("pattern", pattern, str)
        check_type("plan", plan, JobPlan)
        self._books.plan(pattern, plan)

    @property
    def faults(self) -> FaultPlan:
        """
        Which calls are damaged. Setting it starts the count of calls anew.
        """
        return self._dispatcher.mishaps.plan

    @faults.setter
    def faults(self, plan: FaultPlan) -> None:
        check_type("faults", plan, FaultPlan)
        self._dispatcher.mishaps = Mishaps(plan)

    def limit_rate(self, operation: str, limit: RateLimit) -> None:
        """
        Throttle an operation, or each one by ``*``, on the virtual clock.

        Raises:
            ValueError: There is no such operation.
        """
        self._dispatcher.limit_rate(operation, limit)

    def set_quota(self, instance_type: str, instances: int) -> None:
        """
        Set how many instances of a type the account may use at once for training.

        Raises:
            ValueError: There is no such type of instance.
        """
        known = (one.value for one in TrainingInstanceType)
        check_word("instance_type", str(instance_type), known)
        check_number("instances", instances, "a number of instances")
        self._books.quotas[instance_type] = instances

    def add_user(self, user: Credentials) -> None:
        """
        Let another user in, or an old one with another secret or expiry.
        """
        self._gate.add(user)

    def remove_user(self, access_key_id: str) -> None:
        """
        Stop letting a user in.
        """
        self._gate.remove(access_key_id)

    @property
    def time_offset(self) -> timedelta:
        """
        What the server adds to the real time when it judges signatures.

        It is how a test plays a client whose clock is wrong: the refusal of a signature says that
        time in its ``Date``. The virtual clock is another matter: jobs and the ``Date`` of other
        answers live by it, signatures do not.
        """
        return self._gate.offset

    @time_offset.setter
    def time_offset(self, offset: timedelta) -> None:
        self._gate.offset = offset

    def assign_to_tuning_job(self, tuning_job: str, *names: str) -> None:
        """
        Make jobs belong to a hyperparameter tuning job, which exists from then on.

        Raises:
            KeyError: There is no training job of that name.
        """
        self._service.lists.assign_to_tuning_job(tuning_job, names)
