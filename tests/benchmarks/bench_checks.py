"""
How long a check takes: ``python tests/benchmarks/bench_checks.py``.

The target is 300 µs for a full realistic request, secrets included, and a few milliseconds for
the import of the checks and the first check. Every figure is the median of several runs.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from sagemaker_train.checks import check
from sagemaker_train.checks.conditions import holds, reader_of_traits
from sagemaker_train.checks.constraints import violations
from sagemaker_train.checks.reading import read
from sagemaker_train.checks.rules import RULES
from sagemaker_train.checks.settings import suspicions
from sagemaker_train.models.requests import CreateTrainingJobRequest

BUCKET = "s3://amzn-s3-demo-bucket/project"


def _channel(name: str) -> dict[str, Any]:
    source = {
        "S3DataType": "S3Prefix",
        "S3Uri": f"{BUCKET}/{name}/",
        "S3DataDistributionType": "FullyReplicated",
    }
    return {
        "ChannelName": name,
        "DataSource": {"S3DataSource": source},
        "ContentType": "application/x-parquet",
        "CompressionType": "None",
        "InputMode": "FastFile",
    }


FULL: Final[Mapping[str, Any]] = {
    "TrainingJobName": "translation-large-2025-01-31-12-00-00",
    "HyperParameters": {
        "model_name_or_path": "google/flan-t5-large",
        "tokenizer_name": "google/flan-t5-large",
        "learning_rate": "3e-05",
        "epochs": "3",
        "per_device_train_batch_size": "8",
        "gradient_accumulation_steps": "4",
        "warmup_ratio": "0.03",
        "weight_decay": "0.01",
        "max_grad_norm": "1.0",
        "lr_scheduler_type": "cosine",
        "max_source_length": "512",
        "max_new_tokens": "256",
        "bf16": "true",
        "gradient_checkpointing": "true",
        "logging_steps": "50",
        "save_strategy": "steps",
        "seed": "42",
        "sagemaker_program": '"train.py"',
        "sagemaker_submit_directory": f'"{BUCKET}/source/sourcedir.tar.gz"',
        "sagemaker_region": '"us-west-2"',
    },
    "AlgorithmSpecification": {
        "TrainingImage": "763104351884.dkr.ecr.us-west-2.amazonaws.com/huggingface-pytorch-training"
        ":2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04",
        "TrainingInputMode": "File",
        "MetricDefinitions": [
            {"Name": "loss", "Regex": r"'loss': ([0-9.]+)"},
            {"Name": "eval_loss", "Regex": r"'eval_loss': ([0-9.]+)"},
        ],
        "EnableSageMakerMetricsTimeSeries": True,
    },
    "RoleArn": "arn:aws:iam::111122223333:role/service-role/SageMakerTraining",
    "InputDataConfig": [_channel("train"), _channel("validation")],
    "OutputDataConfig": {
        "S3OutputPath": f"{BUCKET}/output/",
        "KmsKeyId": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    },
    "ResourceConfig": {
        "InstanceType": "ml.p4d.24xlarge",
        "InstanceCount": 2,
        "VolumeSizeInGB": 500,
    },
    "VpcConfig": {
        "SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"],
        "Subnets": ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"],
    },
    "StoppingCondition": {"MaxRuntimeInSeconds": 86400, "MaxWaitTimeInSeconds": 172800},
    "Tags": [
        {"Key": "team", "Value": "translation"},
        {"Key": "cost-centre", "Value": "4711"},
        {"Key": "stage", "Value": "research"},
    ],
    "EnableManagedSpotTraining": True,
    "EnableInterContainerTrafficEncryption": True,
    "CheckpointConfig": {"S3Uri": f"{BUCKET}/checkpoints/", "LocalPath": "/opt/ml/checkpoints"},
    "DebugHookConfig": {
        "S3OutputPath": f"{BUCKET}/debug/",
        "HookParameters": {"save_interval": "100"},
        "CollectionConfigurations": [
            {"CollectionName": "losses", "CollectionParameters": {"train.save_interval": "50"}}
        ],
    },
    "DebugRuleConfigurations": [
        {
            "RuleConfigurationName": "LossNotDecreasing",
            "RuleEvaluatorImage": "895741380848.dkr.ecr.us-west-2.amazonaws.com"
            "/sagemaker-debugger-rules:latest",
            "RuleParameters": {"rule_to_invoke": "LossNotDecreasing"},
        }
    ],
    "ExperimentConfig": {"ExperimentName": "translation", "RunName": "large-3"},
    "ProfilerConfig": {
        "S3OutputPath": f"{BUCKET}/profile/",
        "ProfilingIntervalInMilliseconds": 500,
    },
    "Environment": {"HF_HOME": "/opt/ml/input/hf", "NCCL_DEBUG": "INFO", "OMP_NUM_THREADS": "8"},
    "RetryStrategy": {"MaximumRetryAttempts": 3},
}
"""A full realistic request: 20 hyperparameters, 2 channels, VPC, tags, checkpoints, debugger."""


def microseconds(work: Callable[[], object], runs: int = 15, times: int = 100) -> float:
    """
    Measure one call of some work, warm.
    """
    work()
    results: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(times):
            work()
        results.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(results)


def cold_milliseconds() -> tuple[float, float]:
    """
    Measure the import of the checks and the first check, in a fresh process with models loaded.
    """
    script = (
        "import json, sys, time, sagemaker_train.models.requests\n"
        "request = json.load(sys.stdin)\n"
        "start = time.perf_counter()\n"
        "from sagemaker_train.checks.engine import check\n"
        "imported = time.perf_counter()\n"
        "check(request)\n"
        "print(imported - start, time.perf_counter() - imported)\n"
    )
    imports: list[float] = []
    firsts: list[float] = []
    for _ in range(7):
        answer = subprocess.run(
            [sys.executable, "-c", script],
            input=json.dumps(FULL),
            capture_output=True,
            text=True,
            check=True,
        )
        imported, first = map(float, answer.stdout.split())
        imports.append(imported * 1e3)
        firsts.append(first * 1e3)
    return statistics.median(imports), statistics.median(firsts)


def main() -> None:
    """
    Print every figure.
    """
    request = read(CreateTrainingJobRequest, FULL)
    assert check(request) == [], check(request)
    pairs = 20 + 3 + 3 + 3

    traits = reader_of_traits(
        CreateTrainingJobRequest, [condition for rule in RULES.values() for condition in rule.when]
    )
    seen = traits(request)
    finds = [
        rule.find
        for rule in RULES.values()
        if rule.find and (not rule.when or any(holds(condition, seen) for condition in rule.when))
    ]

    def rules() -> None:
        for find in finds:
            list(find(request))

    secrets = microseconds(lambda: list(suspicions(request)))
    imported, first = cold_milliseconds()
    by_model = microseconds(lambda: check(request))
    by_mapping = microseconds(lambda: check(FULL))
    constraints = microseconds(lambda: list(violations(CreateTrainingJobRequest, request)))
    lines = [
        f"check, model      {by_model:8.1f} µs (target 300)",
        f"check, mapping    {by_mapping:8.1f} µs",
        f"  constraints     {constraints:8.1f} µs",
        f"  conditions      {microseconds(lambda: traits(request)):8.1f} µs",
        f"  rules           {microseconds(rules):8.1f} µs, {len(finds)} of {len(RULES)}",
        f"  secrets         {secrets:8.1f} µs, {secrets / pairs:.1f} µs a pair (target 20)",
        f"import of checks  {imported:8.1f} ms, with the models loaded",
        f"first check       {first:8.1f} ms",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
