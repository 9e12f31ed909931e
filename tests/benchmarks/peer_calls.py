"""
One measurement of one client in a process of its own: ``peer_calls.py CLIENT MEASURE URL [N]``.

Prints a JSON object. Run by ``bench_peers.py``; imports are inside the functions because they are
part of what is measured.
"""

import gc
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

HYPERPARAMETERS = {f"parameter_{n}": str(n * 0.25) for n in range(20)}
WIRE: dict[str, Any] = {
    "RoleArn": "arn:aws:iam::123456789012:role/training",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1",
        "TrainingInputMode": "File",
    },
    "HyperParameters": HYPERPARAMETERS,
    "InputDataConfig": [
        {
            "ChannelName": name,
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "S3Prefix",
                    "S3Uri": f"s3://bucket/{name}/",
                    "S3DataDistributionType": "FullyReplicated",
                }
            },
            "ContentType": "text/csv",
        }
        for name in ("train", "validation")
    ],
    "OutputDataConfig": {"S3OutputPath": "s3://bucket/models/"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "VpcConfig": {
        "SecurityGroupIds": ["sg-0123456789abcdef0"],
        "Subnets": ["subnet-0123456789abcdef0"],
    },
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "Tags": [{"Key": "team", "Value": "churn"}],
    "CheckpointConfig": {"S3Uri": "s3://bucket/checkpoints/"},
    "DebugHookConfig": {"S3OutputPath": "s3://bucket/debug/"},
}


def ours_request(name: str) -> Any:
    """The request through the builder."""
    import sagemaker_train as smt

    job = (
        smt.TrainingJobBuilder(name)
        .image(WIRE["AlgorithmSpecification"]["TrainingImage"])
        .role(WIRE["RoleArn"])
        .hyperparameters(HYPERPARAMETERS)
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


def caller(client: str, url: str) -> Callable[[str], object]:
    """A function that creates a job of a name."""
    if client == "ours":
        import attrs

        import sagemaker_train as smt

        request = ours_request("x").request()
        ours = smt.Client(endpoint_url=url)
        return lambda name: ours.create_training_job(attrs.evolve(request, training_job_name=name))
    if client == "sagemaker-core":
        return sagemaker_core(url)
    import boto3

    theirs = boto3.client("sagemaker", endpoint_url=url)
    return lambda name: theirs.create_training_job(TrainingJobName=name, **WIRE)


def sagemaker_core(url: str) -> Callable[[str], object]:
    """The same through sagemaker-core, whose only way it is to describe each job at once."""
    os.environ["AWS_ENDPOINT_URL_SAGEMAKER"] = url
    from sagemaker.core import resources, shapes

    members: dict[str, Any] = {
        "role_arn": WIRE["RoleArn"],
        "algorithm_specification": shapes.AlgorithmSpecification(
            training_image=WIRE["AlgorithmSpecification"]["TrainingImage"],
            training_input_mode="File",
        ),
        "hyper_parameters": HYPERPARAMETERS,
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
    # The bare server has no descriptions; leaving that call out is in their favour.
    resources.TrainingJob.get = lambda **_: None
    return lambda name: resources.TrainingJob.create(training_job_name=name, **members)


def cold(client: str, url: str, _: int) -> dict[str, float]:
    """One call and the peak memory of the process; its time is taken from outside."""
    if client == "aiobotocore":
        import asyncio

        asyncio.run(many(client, url, 1))
    elif client == "ours":
        import sagemaker_train as smt

        with smt.Client(endpoint_url=url) as ours:
            ours.create_training_job(ours_request("cold"))
    elif client != "python":
        caller(client, url)("cold")
    return {"rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def warm(client: str, url: str, count: int) -> dict[str, float]:
    """Microseconds of CPU a call in one thread, and calls a second in eight."""
    call = caller(client, url)
    for number in range(50):
        call(f"warm-{number}")
    started = time.process_time()
    for number in range(count):
        call(f"one-{number}")
    cpu = (time.process_time() - started) / count * 1e6

    def work(worker: int) -> None:
        for number in range(count // 8):
            call(f"eight-{worker}-{number}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"cpu_us": cpu, "eight_threads": count / (time.perf_counter() - begun)}


async def many(client: str, url: str, count: int) -> float:
    """Seconds for so many calls by 64 coroutines."""
    import asyncio

    async def drive(call: Callable[[str], Awaitable[object]]) -> float:
        for number in range(min(count, 50)):
            await call(f"warm-{number}")
        names = iter([f"a-{number}" for number in range(count)])

        async def work() -> None:
            for name in names:
                await call(name)

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(64)))
        return time.perf_counter() - begun

    if client == "aiobotocore":
        from aiobotocore.config import AioConfig
        from aiobotocore.session import get_session

        config = AioConfig(max_pool_connections=64)
        async with get_session().create_client(
            "sagemaker", endpoint_url=url, config=config
        ) as theirs:
            return await drive(
                lambda name: theirs.create_training_job(TrainingJobName=name, **WIRE)
            )
    import attrs

    import sagemaker_train as smt
    from sagemaker_train.transport import async_sender

    if client == "ours":
        without: Any = async_sender
        without.find_spec = lambda name: None  # the extra stays out of this one
    request = ours_request("x").request()
    async with smt.AsyncClient(endpoint_url=url) as ours:
        return await drive(
            lambda name: ours.create_training_job(attrs.evolve(request, training_job_name=name))
        )


def coroutines(client: str, url: str, count: int) -> dict[str, float]:
    """Calls a second by 64 coroutines."""
    import asyncio

    return {"coroutines": count / asyncio.run(many(client, url, count))}


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
