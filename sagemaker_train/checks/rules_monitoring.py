"""
Rules about how it is watched: debugger, profiler, TensorBoard, remote debugging.
"""

from __future__ import annotations

from collections.abc import Iterator

from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.models.creation import CreateTrainingJobRequest

TABLE = Table()

_IMAGE = "895741380848.dkr.ecr.us-west-2.amazonaws.com/sagemaker-debugger-rules:latest"
_OUTPUT = "s3://amzn-s3-demo-bucket/debug/"


def _rule(name: str) -> dict[str, object]:
    return {"RuleConfigurationName": name, "RuleEvaluatorImage": _IMAGE}


def _collections(*names: str) -> dict[str, object]:
    collections = [{"CollectionName": name} for name in names]
    return {"S3OutputPath": _OUTPUT, "CollectionConfigurations": collections}


@TABLE.rule(
    "debug-rule-name-unique",
    "error",
    when=("debug_rule_configurations", "profiler_rule_configurations"),
    source="API reference, DebugRuleConfiguration and ProfilerRuleConfiguration",
    fix="Give every rule of the debugger and of the profiler a name of its own",
    bad={
        "DebugHookConfig": _collections(),
        "DebugRuleConfigurations": [_rule("LossNotDecreasing")],
        "ProfilerRuleConfigurations": [_rule("LossNotDecreasing")],
    },
    fixed={
        "DebugHookConfig": _collections(),
        "DebugRuleConfigurations": [_rule("LossNotDecreasing")],
        "ProfilerRuleConfigurations": [_rule("ProfilerReport")],
    },
)
def debug_rule_name_unique(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No two rules of the debugger and the profiler have the same RuleConfigurationName.
    """
    names = [
        ("debug_rule_configurations", position, rule.rule_configuration_name)
        for position, rule in enumerate(request.debug_rule_configurations or ())
    ] + [
        ("profiler_rule_configurations", position, rule.rule_configuration_name)
        for position, rule in enumerate(request.profiler_rule_configurations or ())
    ]
    seen: set[str] = set()
    for member, position, name in names:
        if name in seen:
            path = (member, position, "rule_configuration_name")
            yield Problem(path, f"{shown(name)} is the name of another rule.")
        seen.add(name)


@TABLE.rule(
    "debug-collection-unique",
    "error",
    when="debug_hook_config.collection_configurations",
    source="API reference, CollectionConfiguration.CollectionName",
    fix="Configure every collection once",
    bad={"DebugHookConfig": _collections("losses", "losses")},
    fixed={"DebugHookConfig": _collections("losses", "weights")},
)
def debug_collection_unique(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No two debugger collections have the same CollectionName.
    """
    seen: set[str] = set()
    hook = request.debug_hook_config
    for position, item in enumerate((hook.collection_configurations if hook else None) or ()):
        if item.collection_name is not None and item.collection_name in seen:
            path = ("debug_hook_config", "collection_configurations", position, "collection_name")
            yield Problem(path, f"{shown(item.collection_name)} is configured already.")
        seen.add(item.collection_name or "")


@TABLE.rule(
    "debug-rules-need-hook",
    "warning",
    when="debug_rule_configurations",
    source="inferred: the rules read the tensors that the hook saves",
    fix="Set DebugHookConfig, or remove DebugRuleConfigurations",
    bad={"DebugRuleConfigurations": [_rule("LossNotDecreasing")]},
    fixed={
        "DebugHookConfig": _collections("losses"),
        "DebugRuleConfigurations": [_rule("LossNotDecreasing")],
    },
)
def debug_rules_need_hook(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    DebugRuleConfigurations go with DebugHookConfig.
    """
    if request.debug_rule_configurations and request.debug_hook_config is None:
        path = ("debug_rule_configurations",)
        yield Problem(path, "is set, but without DebugHookConfig no tensors are saved to judge.")


@TABLE.rule(
    "tensorboard-reserved-path",
    "warning",
    when="tensor_board_output_config.local_path",
    source="API reference, TensorBoardOutputConfig.LocalPath; documentation and reports disagree",
    fix="Leave LocalPath out, or choose a directory of your own",
    bad={"TensorBoardOutputConfig": {"S3OutputPath": _OUTPUT, "LocalPath": "/opt/ml/tensorboard"}},
    fixed={"TensorBoardOutputConfig": {"S3OutputPath": _OUTPUT, "LocalPath": "/tensorboard"}},
)
def tensorboard_reserved_path(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    TensorBoard's LocalPath is not under /opt/ml, /tmp or /usr/local/nvidia, its default apart.
    """
    config = request.tensor_board_output_config
    if config is None or not config.local_path:
        return
    local = config.local_path.rstrip("/")
    for reserved in ("/opt/ml", "/tmp", "/usr/local/nvidia"):  # noqa: S108  # of the container
        if f"{local}/".startswith(f"{reserved}/") and local != "/opt/ml/output/tensorboard":
            path = ("tensor_board_output_config", "local_path")
            yield Problem(path, f"{shown(config.local_path)} is under {reserved}.")


_INTERVALS = (100, 200, 500, 1000, 5000, 60_000)


@TABLE.rule(
    "profiling-interval",
    "error",
    when="profiler_config.profiling_interval_in_milliseconds",
    source="API reference, ProfilerConfig.ProfilingIntervalInMilliseconds",
    fix="Choose one of these intervals",
    bad={"ProfilerConfig": {"ProfilingIntervalInMilliseconds": 300}},
    fixed={"ProfilerConfig": {"ProfilingIntervalInMilliseconds": 500}},
)
def profiling_interval(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    The profiling interval is 100, 200, 500, 1000, 5000 or 60000 milliseconds.
    """
    profiler = request.profiler_config
    interval = profiler.profiling_interval_in_milliseconds if profiler else None
    if interval is not None and interval not in _INTERVALS:
        allowed = ", ".join(map(str, _INTERVALS))
        path = ("profiler_config", "profiling_interval_in_milliseconds")
        yield Problem(path, f"is {interval}; allowed are {allowed}.")


@TABLE.rule(
    "profiler-disabled-with-rules",
    "warning",
    when="profiler_rule_configurations",
    source="API reference, ProfilerConfig.DisableProfiler",
    fix="Turn the profiler on, or remove ProfilerRuleConfigurations",
    bad={
        "ProfilerConfig": {"DisableProfiler": True},
        "ProfilerRuleConfigurations": [_rule("ProfilerReport")],
    },
    fixed={"ProfilerConfig": {"DisableProfiler": True}},
)
def profiler_disabled_with_rules(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    ProfilerRuleConfigurations go with a profiler that is on.
    """
    profiler = request.profiler_config
    if profiler and profiler.disable_profiler and request.profiler_rule_configurations:
        path = ("profiler_rule_configurations",)
        yield Problem(path, "is set, but DisableProfiler is true, so the rules have no data.")


@TABLE.rule(
    "remote-debug-network-isolation",
    "warning",
    when="remote_debug_config",
    source="Developer Guide, remote debugging through AWS Systems Manager",
    fix="Turn off either remote debugging or network isolation",
    bad={"RemoteDebugConfig": {"EnableRemoteDebug": True}, "EnableNetworkIsolation": True},
    fixed={"RemoteDebugConfig": {"EnableRemoteDebug": True}},
)
def remote_debug_network_isolation(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Remote debugging needs a network, so that it does not go with network isolation.
    """
    remote = request.remote_debug_config
    if remote and remote.enable_remote_debug and request.enable_network_isolation:
        path = ("remote_debug_config", "enable_remote_debug")
        yield Problem(path, "is true, but the container is isolated from the network.")
