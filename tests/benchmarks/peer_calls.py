"""
One measurement of one client in a process of its own: ``peer_calls.py CLIENT MEASURE URL [N]``.

Prints a JSON object. Run by ``bench_peers.py``, in the environments of peers as well: it imports
nothing of ours but the client that it measures. Imports are inside the functions because they are
part of what is measured.
"""

import gc
import json
import os
import resource
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

WIRE: dict[str, Any] = json.loads(Path(__file__).with_name("full_request.json").read_bytes())
"""A full request but for its name: as boto3 takes it."""


def ours_request(name: str) -> Any:
    """The request through the builder."""
    import sagemaker_train as smt

    job = (
        smt.TrainingJobBuilder(name)
        .image(WIRE["AlgorithmSpecification"]["TrainingImage"])
        .role(WIRE["RoleArn"])
        .hyperparameters(WIRE["HyperParameters"])
        .output("s3://bucket/models/")
        .instances("ml.m5.xlarge", volume_gb=30)
        .max_runtime(3600)
        .vpc(subnets=["subnet-0123456789abcdef0"], security_groups=["sg-0123456789abcdef0"])
        .tag("team", "churn")
        .checkpoint("s3://bucket/checkpoints/")
        .debug_hook("s3://bucket/debug/")
    )
    for channel in ("train", "validation"):
        job = job.input(channel, f"s3://bucket/{channel}/", content_type="text/csv")
    return job


def core_members() -> dict[str, Any]:
    """The request in the shapes of sagemaker-core."""
    from sagemaker.core import shapes

    return {
        "role_arn": WIRE["RoleArn"],
        "algorithm_specification": shapes.AlgorithmSpecification(
            training_image=WIRE["AlgorithmSpecification"]["TrainingImage"],
            training_input_mode="File",
        ),
        "hyper_parameters": WIRE["HyperParameters"],
        "input_data_config": [
            shapes.Channel(
                channel_name=name,
                data_source=shapes.DataSource(
                    s3_data_source=shapes.S3DataSource(
                        s3_data_type="S3Prefix",
                        s3_uri=f"s3://bucket/{name}/",
                        s3_data_distribution_type="FullyReplicated",
                    )
                ),
                content_type="text/csv",
            )
            for name in ("train", "validation")
        ],
        "output_data_config": shapes.OutputDataConfig(s3_output_path="s3://bucket/models/"),
        "resource_config": shapes.ResourceConfig(
            instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30
        ),
        "vpc_config": shapes.VpcConfig(
            security_group_ids=["sg-0123456789abcdef0"], subnets=["subnet-0123456789abcdef0"]
        ),
        "stopping_condition": shapes.StoppingCondition(max_runtime_in_seconds=3600),
        "tags": [{"key": "team", "value": "churn"}],
        "checkpoint_config": shapes.CheckpointConfig(s3_uri="s3://bucket/checkpoints/"),
        "debug_hook_config": shapes.DebugHookConfig(s3_output_path="s3://bucket/debug/"),
    }


def caller(client: str, url: str) -> Callable[[str], object]:
    """A function that creates a job of a name."""
    if client == "ours":
        import attrs

        import sagemaker_train as smt

        request = ours_request("x").request()
        ours = smt.Client(endpoint_url=url)
        return lambda name: ours.create_training_job(attrs.evolve(request, training_job_name=name))
    if client == "sagemaker-core":
        os.environ["AWS_ENDPOINT_URL_SAGEMAKER"] = url
        from sagemaker.core import resources

        members = core_members()
        # The bare server has no descriptions; leaving that call out is in their favour.
        resources.TrainingJob.get = lambda **_: None
        return lambda name: resources.TrainingJob.create(training_job_name=name, **members)
    import boto3

    theirs = boto3.client("sagemaker", endpoint_url=url)
    return lambda name: theirs.create_training_job(TrainingJobName=name, **WIRE)


@asynccontextmanager
async def async_caller(client: str, url: str) -> AsyncIterator[Callable[[str], Awaitable[object]]]:
    """The same for asyncio."""
    if client == "aiobotocore":
        from aiobotocore.config import AioConfig
        from aiobotocore.session import get_session

        config = AioConfig(max_pool_connections=64)
        async with get_session().create_client(
            "sagemaker", endpoint_url=url, config=config
        ) as theirs:
            yield lambda name: theirs.create_training_job(TrainingJobName=name, **WIRE)
        return
    import attrs

    import sagemaker_train as smt

    if client == "ours":
        loaded: Any = sys.modules
        loaded["aiohttp"] = None  # as if it were not installed: the extra stays out of this one
    request = ours_request("x").request()
    async with smt.AsyncClient(endpoint_url=url) as ours:
        yield lambda name: ours.create_training_job(attrs.evolve(request, training_job_name=name))


def peak_mib() -> float:
    """The most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():  # unlike the other it leaves out what was there before the process began
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # bytes, on macOS


def cold(client: str, url: str, _: int) -> dict[str, float]:
    """One call and the peak memory of the process; its time is taken from outside."""
    if client == "aiobotocore":
        import asyncio

        async def once() -> None:
            async with async_caller(client, url) as call:
                await call("cold")

        asyncio.run(once())
    elif client == "ours":
        import sagemaker_train as smt

        with smt.Client(endpoint_url=url) as ours:
            ours.create_training_job(ours_request("cold"))
    else:
        caller(client, url)("cold")
    return {"peak_mib": peak_mib()}


def cpu_us(call: Callable[[str], object], count: int) -> float:
    """Microseconds of CPU that a call takes, after some that do not count."""
    for number in range(50):
        call(f"warm-{number}")
    started = time.process_time()
    for number in range(count):
        call(f"one-{number}")
    return (time.process_time() - started) / count * 1e6


def warm(client: str, url: str, count: int) -> dict[str, float]:
    """Microseconds of CPU a call in one thread, and calls a second in eight."""
    call = caller(client, url)
    cpu = cpu_us(call, count)
    each = -(-count // 8)

    def work(worker: int) -> None:
        for number in range(each):
            call(f"eight-{worker}-{number}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"cpu_us": cpu, "eight_threads": 8 * each / (time.perf_counter() - begun)}


def coroutines(client: str, url: str, count: int) -> dict[str, float]:
    """Calls a second by 64 coroutines."""
    import asyncio

    async def drive() -> float:
        async with async_caller(client, url) as call:
            for number in range(50):
                await call(f"warm-{number}")
            names = iter([f"a-{number}" for number in range(count)])

            async def work() -> None:
                for name in names:
                    await call(name)

            begun = time.perf_counter()
            await asyncio.gather(*(work() for _ in range(64)))
            return time.perf_counter() - begun

    return {"coroutines": count / asyncio.run(drive())}


def checker(client: str, url: str) -> Callable[[str], object]:
    """A function that checks a request of a name as this client does, and sends nothing."""
    if client == "ours":
        import attrs

        import sagemaker_train as smt

        request = ours_request("x").request()
        return lambda name: smt.check(attrs.evolve(request, training_job_name=name))
    if client == "sagemaker-core":
        import functools
        import inspect

        from sagemaker.core import resources

        members, job = core_members(), resources.TrainingJob

        # Their check round a function that has the arguments of theirs and does nothing.
        nothing = functools.wraps(inspect.unwrap(job.create))(lambda *_, **__: None)
        checked = resources.Base.add_validate_call(nothing)
        return lambda name: checked(job, training_job_name=name, **members)
    import boto3
    from botocore.validate import ParamValidator

    service = boto3.client("sagemaker", endpoint_url=url).meta.service_model
    shape, validator = service.operation_model("CreateTrainingJob").input_shape, ParamValidator()
    return lambda name: validator.validate({"TrainingJobName": name, **WIRE}, shape)


def checking(client: str, url: str, count: int) -> dict[str, float]:
    """Microseconds of CPU that one check of a request takes."""
    return {"check_us": cpu_us(checker(client, url), count)}


def another(client: str, url: str, count: int) -> dict[str, float]:
    """KiB that one more client costs once it has made a call."""
    import tracemalloc

    call = caller(client, url)
    call("first")
    gc.collect()
    tracemalloc.start()
    kept = [caller(client, url) for _ in range(count)]
    for each in kept:
        each("again")
    gc.collect()
    return {"client_kib": tracemalloc.get_traced_memory()[0] / count / 1024}


DISTRIBUTIONS = {"ours": "sagemaker-train-client"}
"""Whose name on the package index is not the client's."""


def installed(name: str, found: dict[str, float]) -> dict[str, float]:
    """MiB on the disk, by distribution, of one and of what it needs, byte code left out."""
    import importlib.metadata
    import re

    name = re.sub(r"[-_.]+", "-", name).lower()
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return found  # an extra, or for another platform
    if name not in found:
        files = [file.locate() for file in distribution.files or [] if file.suffix != ".pyc"]
        found[name] = sum(os.path.getsize(str(f)) for f in files if os.path.exists(str(f))) / 2**20
        for requirement in distribution.requires or []:
            if "extra ==" not in requirement:
                installed(re.split(r"[^\w.-]", requirement, maxsplit=1)[0], found)
    return found


def size(client: str, _: str, __: int) -> dict[str, float]:
    """MiB on the disk with everything that the client needs, and without botocore and its own."""
    everything = installed(DISTRIBUTIONS.get(client, client), {})
    botocore = installed("botocore", {})
    beside = sum(mib for name, mib in everything.items() if name not in botocore)
    return {"installed_mib": sum(everything.values()), "beside_botocore_mib": beside}


if __name__ == "__main__":
    which, measure, address, *rest = sys.argv[1:]
    print(json.dumps(globals()[measure](which, address, int(rest[0]) if rest else 0)))
